package io.github.djlseq2seq.block.attention;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.github.djlseq2seq.block.layer.HostArrays;

/**
 * Dot attention, {@code score(h, m) = s h' m}, where {@code s} is 1 (Luong et al. 2015, equation 8)
 * or, scaled, {@code 1 / sqrt(H)} (Vaswani et al. 2017, section 3.2.1).
 */
final class DotAttention extends Attention {

  private final float scale;

  DotAttention(double scale) {
    this.scale = (float) scale;
  }

  @Override
  NDArray keys(NDArray values, NDList weights) {
    NDArray turned = values.transpose(0, 2, 1);
    // An array that its manager keeps: a plain number's is freed, on PyTorch, before the way back.
    return scale == 1 ? turned : turned.mul(HostArrays.of(turned.getManager(), scale));
  }

  @Override
  NDArray scores(NDArray query, NDArray keys, NDList weights) {
    return query.matMul(keys);
  }
}
