package io.github.djlseq2seq.translate.corpus;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.IntBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Encoded pairs in a file: the ids of one pair after the other, source before target, each as four
 * bytes, the highest first. In the heap are 12 bytes a pair, where it is and how long.
 *
 * <p>The file is mapped into memory in segments, since one mapping holds no more than 2 GiB. Each
 * begins with a pair, so that none lies across a border.
 */
final class StoredPairs implements EncodedPairs {

  /** The ids of a segment, but of one that a single longer pair fills: 1 GiB. */
  static final int SEGMENT = 1 << 28;

  private final Path file;
  private final int[] firsts;
  private final int[] positions;
  private final int[] sourceLengths;
  private final int[] targetLengths;
  private volatile @Nullable List<IntBuffer> segments;

  private StoredPairs(Writer writer, List<IntBuffer> segments) {
    this.file = writer.file;
    this.segments = segments;
    firsts = writer.firsts.toArray();
    positions = writer.positions.toArray();
    sourceLengths = writer.sourceLengths.toArray();
    targetLengths = writer.targetLengths.toArray();
  }

  @Override
  public int size() {
    return positions.length;
  }

  @Override
  public EncodedPair get(int number) {
    List<IntBuffer> open = segments;
    if (open == null) {
      throw new IllegalStateException("the encoded pairs of " + file + " are closed");
    }
    int[] source = new int[sourceLengths[number]];
    int[] target = new int[targetLengths[number]];
    int found = Arrays.binarySearch(firsts, number);
    IntBuffer segment = open.get(found < 0 ? -found - 2 : found);
    segment.get(positions[number], source);
    segment.get(positions[number] + source.length, target);
    return new EncodedPair(source, target);
  }

  @Override
  public int sourceLength(int number) {
    return sourceLengths[number];
  }

  @Override
  public int targetLength(int number) {
    return targetLengths[number];
  }

  @Override
  public void close() {
    segments = null;
    delete(file);
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // Windows keeps a file while it is mapped, which is until the buffers are collected.
      file.toFile().deleteOnExit();
    }
  }

  /** Writes the file. */
  static final class Writer implements Closeable {

    private final Path file;
    private final int segment;
    private final DataOutputStream out;
    private final IntList firsts = new IntList();
    private final IntList positions = new IntList();
    private final IntList sourceLengths = new IntList();
    private final IntList targetLengths = new IntList();

    /** The ids of each segment; the last is still written. */
    private final IntList sizes = new IntList();

    private int position;
    private boolean finished;

    /** Begins a file; one that an earlier process left behind is replaced. */
    Writer(Path file, int segment) throws IOException {
      this.file = file;
      this.segment = segment;
      // Not overwritten: another process may have it mapped.
      Files.deleteIfExists(file);
      out =
          new DataOutputStream(
              new BufferedOutputStream(
                  Files.newOutputStream(file, StandardOpenOption.CREATE_NEW), 1 << 16));
      firsts.add(0);
    }

    void add(EncodedPair pair) throws IOException {
      if (pair.features() != null) {
        throw new IllegalArgumentException(
            "pair must have a source of ids to go into a file, found features");
      }
      int ids = Math.addExact(pair.source().length, pair.target().length);
      if (position > 0 && ids > segment - position) {
        sizes.add(position);
        firsts.add(positions.size());
        position = 0;
      }
      positions.add(position);
      sourceLengths.add(pair.source().length);
      targetLengths.add(pair.target().length);
      position += ids;
      try {
        write(pair.source());
        write(pair.target());
      } catch (IOException e) {
        throw failed(e);
      }
    }

    private void write(int[] ids) throws IOException {
      for (int id : ids) {
        out.writeInt(id);
      }
    }

    StoredPairs finish() throws IOException {
      sizes.add(position);
      List<IntBuffer> mapped = new ArrayList<>();
      try {
        out.close();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
          long start = 0;
          for (int size : sizes.toArray()) {
            long bytes = (long) size * Integer.BYTES;
            mapped.add(channel.map(MapMode.READ_ONLY, start, bytes).asIntBuffer());
            start += bytes;
          }
        }
      } catch (IOException e) {
        throw failed(e);
      }
      finished = true;
      return new StoredPairs(this, mapped);
    }

    private IOException failed(IOException e) {
      return new IOException(
          "%s: the encoded pairs could not be written (%s)".formatted(file, e.getMessage()), e);
    }

    /** Deletes the file if it was not finished. */
    @Override
    public void close() {
      if (!finished) {
        try {
          out.close();
        } catch (IOException e) {
          // What it could not write is not wanted any more.
        }
        delete(file);
      }
    }
  }
}
