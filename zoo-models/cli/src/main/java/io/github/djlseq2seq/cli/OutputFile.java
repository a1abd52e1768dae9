package io.github.djlseq2seq.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.UUID;

/** A file of lines that is written aside and moved into place: it is whole, or not there. */
final class OutputFile {

  private OutputFile() {}

  /** Refuses what cannot be written, before the work whose result it is to hold. */
  static void check(String option, Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file) || folder == null) {
      throw new IOException(option + " must be a file, found the folder " + file);
    }
    if (!Files.isDirectory(folder)) {
      throw new IOException(option + ": there is no folder " + folder);
    }
    if (!Files.isWritable(Files.exists(file) ? file : folder)) {
      throw new IOException(option + ": no permission to write " + file);
    }
  }

  /** Writes lines, each ended by LF on every system. */
  static void write(Path file, List<String> lines) throws IOException {
    String text = lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      // A pipe or a device is there to be written to, not to be replaced.
      Files.writeString(file, text);
      return;
    }
    Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
    Path aside = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID());
    try {
      Files.writeString(aside, text);
      Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(aside);
    }
  }
}
