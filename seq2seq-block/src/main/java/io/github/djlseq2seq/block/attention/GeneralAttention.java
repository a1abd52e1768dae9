package io.github.djlseq2seq.block.attention;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.github.djlseq2seq.block.layer.Linear;

/** General (bilinear) attention, {@code score(h, m) = h' W m} (Luong et al. 2015, equation 8). */
final class GeneralAttention extends Attention {

  GeneralAttention(int query, int memory) {
    attentionWeight("weight", Linear.uniform(memory), query, memory);
  }

  @Override
  NDArray keys(NDArray values, NDList weights) {
    return Linear.apply(values, weights.get(0), null).transpose(0, 2, 1);
  }

  @Override
  NDArray scores(NDArray query, NDArray keys, NDList weights) {
    return query.matMul(keys);
  }
}
