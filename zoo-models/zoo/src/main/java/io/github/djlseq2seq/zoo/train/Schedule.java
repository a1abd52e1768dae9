package io.github.djlseq2seq.zoo.train;

import io.github.djlseq2seq.translate.training.LearningRate;

/** How the learning rate goes on when the warm-up, in which it rises linearly, is over. */
public enum Schedule {
  /** It falls linearly to zero at the end of the last epoch. */
  LINEAR,
  /** It stays. */
  CONSTANT,
  /** It falls with the inverse square root of the update's number (Vaswani et al. 2017, 5.3). */
  INVERSE_SQRT,
  /** It is halved after each validation that is no better than the best. */
  PLATEAU;

  /**
   * The learning rates.
   *
   * @param peak the highest
   * @param warmup the number of updates of the warm-up
   * @param updates the number of all updates
   */
  LearningRate.Halving rates(double peak, int warmup, long updates) {
    return LearningRate.halving(
        switch (this) {
          case LINEAR -> LearningRate.linear(peak, warmup, (int) Math.max(updates, warmup + 1L));
          case INVERSE_SQRT -> LearningRate.inverseSquareRoot(peak, Math.max(1, warmup));
          case CONSTANT, PLATEAU -> LearningRate.constant(peak, warmup);
        });
  }
}
