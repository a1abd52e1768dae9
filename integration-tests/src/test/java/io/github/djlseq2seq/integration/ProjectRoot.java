package io.github.djlseq2seq.integration;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the project's files are, whichever folder a test starts in. */
final class ProjectRoot {

  private ProjectRoot() {}

  static Path find() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(folder.resolve(".mvn"))) {
      folder = folder.getParent();
    }
    return folder;
  }
}
