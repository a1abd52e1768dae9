package io.github.djlseq2seq.translate.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.testng.Assert;
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

  /** Gives every column of every line of every corpus; where there are none, the test fails. */
  static void eachText(Consumer<String> check) throws IOException {
    List<Path> corpora;
    try (Stream<Path> files = Files.walk(require("data"))) {
      corpora = files.filter(file -> file.toString().matches(".*\\.tsv(\\.gz)?")).sorted().toList();
    }
    Assert.assertFalse(corpora.isEmpty(), "no corpus in the folder");
    for (Path corpus : corpora) {
      try (Utf8Lines lines = Utf8Lines.open(corpus)) {
        for (String line = lines.next(); line != null; line = lines.next()) {
          try {
            List.of(line.split("\t", -1)).forEach(check);
          } catch (AssertionError e) {
            throw new AssertionError(corpus + ", line " + lines.number(), e);
          }
        }
        Assert.assertTrue(lines.number() > 0, corpus + " has no line");
      }
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
