package io.github.djlseq2seq.translate.corpus;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
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
    NDArray array = manager.create(ids, new Shape(lengths.length, width));
    return new NDList(array, manager.create(lengths));
  }
}
