package io.github.djlseq2seq.translate.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.testng.SkipException;

/** The corpora and scripts that lie beside the repository on some machines. */
public final class SharedData {

  private SharedData() {}

  /** A file or folder below {@code shared}; the test is skipped, loudly, where it is not there. */
  public static Path require(String name) {
    Path found = root().resolveSibling("shared").resolve(name);
    if (!Files.exists(found)) {
      String message = "NOT TESTED: " + found + " is not there";
      System.err.println(message);
      throw new SkipException(message);
    }
    return found;
  }

  /** All corpora. */
  static List<Path> corpora() throws IOException {
    try (Stream<Path> files = Files.walk(require("data"))) {
      return files.filter(file -> file.toString().matches(".*\\.tsv(\\.gz)?")).sorted().toList();
    }
  }

  private static Path root() {
    try {
      Path folder = Path.of("").toRealPath();
      for (Path at = folder; at != null; at = at.getParent()) {
        if (Files.isDirectory(at.resolve(".mvn"))) {
          return at;
        }
      }
      throw new IllegalStateException("no folder with .mvn above " + folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
