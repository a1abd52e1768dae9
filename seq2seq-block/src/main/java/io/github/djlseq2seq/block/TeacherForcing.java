package io.github.djlseq2seq.block;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import io.github.djlseq2seq.block.layer.Dropout;
import io.github.djlseq2seq.block.layer.TokenEmbedding;

/**
 * Training in which the decoder does not always read the true last token but, where a coin says so,
 * the one that it would have chosen itself (scheduled sampling, Bengio et al. 2015, per token).
 */
final class TeacherForcing {

  private TeacherForcing() {}

  /**
   * Decodes step by step.
   *
   * @param plan the packed weights, of which gradients are taken
   * @param source what the decoder attends to
   * @param states what its first step starts from
   * @param target the decoder's input, {@code (B,T)}
   * @param forced for each position 1 to read the true token, 0 to read the model's, {@code (B,T)};
   *     the first position always reads the true one, bos
   * @param dropout the share of values of embeddings to drop
   * @param training whether this is a training step
   * @return log-probabilities, {@code (B,T,V)}
   */
  static NDArray run(
      DecodingPlan plan,
      Decoder.Source source,
      NDList states,
      NDArray target,
      NDArray forced,
      double dropout,
      boolean training) {
    NDList truth = target.split(target.size(1), 1);
    NDList coins = forced.split(forced.size(1), 1);
    NDList outputs = new NDList();
    NDList state = states;
    NDArray token = truth.get(0).squeeze(1);
    for (int t = 0; t < truth.size(); t++) {
      if (t > 0) {
        NDArray own = outputs.get(t - 1).squeeze(1).argMax(1).toType(DataType.INT64, false);
        NDArray reads = coins.get(t).squeeze(1).gt(0.5);
        token = NDArrays.where(reads, truth.get(t).squeeze(1), own);
      }
      NDArray embedded =
          Dropout.apply(TokenEmbedding.lookUp(token, plan.embedding()), dropout, training);
      Decoder.Step step = plan.decoder().step(plan.packed(), source, embedded, state, training);
      state = step.states();
      outputs.add(Generator.logProbabilities(step.attentional(), plan.generator()).expandDims(1));
    }
    return NDArrays.concat(outputs, 1);
  }
}
