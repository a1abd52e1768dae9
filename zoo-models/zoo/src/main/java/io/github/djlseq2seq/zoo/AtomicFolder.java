package io.github.djlseq2seq.zoo;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Replaces a whole folder at once: it is written aside and moved into place, so that a reader never
 * finds some old files and some new ones. Between two moves there is none; after a crash then, the
 * next writer, or {@link #recover}, puts the old one back.
 */
public final class AtomicFolder {

  private static final String ASIDE = ".new-";

  private AtomicFolder() {}

  /** Writes files into a folder. */
  @FunctionalInterface
  public interface Writer {

    /**
     * Writes.
     *
     * @param folder an empty folder
     * @throws IOException if writing fails
     */
    void write(Path folder) throws IOException;
  }

  /**
   * Writes a folder, in place of what is there.
   *
   * @param folder the folder
   * @param writer what writes its files
   * @throws IOException if writing fails; what was there is still there
   */
  public static void replace(Path folder, Writer writer) throws IOException {
    recover(folder);
    Path target = folder.toAbsolutePath();
    Path parent = target.getParent();
    if (parent == null) {
      throw new IOException("the root folder cannot be replaced: " + folder);
    }
    Files.createDirectories(parent);
    // Not a temporary directory, which only its owner could read.
    Path aside =
        Files.createDirectory(parent.resolve(target.getFileName() + ASIDE + UUID.randomUUID()));
    try {
      writer.write(aside);
      sync(aside);
      Path previous = previous(folder);
      if (Files.exists(target)) {
        Files.move(target, previous);
      }
      Files.move(aside, target);
      delete(previous);
    } finally {
      delete(aside);
    }
  }

  /**
   * Completes a replacement that was cut short between the two moves.
   *
   * @param folder the folder
   * @throws IOException if the old folder cannot be moved back
   */
  public static void recover(Path folder) throws IOException {
    Path previous = previous(folder);
    if (Files.exists(previous)) {
      if (Files.exists(folder)) {
        delete(previous);
      } else {
        Files.move(previous, folder);
      }
    }
  }

  /** What is moved into place must be on the disk, not in the system's memory alone. */
  static void sync(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder)) {
      files = walk.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
    }
  }

  /**
   * Deletes what writers that were killed have left aside. No other may be writing.
   *
   * @param folder the folder
   * @throws IOException if it cannot be deleted
   */
  public static void discardUnfinished(Path folder) throws IOException {
    Path target = folder.toAbsolutePath();
    Path parent = target.resolveSibling(".");
    if (!Files.exists(parent)) {
      return;
    }
    List<Path> unfinished;
    try (Stream<Path> list = Files.list(parent)) {
      String start = target.getFileName() + ASIDE;
      unfinished = list.filter(path -> path.getFileName().toString().startsWith(start)).toList();
    }
    for (Path path : unfinished) {
      delete(path);
    }
  }

  private static Path previous(Path folder) {
    return folder.resolveSibling(folder.getFileName() + ".old-seq2seq");
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      List<Path> paths;
      try (Stream<Path> walk = Files.walk(folder)) {
        paths = walk.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path path : paths) {
        Files.delete(path);
      }
    }
  }
}
