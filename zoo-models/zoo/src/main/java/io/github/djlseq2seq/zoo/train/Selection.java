package io.github.djlseq2seq.zoo.train;

import io.github.djlseq2seq.translate.metric.Metric;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How the best model of a training is found, and when the training ends early.
 *
 * @param by what makes a model better: its loss, or a score of its greedy translations of the
 *     validation sources, then its loss
 * @param every after how many updates the model is validated; 0 for after every epoch. The end of
 *     the training is validated always
 * @param patience after how many validations that were no better than the best the training ends; 0
 *     for never
 * @param average how many of the best validated models are averaged, parameter by parameter, at the
 *     end; the average is taken where it is better than each of them. 1 for none
 */
public record Selection(Criterion by, int every, int patience, int average) {

  /** The lowest loss of all epochs. */
  public static final Selection DEFAULT = new Selection(Criterion.LOSS, 0, 0, 1);

  private static final int MOST_AVERAGED = 50;

  /** What makes a model better. */
  public enum Criterion {
    /** The negative log-likelihood per target token; low is good. */
    LOSS(null, false),
    /** BLEU of 13a tokens. */
    BLEU(Metric.BLEU, true),
    /** chrF2. */
    CHRF(Metric.CHRF, true),
    /** The error rate of what stands between white space, such as words or phonemes. */
    WER(Metric.WER, false),
    /** The error rate of characters. */
    CER(Metric.CER, false),
    /** Translations that equal a reference. */
    EXACT(Metric.EXACT, true);

    private final @Nullable Metric metric;
    private final boolean highIsGood;

    Criterion(@Nullable Metric metric, boolean highIsGood) {
      this.metric = metric;
      this.highIsGood = highIsGood;
    }

    /** The score of translations; null for the loss. */
    @Nullable Metric metric() {
      return metric;
    }

    /** Compares two validations, the better first; of equal scores the lower loss. */
    int compare(Validation.Outcome a, Validation.Outcome b) {
      int byScore =
          highIsGood ? Double.compare(b.score(), a.score()) : Double.compare(a.score(), b.score());
      return byScore != 0 ? byScore : Double.compare(a.loss(), b.loss());
    }

    /** As it is written in a recipe. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Checks the values.
   *
   * @param by what makes a model better
   * @param every after how many updates the model is validated
   * @param patience how many validations may be no better
   * @param average how many models are averaged
   * @throws IllegalArgumentException if a number is out of range
   */
  public Selection {
    check(every >= 0, "selection.every", every, "must be 0 or more");
    check(patience >= 0, "selection.patience", patience, "must be 0 or more");
    check(
        average >= 1 && average <= MOST_AVERAGED,
        "selection.average",
        average,
        "must be from 1 to " + MOST_AVERAGED);
  }

  private static void check(boolean holds, String name, int value, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(name + " " + rule + ", found " + value);
    }
  }
}
