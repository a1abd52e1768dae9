package io.github.djlseq2seq.zoo.train;

import io.github.djlseq2seq.zoo.AtomicFolder;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A training's folder: {@code model} is the best model so far, {@code checkpoint} what a resumed
 * training goes on from, {@code history.csv} and {@code history.svg} tell how it went.
 */
final class TrainingFolder {

  private static final String CHECKPOINT = "checkpoint";

  private final Path path;
  private final Checkpoint checkpoint;

  TrainingFolder(Path path) {
    this.path = path;
    checkpoint = new Checkpoint(path.resolve(CHECKPOINT));
  }

  /** What is done in the folder. */
  @FunctionalInterface
  interface Work<T> {

    T run() throws IOException;
  }

  /** Does work in the folder, which no other process may use; tidies up behind one killed. */
  <T> T whileOpen(Work<T> work) throws IOException {
    Files.createDirectories(path);
    try (FileChannel channel =
        FileChannel.open(
            path.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      if (!lock(channel)) {
        throw new IOException("another training is running in " + path);
      }
      AtomicFolder.discardUnfinished(model());
      AtomicFolder.discardUnfinished(path.resolve(CHECKPOINT));
      AtomicFolder.recover(model());
      return work.run();
    }
  }

  private static boolean lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      // It is this process that holds it.
      return false;
    }
  }

  Path path() {
    return path;
  }

  Path model() {
    return path.resolve("model");
  }

  Checkpoint checkpoint() {
    return checkpoint;
  }

  void write(TrainingHistory history, Selection.Criterion by) throws IOException {
    write("history.csv", history.csv());
    if (!history.rows().isEmpty()) {
      write("history.svg", new CurvePicture(history.rows(), by).svg());
    }
  }

  private void write(String name, String text) throws IOException {
    Path aside = Files.writeString(path.resolve("." + name), text);
    Files.move(aside, path.resolve(name), StandardCopyOption.REPLACE_EXISTING);
  }
}
