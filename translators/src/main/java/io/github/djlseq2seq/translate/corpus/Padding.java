package io.github.djlseq2seq.translate.corpus;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.djlseq2seq.block.SpecialToken;
import io.github.djlseq2seq.block.layer.HostArrays;
import java.util.Arrays;
import java.util.List;

/** Makes one array of sequences of unequal lengths. */
public final class Padding {

  private Padding() {}

  /**
   * Pads to the longest.
   *
   * @param manager the manager that the arrays will belong to
   * @param sequences ids, at least one sequence of at least one
   * @return ids {@code (B,S)} and lengths {@code (B)}, both int64
   */
  public static NDList pad(NDManager manager, List<int[]> sequences) {
    int width = sequences.stream().mapToInt(sequence -> sequence.length).max().orElse(0);
    long[] ids = new long[sequences.size() * width];
    Arrays.fill(ids, SpecialToken.PAD.id());
    long[] lengths = new long[sequences.size()];
    for (int i = 0; i < lengths.length; i++) {
      int[] sequence = sequences.get(i);
      lengths[i] = sequence.length;
      for (int j = 0; j < sequence.length; j++) {
        ids[i * width + j] = sequence[j];
      }
    }
    NDArray array = HostArrays.of(manager, ids, new Shape(lengths.length, width));
    return new NDList(array, HostArrays.of(manager, lengths, new Shape(lengths.length)));
  }

  /**
   * Pads what a decoder reads when the target is known: bos and the target.
   *
   * @param manager the manager that the arrays will belong to
   * @param targets ids, without bos and eos, at least one target
   * @return ids {@code (B,T)} and lengths {@code (B)}, both int64
   */
  public static NDList padDecoderInput(NDManager manager, List<int[]> targets) {
    return pad(manager, targets.stream().map(Padding::withBos).toList());
  }

  /**
   * Pads what a decoder shall say: the target and eos.
   *
   * @param manager the manager that the arrays will belong to
   * @param targets ids, without bos and eos, at least one target
   * @return ids {@code (B,T)} and lengths {@code (B)}, both int64
   */
  public static NDList padLabels(NDManager manager, List<int[]> targets) {
    return pad(manager, targets.stream().map(Padding::withEos).toList());
  }

  private static int[] withBos(int[] target) {
    int[] input = new int[target.length + 1];
    input[0] = SpecialToken.BOS.id();
    System.arraycopy(target, 0, input, 1, target.length);
    return input;
  }

  private static int[] withEos(int[] target) {
    int[] label = Arrays.copyOf(target, target.length + 1);
    label[target.length] = SpecialToken.EOS.id();
    return label;
  }

  /**
   * Pads sequences of feature vectors to the longest, with zeros.
   *
   * @param manager the manager that the arrays will belong to
   * @param sequences {@code [S][F]} each, at least one sequence of at least one vector
   * @return features {@code (B,S,F)}, float32, and lengths {@code (B)}, int64
   * @throws IllegalArgumentException if a sequence is empty or vectors are of unequal sizes
   */
  public static NDList padFeatures(NDManager manager, List<float[][]> sequences) {
    sequences.forEach(Padding::checkFeatures);
    int width = sequences.stream().mapToInt(sequence -> sequence.length).max().orElse(0);
    int size = sequences.get(0)[0].length;
    float[] values = new float[sequences.size() * width * size];
    long[] lengths = new long[sequences.size()];
    for (int i = 0; i < lengths.length; i++) {
      float[][] sequence = sequences.get(i);
      checkSize(size, sequence[0].length);
      lengths[i] = sequence.length;
      for (int j = 0; j < sequence.length; j++) {
        System.arraycopy(sequence[j], 0, values, (i * width + j) * size, size);
      }
    }
    NDArray array = HostArrays.of(manager, values, new Shape(lengths.length, width, size));
    return new NDList(array, HostArrays.of(manager, lengths, new Shape(lengths.length)));
  }

  static void checkFeatures(float[][] sequence) {
    if (sequence.length == 0) {
      throw new IllegalArgumentException("features must have at least one vector, found none");
    }
    for (float[] vector : sequence) {
      checkSize(sequence[0].length, vector.length);
    }
  }

  private static void checkSize(int expected, int found) {
    if (found != expected) {
      throw new IllegalArgumentException(
          "feature vectors must all have %d values, found %d".formatted(expected, found));
    }
  }
}
