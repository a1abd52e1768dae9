package io.github.djlseq2seq.translate.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;

/**
 * The share of real target tokens that are the most likely ones, each read after the true tokens
 * before it; from 0 to 1.
 *
 * <p>Labels and predictions are those of {@link MaskedNllLoss}. Over several batches it is the
 * share of all their tokens.
 */
public final class TokenAccuracy extends TokenEvaluator {

  /** Makes the evaluator, named {@code TokenAccuracy}. */
  public TokenAccuracy() {
    super("TokenAccuracy");
  }

  @Override
  NDArray values(NDArray target, NDArray logProbabilities) {
    return logProbabilities.argMax(2).eq(target).toType(DataType.FLOAT32, false);
  }

  @Override
  double result(double mean) {
    return mean;
  }
}
