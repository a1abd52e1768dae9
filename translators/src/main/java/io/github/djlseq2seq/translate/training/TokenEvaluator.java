package io.github.djlseq2seq.translate.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.evaluator.Evaluator;

/** Evaluates a mean over all real tokens, however they are spread over batches. */
abstract sealed class TokenEvaluator extends Evaluator permits Perplexity, TokenAccuracy {

  private final TokenMeans means = new TokenMeans();

  TokenEvaluator(String name) {
    super(name);
  }

  /** What each token counts, {@code (B,T)}; of padding it means nothing. */
  abstract NDArray values(NDArray target, NDArray logProbabilities);

  /** What is told of the mean. */
  abstract double result(double mean);

  @Override
  public final NDArray evaluate(NDList labels, NDList predictions) {
    double tokens = RealTokens.count(labels).getFloat();
    return labels.get(0).getManager().create((float) result(sum(labels, predictions) / tokens));
  }

  private double sum(NDList labels, NDList predictions) {
    NDArray values = values(labels.get(0), predictions.singletonOrThrow());
    return RealTokens.sum(labels, values).getFloat();
  }

  @Override
  public final void updateAccumulators(String[] keys, NDList labels, NDList predictions) {
    means.update(keys, sum(labels, predictions), RealTokens.count(labels).getFloat());
  }

  @Override
  public final void updateAccumulator(String key, NDList labels, NDList predictions) {
    updateAccumulators(new String[] {key}, labels, predictions);
  }

  @Override
  public final void addAccumulator(String key) {
    means.reset(key);
  }

  @Override
  public final void resetAccumulator(String key) {
    means.reset(key);
  }

  @Override
  public final float getAccumulator(String key) {
    return (float) result(means.of(key));
  }
}
