package io.github.djlseq2seq.translate.corpus;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.djlseq2seq.block.SpecialToken;
import io.github.djlseq2seq.block.layer.HostArrays;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sequences of unequal lengths, padded to the longest, in Java's memory: any thread can make them.
 */
final class PaddedRows {

  private final Shape shape;
  private final long @Nullable [] ids;
  private final float[] features;
  private final long[] lengths;

  private PaddedRows(Shape shape, long @Nullable [] ids, float[] features, long[] lengths) {
    this.shape = shape;
    this.ids = ids;
    this.features = features;
    this.lengths = lengths;
  }

  /** Pads ids. */
  static PaddedRows ofIds(List<int[]> sequences) {
    int width = sequences.stream().mapToInt(sequence -> sequence.length).max().orElse(0);
    long[] ids = new long[size(sequences.size(), width, 1)];
    Arrays.fill(ids, SpecialToken.PAD.id());
    long[] lengths = new long[sequences.size()];
    for (int i = 0; i < lengths.length; i++) {
      int[] sequence = sequences.get(i);
      lengths[i] = sequence.length;
      for (int j = 0; j < sequence.length; j++) {
        ids[i * width + j] = sequence[j];
      }
    }
    return new PaddedRows(new Shape(lengths.length, width), ids, new float[0], lengths);
  }

  /** Pads feature vectors, with zeros. */
  static PaddedRows ofFeatures(List<float[][]> sequences) {
    sequences.forEach(Padding::checkFeatures);
    int width = sequences.stream().mapToInt(sequence -> sequence.length).max().orElse(0);
    int size = sequences.get(0)[0].length;
    float[] values = new float[size(sequences.size(), width, size)];
    long[] lengths = new long[sequences.size()];
    for (int i = 0; i < lengths.length; i++) {
      float[][] sequence = sequences.get(i);
      Padding.checkSize(size, sequence[0].length);
      lengths[i] = sequence.length;
      for (int j = 0; j < sequence.length; j++) {
        System.arraycopy(sequence[j], 0, values, (i * width + j) * size, size);
      }
    }
    return new PaddedRows(new Shape(lengths.length, width, size), null, values, lengths);
  }

  private static int size(int rows, int width, int depth) {
    long size = (long) rows * width * depth;
    if (size > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "a batch must fit into one array, found %d rows of %d: make batches smaller"
              .formatted(rows, (long) width * depth));
    }
    return (int) size;
  }

  /** Their shape: {@code (B,T)} of ids, {@code (B,T,F)} of features. */
  Shape shape() {
    return shape;
  }

  /** Makes arrays: ids, int64, or features, float32, and lengths {@code (B)}, int64. */
  NDList on(NDManager manager) {
    NDArray array =
        ids == null ? HostArrays.of(manager, features, shape) : HostArrays.of(manager, ids, shape);
    return new NDList(array, HostArrays.of(manager, lengths, new Shape(lengths.length)));
  }
}
