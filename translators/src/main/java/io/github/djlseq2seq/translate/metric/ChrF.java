package io.github.djlseq2seq.translate.metric;

import java.util.List;
import java.util.Map;

/**
 * Corpus chrF2 (Popović 2015) as sacreBLEU computes it by default: the F-score, recall weighing
 * twice as much as precision, of the n-grams of characters (code points, without white space) of
 * orders 1 to 6, counted over the corpus.
 *
 * <p>{@code 100 (1 + 4) P R / (4 P + R)}: P and R are the means of precision and recall over the
 * orders that occur on both sides. Of several references of a hypothesis the one counts by which
 * that hypothesis alone scores best, the first of several as good.
 */
public final class ChrF {

  private static final int ORDERS = 6;
  private static final double BETA = 2;

  private ChrF() {}

  /**
   * Computes the score.
   *
   * @param segments the hypotheses and references
   * @return the score, from 0 to 100
   */
  public static double score(List<Segment> segments) {
    NgramCounts counts = new NgramCounts(ORDERS);
    for (Segment segment : segments) {
      counts.add(best(segment));
    }
    return score(counts);
  }

  private static NgramCounts best(Segment segment) {
    List<Integer> hypothesis = MetricText.characters(segment.hypothesis());
    NgramCounts best = count(hypothesis, segment.references().get(0));
    for (String reference : segment.references().subList(1, segment.references().size())) {
      NgramCounts counts = count(hypothesis, reference);
      best = score(counts) > score(best) ? counts : best;
    }
    return best;
  }

  private static NgramCounts count(List<Integer> hypothesis, String reference) {
    List<Integer> characters = MetricText.characters(reference);
    NgramCounts counts = new NgramCounts(ORDERS);
    // As in sacreBLEU, orders that the reference is too short for do not count against a
    // hypothesis.
    for (int order = 0; order < Math.min(ORDERS, characters.size()); order++) {
      Map<List<Integer>, Integer> found = NgramCounts.ngrams(hypothesis, order);
      counts.matches[order] = NgramCounts.matches(found, NgramCounts.ngrams(characters, order));
      counts.hypothesis[order] = NgramCounts.size(hypothesis, order);
      counts.reference[order] = NgramCounts.size(characters, order);
    }
    return counts;
  }

  private static double score(NgramCounts counts) {
    double precision = 0;
    double recall = 0;
    int orders = 0;
    for (int order = 0; order < ORDERS; order++) {
      if (counts.hypothesis[order] > 0 && counts.reference[order] > 0) {
        precision += (double) counts.matches[order] / counts.hypothesis[order];
        recall += (double) counts.matches[order] / counts.reference[order];
        orders++;
      }
    }
    if (precision == 0) {
      return 0;
    }
    double weight = BETA * BETA;
    return 100 * (1 + weight) * precision * recall / (weight * precision + recall) / orders;
  }
}
