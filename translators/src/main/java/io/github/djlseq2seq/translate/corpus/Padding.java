package io.github.djlseq2seq.translate.corpus;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.github.djlseq2seq.block.SpecialToken;
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
    return PaddedRows.ofIds(sequences).on(manager);
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

  static int[] withBos(int[] target) {
    int[] input = new int[target.length + 1];
    input[0] = SpecialToken.BOS.id();
    System.arraycopy(target, 0, input, 1, target.length);
    return input;
  }

  static int[] withEos(int[] target) {
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
   * @throws IllegalArgumentException if a sequence is empty, vectors are of unequal sizes, or a
   *     value is not finite
   */
  public static NDList padFeatures(NDManager manager, List<float[][]> sequences) {
    return PaddedRows.ofFeatures(sequences).on(manager);
  }

  static void checkFeatures(float[][] sequence) {
    if (sequence.length == 0) {
      throw new IllegalArgumentException("features must have at least one vector, found none");
    }
    for (int position = 0; position < sequence.length; position++) {
      float[] vector = sequence[position];
      checkSize(sequence[0].length, vector.length);
      for (int i = 0; i < vector.length; i++) {
        if (!Float.isFinite(vector[i])) {
          throw new IllegalArgumentException(
              "features must be finite, found %s as value %d of vector %d"
                  .formatted(vector[i], i, position));
        }
      }
    }
  }

  static void checkSize(int expected, int found) {
    if (found != expected) {
      throw new IllegalArgumentException(
          "feature vectors must all have %d values, found %d".formatted(expected, found));
    }
  }
}
