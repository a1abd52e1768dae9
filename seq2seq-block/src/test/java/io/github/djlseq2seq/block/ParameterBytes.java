package io.github.djlseq2seq.block;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;

/** Parameters as a file holds them, written byte by byte: the format that must go on loading. */
final class ParameterBytes {

  /** Block by block with the shapes of its parameters, of one layer in one direction, untied. */
  private static final String FORMAT_1 =
      """
      Seq2Seq:
      SourceEmbedding: table 9 6
      Encoder:
      Stack:
      Layer0Forward: inputWeight 32 6, hiddenWeight 32 8, inputBias 32, hiddenBias 32
      TargetEmbedding: table 11 6
      Decoder:
      Stack:
      Layer0Forward: inputWeight 32 6, hiddenWeight 32 8, inputBias 32, hiddenBias 32
      Attention: weight 8 8
      Combine: weight 8 16, bias 8
      Generator: weight 11 8, bias 11
      """;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final DataOutputStream out = new DataOutputStream(bytes);
  private final BitSet structure = new BitSet();
  private final Random random;

  private ParameterBytes(long seed) {
    random = new Random(seed);
  }

  /** What {@link #FORMAT_1} describes, with random values. */
  static ParameterBytes ofFormat1(long seed) {
    ParameterBytes written = new ParameterBytes(seed);
    FORMAT_1.lines().forEach(line -> written.block(line.substring(line.indexOf(':') + 1).strip()));
    return written;
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }

  /** Which bytes say how to read the others. */
  int[] structure() {
    return structure.stream().toArray();
  }

  private void block(String parameters) {
    try {
      out.writeByte(1);
      structure.set(bytes.size() - 1);
      for (String parameter : parameters.isEmpty() ? new String[0] : parameters.split(", ")) {
        String[] words = parameter.split(" ");
        int[] shape = Arrays.stream(words).skip(1).mapToInt(Integer::parseInt).toArray();
        parameter(words[0], shape);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void parameter(String name, int[] shape) throws IOException {
    int begin = bytes.size();
    out.writeChar('P');
    out.writeByte(1);
    out.writeUTF(name);
    out.writeUTF("NDAR");
    out.writeInt(3);
    out.writeByte(0);
    out.writeUTF("DENSE");
    out.writeUTF("FLOAT32");
    out.writeInt(shape.length);
    int size = 1;
    for (int axis : shape) {
      out.writeLong(axis);
      size *= axis;
    }
    out.writeInt(shape.length);
    structure.set(begin, bytes.size());
    // DJL's names of the axes, which mean nothing here.
    out.writeChars("?".repeat(shape.length));
    out.writeByte('<');
    out.writeInt(4 * size);
    structure.set(bytes.size() - 5, bytes.size());
    for (int i = 0; i < size; i++) {
      out.writeInt(Integer.reverseBytes(Float.floatToIntBits(random.nextFloat() - 0.5f)));
    }
  }
}
