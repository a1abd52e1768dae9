package io.github.djlseq2seq.translate.metric;

import io.github.djlseq2seq.translate.text.TextNormalizer;
import java.util.List;

/**
 * Corpus chrF2 (Popović 2015): the F-score, recall weighing twice as much as precision, of the
 * n-grams of characters (code points, without white space) of orders 1 to 6, counted over the
 * corpus; the mean of the orders that occur on both sides.
 */
public final class ChrF {

  private static final int ORDERS = 6;
  private static final double BETA = 2;

  private ChrF() {}

  /**
   * Computes the score.
   *
   * @param hypotheses the hypotheses
   * @param references the references, as many
   * @return the score, from 0 to 100
   * @throws IllegalArgumentException if there are not as many references as hypotheses
   */
  public static double score(List<String> hypotheses, List<String> references) {
    MetricText.checkSizes(hypotheses, references);
    NgramCounts counts = new NgramCounts(ORDERS);
    for (int i = 0; i < hypotheses.size(); i++) {
      counts.add(characters(hypotheses.get(i)), characters(references.get(i)));
    }
    double sum = 0;
    int orders = 0;
    for (int n = 0; n < ORDERS; n++) {
      if (counts.hypothesis[n] > 0 && counts.reference[n] > 0) {
        double precision = (double) counts.matches[n] / counts.hypothesis[n];
        double recall = (double) counts.matches[n] / counts.reference[n];
        double divisor = BETA * BETA * precision + recall;
        sum += divisor == 0 ? 0 : (1 + BETA * BETA) * precision * recall / divisor;
        orders++;
      }
    }
    return orders == 0 ? 0 : 100 * sum / orders;
  }

  private static List<Integer> characters(String line) {
    return line.codePoints().filter(c -> !TextNormalizer.isSpace(c)).boxed().toList();
  }
}
