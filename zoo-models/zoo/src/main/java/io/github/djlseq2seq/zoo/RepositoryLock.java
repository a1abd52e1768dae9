package io.github.djlseq2seq.zoo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;

/**
 * Lets one process at a time change a repository, whoever runs it. The file that is locked is
 * deleted in the end: what lies in a repository is packed and served.
 *
 * @param file the file
 * @param channel its channel, which holds the lock
 */
record RepositoryLock(Path file, FileChannel channel) implements AutoCloseable {

  private static final String FILE = ".publishing";

  /** Two processes must not draw the same. */
  private static final SecureRandom RANDOM = new SecureRandom();

  /** Some systems let nobody read what is locked: this is behind all content. */
  private static final long BEHIND = Long.MAX_VALUE - 1;

  /** Waits until nobody else has the lock; a process's own threads must not ask at once. */
  static RepositoryLock take(Path repository) throws IOException {
    Path file = repository.resolve(FILE);
    while (true) {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        channel.lock(BEHIND, 1, false);
        if (isAt(file, channel)) {
          return new RepositoryLock(file, channel);
        }
        channel.close();
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    }
  }

  /**
   * Whoever had the lock has deleted the file, and what is open here may be it: its size, a number
   * of chance, tells. To read the file would do no good: where a process closes a file, POSIX takes
   * all of its locks on it.
   */
  private static boolean isAt(Path file, FileChannel channel) throws IOException {
    long size = 1L + RANDOM.nextInt(1 << 20);
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(new byte[1]), size - 1);
    try {
      return Files.size(file) == size;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  boolean isHeld() {
    return channel.isOpen();
  }

  @Override
  public void close() throws IOException {
    try {
      Files.deleteIfExists(file);
    } finally {
      channel.close();
    }
  }
}
