package io.github.djlseq2seq.zoo;

import ai.djl.repository.Artifact;
import ai.djl.util.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Published models as folders on disk.
 *
 * <p>A folder's name is made of the content's hashes, so neither a model of the same name from
 * elsewhere nor a changed one is ever taken for it. Every use verifies every file; what is missing
 * or damaged is fetched again. Files are moved into place whole, one by one, and an intact file is
 * never touched: any number of threads and processes may use a folder at once.
 */
final class ModelCache {

  private ModelCache() {}

  /** Whether all files are there and intact. */
  static boolean holds(PublishedModel model, Path folder) {
    for (Artifact.Item file : model.getFiles().values()) {
      if (!intact(file, folder.resolve(file.getName()))) {
        return false;
      }
    }
    return true;
  }

  /** Completes a model's folder. */
  static void fill(PublishedModel model, Path folder, @Nullable Progress progress)
      throws IOException {
    if (progress != null) {
      progress.reset("Unpacking", model.size());
    }
    for (Artifact.Item file : model.getFiles().values()) {
      Path target = folder.resolve(file.getName());
      if (!intact(file, target)) {
        fetch(model, file, target);
      }
      if (progress != null) {
        progress.increment(file.getSize());
      }
    }
    removeOthers(model, folder);
    if (progress != null) {
      progress.end();
    }
  }

  private static void fetch(PublishedModel model, Artifact.Item file, Path target)
      throws IOException {
    String source = model.tree().name() + " " + model.path(file);
    Path part = target.resolveSibling("." + file.getName() + "." + UUID.randomUUID());
    try {
      Files.createDirectories(target.getParent());
      copy(model.tree().open(model.path(file)), part, file.getSize());
      String found = Checksums.sha1(part);
      if (!found.equalsIgnoreCase(file.getSha1Hash())) {
        throw new IOException(
            "expected %d bytes with SHA-1 %s, found %d bytes with SHA-1 %s"
                .formatted(file.getSize(), file.getSha1Hash(), Files.size(part), found));
      }
      move(file, part, target);
    } catch (IOException e) {
      throw new IOException(
          "cannot unpack %s to %s (DJL_CACHE_DIR names the cache): %s"
              .formatted(source, target, e.getMessage()),
          e);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** Copies a file, and no more of an endless one than shows that it is too long. */
  private static void copy(InputStream source, Path part, long size) throws IOException {
    byte[] buffer = new byte[1 << 16];
    long left = size + 1;
    try (source;
        OutputStream out = Files.newOutputStream(part, StandardOpenOption.CREATE_NEW)) {
      while (left > 0) {
        int read = source.read(buffer, 0, (int) Math.min(left, buffer.length));
        if (read < 0) {
          break;
        }
        out.write(buffer, 0, read);
        left -= read;
      }
    }
  }

  private static void move(Artifact.Item file, Path part, Path target) throws IOException {
    try {
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      // Some systems refuse to replace a file that another process has just put there and reads.
      if (!intact(file, target)) {
        throw e;
      }
    }
  }

  /** A second file of parameters would be loaded in place of the verified one. */
  private static void removeOthers(PublishedModel model, Path folder) throws IOException {
    Set<String> names =
        model.getFiles().values().stream().map(Artifact.Item::getName).collect(Collectors.toSet());
    List<Path> others;
    try (Stream<Path> files = Files.list(folder)) {
      others =
          files
              .filter(Files::isRegularFile)
              .filter(file -> !names.contains(file.getFileName().toString()))
              // What another process is fetching.
              .filter(file -> !file.getFileName().toString().startsWith("."))
              .toList();
    }
    for (Path other : others) {
      Files.deleteIfExists(other);
    }
  }

  private static boolean intact(Artifact.Item file, Path path) {
    try {
      return Checksums.sha1(path).equalsIgnoreCase(file.getSha1Hash());
    } catch (IOException e) {
      // Whatever it is, fetching mends it, or tells why not.
      return false;
    }
  }
}
