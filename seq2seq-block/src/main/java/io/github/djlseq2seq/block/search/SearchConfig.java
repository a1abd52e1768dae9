package io.github.djlseq2seq.block.search;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How to search for a model's best outputs.
 *
 * <p>Hypotheses are ranked by {@code log p / norm(length) + coveragePenalty * sum_s log(min(1,
 * sum_t a_ts))} (Wu et al. 2016, equation 14), a_ts what the token t attended to at source position
 * s.
 *
 * @param beam K, how many hypotheses go on at each step; 1 is greedy. With {@code sampling} the
 *     number of samples
 * @param nBest how many hypotheses to return, at most K
 * @param lengthPenalty alpha, the exponent of {@code norm}; 0 ranks by probability
 * @param norm by what log-probabilities are divided
 * @param coveragePenalty what it costs to leave source positions unattended; 0 for nothing
 * @param noRepeatNgram no sequence of so many tokens comes twice in an output; 0 for any
 * @param forbidden tokens that no output has
 * @param sampling how to draw instead of to search; null to search
 */
public record SearchConfig(
    int beam,
    int nBest,
    double lengthPenalty,
    LengthNorm norm,
    double coveragePenalty,
    int noRepeatNgram,
    List<Integer> forbidden,
    @Nullable Sampling sampling) {

  /** More would need more memory than there is. */
  private static final int WIDEST = 1 << 16;

  /** More would be infinite where it is multiplied, and no two scores could be compared. */
  private static final int LARGEST = 1_000_000;

  /** The power of a length stays finite. */
  private static final int LARGEST_EXPONENT = 10;

  /**
   * Checks the values.
   *
   * @param beam how many hypotheses go on at each step
   * @param nBest how many hypotheses to return
   * @param lengthPenalty the exponent of the length by which a log-probability is divided
   * @param norm by what log-probabilities are divided
   * @param coveragePenalty what it costs to leave source positions unattended
   * @param noRepeatNgram the length of sequences that come once
   * @param forbidden tokens that no output has
   * @param sampling how to draw
   * @throws IllegalArgumentException if a value is out of range; the message names it and the rule
   */
  public SearchConfig {
    Rules.check(beam >= 1, "beam", beam, "must be at least 1");
    Rules.check(beam <= WIDEST, "beam", beam, "must be at most " + WIDEST);
    Rules.check(
        nBest >= 1 && nBest <= beam, "nBest", nBest, "must be from 1 to the beam's width " + beam);
    checkPenalty("lengthPenalty", lengthPenalty, LARGEST_EXPONENT);
    checkPenalty("coveragePenalty", coveragePenalty, LARGEST);
    Rules.check(noRepeatNgram >= 0, "noRepeatNgram", noRepeatNgram, "must be 0 or more");
    forbidden = List.copyOf(forbidden);
  }

  private static void checkPenalty(String name, double penalty, int largest) {
    Rules.check(penalty >= 0 && Double.isFinite(penalty), name, penalty, "must be 0 or more");
    Rules.check(penalty <= largest, name, penalty, "must be at most " + largest);
  }

  /**
   * Makes a search without rules.
   *
   * @param beam how many hypotheses go on at each step
   * @param nBest how many hypotheses to return
   * @param lengthPenalty the exponent of the length by which a log-probability is divided
   */
  public SearchConfig(int beam, int nBest, double lengthPenalty) {
    this(beam, nBest, lengthPenalty, LengthNorm.AVERAGE, 0, 0, List.of(), null);
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

  /** What a hypothesis is ranked by, but for its coverage. */
  double rank(double logProbability, int length) {
    return logProbability / norm.divisor(length, lengthPenalty);
  }
}
