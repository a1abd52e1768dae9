package io.github.djlseq2seq.block.layer;

import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Reads one array of a known shape as {@link NDArray#encode()} writes it.
 *
 * <p>DJL's own decoder believes every length and shape that it finds: a damaged file makes it ask
 * for gigabytes or crashes the engine. Here all of them are checked before anything is allocated.
 */
final class StoredArray {

  private static final String MAGIC = "NDAR";
  private static final int VERSION = 3;
  private static final int MOST_DIMENSIONS = 32;

  private final DataInputStream stream;
  private final Shape expected;
  private final String label;

  /**
   * Prepares to read.
   *
   * @param stream what to read from
   * @param expected the shape that the array must have
   * @param label what the array is, for error messages
   */
  StoredArray(DataInputStream stream, Shape expected, String label) {
    this.stream = stream;
    this.expected = expected;
    this.label = label;
  }

  /**
   * Reads the array.
   *
   * @param manager the manager that it will belong to
   * @return the values in float32, also of a half-precision array
   * @throws IOException if the stream ends too early or cannot be read
   * @throws MalformedModelException if what is read is not such an array
   */
  NDArray read(NDManager manager) throws IOException, MalformedModelException {
    check(stream.readUTF().equals(MAGIC) && stream.readInt() == VERSION, "its header");
    byte named = stream.readByte();
    check(named == 0 || named == 1, "its name");
    if (named == 1) {
      stream.readUTF();
    }
    check(stream.readUTF().equals("DENSE"), "its storage");
    DataType type = readType();
    readShape();
    check(stream.readByte() == '<', "its byte order");
    int length = stream.readInt();
    check(length == expected.size() * type.getNumOfBytes(), "its length");
    NDArray stored = HostArrays.of(manager, readValues(manager, length), expected, type);
    if (type == DataType.FLOAT32) {
      return stored;
    }
    try (stored) {
      return stored.toType(DataType.FLOAT32, true);
    }
  }

  private DataType readType() throws IOException, MalformedModelException {
    String name = stream.readUTF();
    for (DataType type : new DataType[] {DataType.FLOAT32, DataType.FLOAT16}) {
      if (name.equals(type.name())) {
        return type;
      }
    }
    throw new MalformedModelException(
        "%s: FLOAT32 or FLOAT16 expected, \"%s\" found".formatted(label, name));
  }

  private void readShape() throws IOException, MalformedModelException {
    int dimensions = stream.readInt();
    check(dimensions >= 0 && dimensions <= MOST_DIMENSIONS, "its shape");
    long[] axes = new long[dimensions];
    for (int i = 0; i < dimensions; i++) {
      axes[i] = stream.readLong();
      check(axes[i] >= 0, "its shape");
    }
    // The layout, one letter an axis; it means nothing to parameters.
    check(stream.readInt() == dimensions, "its shape");
    stream.skipNBytes(2L * dimensions);
    if (!expected.equals(new Shape(axes))) {
      throw new MalformedModelException(
          "%s: shape %s expected by the configuration, %s found"
              .formatted(label, expected, new Shape(axes)));
    }
  }

  /** What is there is read before as much memory is asked for: the length may be damaged too. */
  private ByteBuffer readValues(NDManager manager, int length) throws IOException {
    byte[] bytes = stream.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException(label + ": the file is cut off");
    }
    return manager.allocateDirect(length).put(bytes).rewind();
  }

  private void check(boolean holds, String what) throws MalformedModelException {
    if (!holds) {
      throw new MalformedModelException(
          label + ": " + what + " is unreadable; the file is damaged");
    }
  }
}
