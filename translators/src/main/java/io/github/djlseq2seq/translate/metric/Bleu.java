package io.github.djlseq2seq.translate.metric;

import java.util.List;

/**
 * Corpus BLEU (Papineni et al. 2002) of white-space tokens, as sacreBLEU computes it with {@code
 * --tokenize none} and exponential smoothing.
 *
 * <p>{@code 100 BP (p1 p2 p3 p4)^(1/4)}: p_n is the share of the hypotheses' n-grams that the
 * references have too, counted over the corpus; the k-th p_n that would be 0 is {@code 1 / (2^k
 * total)}; BP is {@code exp(1 - r/h)} where the h tokens of the hypotheses are fewer than the r of
 * the references.
 */
public final class Bleu {

  private static final int ORDERS = 4;

  private Bleu() {}

  /**
   * Computes the score.
   *
   * @param hypotheses the tokenized hypotheses
   * @param references the tokenized references, as many
   * @return the score, from 0 to 100; 0 if no token is right or no hypothesis has four tokens
   * @throws IllegalArgumentException if there are not as many references as hypotheses
   */
  public static double score(List<String> hypotheses, List<String> references) {
    MetricText.checkSizes(hypotheses, references);
    NgramCounts counts = new NgramCounts(ORDERS);
    for (int i = 0; i < hypotheses.size(); i++) {
      counts.add(MetricText.tokens(hypotheses.get(i)), MetricText.tokens(references.get(i)));
    }
    if (counts.matches[0] == 0) {
      return 0;
    }
    double logPrecision = 0;
    double smooth = 1;
    for (int n = 0; n < ORDERS; n++) {
      double total = counts.hypothesis[n];
      if (total == 0) {
        return 0;
      }
      if (counts.matches[n] == 0) {
        smooth *= 2;
        logPrecision += Math.log(1 / (smooth * total));
      } else {
        logPrecision += Math.log(counts.matches[n] / total);
      }
    }
    double lengths = (double) counts.reference[0] / counts.hypothesis[0];
    double penalty = lengths < 1 ? 1 : Math.exp(1 - lengths);
    return 100 * penalty * Math.exp(logPrecision / ORDERS);
  }
}
