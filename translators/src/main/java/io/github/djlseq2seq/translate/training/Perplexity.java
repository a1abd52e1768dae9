package io.github.djlseq2seq.translate.training;

import ai.djl.ndarray.NDArray;
import io.github.djlseq2seq.block.Generator;

/**
 * The perplexity {@code exp(-1/N sum_n log p_n(y_n))} of the N real target tokens; 1 is perfect.
 *
 * <p>Labels and predictions are those of {@link MaskedNllLoss}, of whose label smoothing it knows
 * nothing. Over several batches it is the perplexity of all their tokens.
 */
public final class Perplexity extends TokenEvaluator {

  /** Makes the evaluator, named {@code Perplexity}. */
  public Perplexity() {
    super("Perplexity");
  }

  @Override
  NDArray values(NDArray target, NDArray logProbabilities) {
    return Generator.pick(logProbabilities, target);
  }

  @Override
  double result(double mean) {
    return Math.exp(-mean);
  }
}
