package io.github.djlseq2seq.translate.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;

/** The tokens of labels that are no padding; labels are a target {@code (B,T)} and its lengths. */
final class RealTokens {

  private RealTokens() {}

  /** The number of tokens, a float32 scalar. */
  static NDArray count(NDList labels) {
    return lengths(labels).sum();
  }

  /** The sum of the values at real tokens, of {@code (B,T)}. */
  static NDArray sum(NDList labels, NDArray values) {
    NDArray target = labels.get(0);
    NDArray position =
        target.getManager().arange(0f, (float) target.size(1), 1f, DataType.FLOAT32).expandDims(0);
    NDArray real = lengths(labels).expandDims(1).gt(position);
    // Not a product: what stands at padding may be infinite.
    return NDArrays.where(real, values, values.zerosLike()).sum();
  }

  private static NDArray lengths(NDList labels) {
    return labels.get(1).toType(DataType.FLOAT32, false);
  }
}
