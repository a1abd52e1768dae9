package io.github.djlseq2seq.block.attention;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.github.djlseq2seq.block.layer.Linear;

/**
 * Additive attention, {@code score(h, m) = v' tanh(W h + U m)} (Bahdanau et al. 2015, appendix
 * A.1.2), of as many units as the query has.
 */
final class AdditiveAttention extends Attention {

  AdditiveAttention(int query, int memory) {
    attentionWeight("query", Linear.uniform(query), query, query);
    attentionWeight("memory", Linear.uniform(memory), query, memory);
    attentionWeight("score", Linear.uniform(query), 1, query);
  }

  @Override
  NDArray keys(NDArray values, NDList weights) {
    return Linear.apply(values, weights.get(1), null).expandDims(1);
  }

  @Override
  NDArray scores(NDArray query, NDArray keys, NDList weights) {
    NDArray asked = Linear.apply(query, weights.get(0), null).expandDims(2);
    return Linear.apply(asked.add(keys).tanh(), weights.get(2), null).squeeze(3);
  }
}
