package io.github.djlseq2seq.translate.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UTFDataFormatException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/**
 * The saved state of an optimizer: a header (what it is, the rule, the number of updates and of
 * parameters), of each parameter its name, shape, number of updates and arrays, and a checksum.
 *
 * @param updates the number of updates
 * @param entries what was remembered of each parameter, in the block's order
 */
record StateFile(int updates, List<Entry> entries) {

  private static final String MAGIC = "djl-seq2seq optimizer state 1";
  private static final int CHUNK = 1 << 14;

  /**
   * One parameter's part.
   *
   * @param updates how often it was updated; 0 if nothing is remembered
   * @param arrays the values of each array
   */
  record Entry(int updates, List<float[]> arrays) {}

  /** Writes a state parameter by parameter. */
  static final class Writer {

    private final CRC32 checksum = new CRC32();
    private final DataOutputStream plain;
    private final DataOutputStream out;

    Writer(DataOutputStream plain, UpdateRule rule, int updates, Block block) throws IOException {
      this.plain = plain;
      out = new DataOutputStream(new CheckedOutputStream(plain, checksum));
      out.writeUTF(MAGIC);
      out.writeUTF(rule.kind());
      out.writeInt(updates);
      out.writeInt(block.getParameters().size());
    }

    void write(String name, int updates, Shape shape, NDList arrays) throws IOException {
      out.writeUTF(name);
      out.writeUTF(shape.toString());
      out.writeInt(updates);
      for (NDArray array : arrays) {
        float[] values = array.toFloatArray();
        for (int from = 0; from < values.length; from += CHUNK) {
          int count = Math.min(CHUNK, values.length - from);
          ByteBuffer bytes = ByteBuffer.allocate(count * Float.BYTES);
          bytes.asFloatBuffer().put(values, from, count);
          out.write(bytes.array());
        }
      }
    }

    void end() throws IOException {
      out.flush();
      plain.writeLong(checksum.getValue());
    }
  }

  /**
   * Reads a state.
   *
   * @throws IOException if it is damaged, or of another rule or block
   */
  static StateFile read(DataInputStream plain, UpdateRule rule, Block block) throws IOException {
    CRC32 checksum = new CRC32();
    DataInputStream in = new DataInputStream(new CheckedInputStream(plain, checksum));
    String part = "the header";
    try {
      check(part, MAGIC, in.readUTF());
      check("the optimizer's kind", rule.kind(), in.readUTF());
      int updates = in.readInt();
      check("the number of parameters", block.getParameters().size(), in.readInt());
      List<Entry> entries = new ArrayList<>();
      for (Pair<String, Parameter> parameter : block.getParameters()) {
        part = "parameter " + parameter.getKey();
        entries.add(entry(in, rule, parameter, updates));
      }
      part = "the checksum";
      check(part, checksum.getValue(), plain.readLong());
      return new StateFile(updates, entries);
    } catch (EOFException e) {
      throw new IOException("optimizer state: it is cut off at " + part, e);
    } catch (UTFDataFormatException e) {
      throw new IOException("optimizer state: it is damaged at " + part, e);
    }
  }

  private static Entry entry(
      DataInputStream in, UpdateRule rule, Pair<String, Parameter> parameter, int most)
      throws IOException {
    String name = parameter.getKey();
    Shape shape = parameter.getValue().getShape();
    check("the parameter's name", name, in.readUTF());
    check("the shape of parameter " + name, shape.toString(), in.readUTF());
    int updates = in.readInt();
    if (updates < 0 || updates > most) {
      throw new IOException(
          "optimizer state: the updates of parameter %s must be from 0 to %d, found %d"
              .formatted(name, most, updates));
    }
    List<float[]> arrays = new ArrayList<>();
    for (int i = 0; i < rule.arrays() && updates > 0; i++) {
      arrays.add(floats(in, Math.toIntExact(shape.size())));
    }
    return new Entry(updates, arrays);
  }

  private static float[] floats(DataInputStream in, int size) throws IOException {
    float[] values = new float[size];
    byte[] bytes = new byte[CHUNK * Float.BYTES];
    for (int from = 0; from < size; from += CHUNK) {
      int count = Math.min(CHUNK, size - from);
      in.readFully(bytes, 0, count * Float.BYTES);
      ByteBuffer.wrap(bytes).asFloatBuffer().get(values, from, count);
    }
    return values;
  }

  private static void check(String what, Object expected, Object found) throws IOException {
    if (!found.equals(expected)) {
      throw new IOException(
          "optimizer state: %s must be %s, found %.100s".formatted(what, expected, found));
    }
  }
}
