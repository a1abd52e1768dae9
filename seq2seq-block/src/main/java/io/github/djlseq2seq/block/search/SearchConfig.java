package io.github.djlseq2seq.block.search;

/**
 * How to search for a model's best outputs.
 *
 * @param beam K, how many hypotheses go on at each step; 1 is greedy
 * @param nBest how many hypotheses to return, at most K
 * @param lengthPenalty alpha: hypotheses are ranked by {@code log p / length^alpha}; 0 ranks by
 *     probability, 1 by the average over the tokens
 */
public record SearchConfig(int beam, int nBest, double lengthPenalty) {

  /**
   * Checks the values.
   *
   * @param beam how many hypotheses go on at each step
   * @param nBest how many hypotheses to return
   * @param lengthPenalty the exponent of the length by which a log-probability is divided
   * @throws IllegalArgumentException if a value is out of range; the message names it and the rule
   */
  public SearchConfig {
    if (beam < 1) {
      throw new IllegalArgumentException("beam must be at least 1, found " + beam);
    }
    if (nBest < 1 || nBest > beam) {
      throw new IllegalArgumentException(
          "nBest must be from 1 to the beam's width " + beam + ", found " + nBest);
    }
    if (!(lengthPenalty >= 0) || Double.isInfinite(lengthPenalty)) {
      throw new IllegalArgumentException("lengthPenalty must be 0 or more, found " + lengthPenalty);
    }
  }

  /**
   * Returns a search for the best hypothesis by average log-probability.
   *
   * @param beam the beam's width
   * @return the configuration
   */
  public static SearchConfig ofBeam(int beam) {
    return new SearchConfig(beam, 1, 1);
  }

  /** What a hypothesis is ranked by. */
  double rank(double logProbability, int length) {
    return logProbability / Math.pow(length, lengthPenalty);
  }
}
