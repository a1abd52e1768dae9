package io.github.djlseq2seq.translate.metric;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Corpus BLEU (Papineni et al. 2002) of white-space tokens, as sacreBLEU computes it with
 * exponential smoothing. Of lines that {@link Tokenizer13a} made it is sacreBLEU's default; of
 * other lines what {@code --tokenize none} gives.
 *
 * <p>{@code 100 BP (p1 p2 p3 p4)^(1/4)}: p_n is the share of the hypotheses' n-grams that a
 * reference has too, each counted at most as often as in the reference that has it most, over the
 * corpus; the k-th p_n that would be 0 is {@code 1 / (2^k total)}; BP is {@code exp(1 - r/h)} where
 * the h tokens of the hypotheses are fewer than the r of the references: for each hypothesis the
 * reference that is nearest in length, the shorter of two as near.
 */
public final class Bleu {

  private static final int ORDERS = 4;

  private Bleu() {}

  /**
   * Computes the score.
   *
   * @param segments the tokenized hypotheses and references
   * @return the score, from 0 to 100; 0 if no token is right or no hypothesis has four tokens
   */
  public static double score(List<Segment> segments) {
    NgramCounts counts = new NgramCounts(ORDERS);
    for (Segment segment : segments) {
      List<List<String>> references =
          segment.references().stream().map(MetricText::tokens).toList();
      add(counts, MetricText.tokens(segment.hypothesis()), references);
    }
    if (counts.matches[0] == 0) {
      return 0;
    }
    double logPrecision = 0;
    double smooth = 1;
    for (int order = 0; order < ORDERS; order++) {
      double total = counts.hypothesis[order];
      if (total == 0) {
        return 0;
      }
      if (counts.matches[order] == 0) {
        smooth *= 2;
        logPrecision += Math.log(1 / (smooth * total));
      } else {
        logPrecision += Math.log(counts.matches[order] / total);
      }
    }
    double lengths = (double) counts.reference[0] / counts.hypothesis[0];
    double penalty = lengths < 1 ? 1 : Math.exp(1 - lengths);
    return 100 * penalty * Math.exp(logPrecision / ORDERS);
  }

  private static void add(
      NgramCounts counts, List<String> hypothesis, List<List<String>> references) {
    for (int order = 0; order < ORDERS; order++) {
      Map<List<String>, Integer> wanted = new HashMap<>();
      for (List<String> reference : references) {
        NgramCounts.ngrams(reference, order)
            .forEach((ngram, n) -> wanted.merge(ngram, n, Math::max));
      }
      counts.matches[order] += NgramCounts.matches(NgramCounts.ngrams(hypothesis, order), wanted);
      counts.hypothesis[order] += NgramCounts.size(hypothesis, order);
    }
    counts.reference[0] += nearestLength(hypothesis.size(), references);
  }

  private static int nearestLength(int length, List<List<String>> references) {
    int nearest = references.get(0).size();
    for (List<String> reference : references) {
      int nearer = Math.abs(length - nearest) - Math.abs(length - reference.size());
      if (nearer > 0 || (nearer == 0 && reference.size() < nearest)) {
        nearest = reference.size();
      }
    }
    return nearest;
  }
}
