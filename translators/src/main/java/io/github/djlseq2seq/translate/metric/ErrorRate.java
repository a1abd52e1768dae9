package io.github.djlseq2seq.translate.metric;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The error rate of white-space tokens: the fewest insertions, deletions and substitutions
 * (Levenshtein 1966) that turn the hypotheses into the references, summed, over the length of the
 * references. Of words it is the word error rate, of phonemes the phoneme error rate.
 */
public final class ErrorRate {

  private ErrorRate() {}

  /**
   * Computes the rate.
   *
   * @param hypotheses the tokenized hypotheses
   * @param references the tokenized references, as many
   * @return the rate, from 0; above 1 if the hypotheses are wrong and longer. Without any reference
   *     token it is 0 if the hypotheses have none either, and otherwise infinite
   * @throws IllegalArgumentException if there are not as many references as hypotheses
   */
  public static double score(List<String> hypotheses, List<String> references) {
    MetricText.checkSizes(hypotheses, references);
    long edits = 0;
    long length = 0;
    for (int i = 0; i < hypotheses.size(); i++) {
      List<String> reference = MetricText.tokens(references.get(i));
      edits += distance(MetricText.tokens(hypotheses.get(i)), reference);
      length += reference.size();
    }
    return edits == 0 ? 0 : (double) edits / length;
  }

  private static int distance(List<String> from, List<String> to) {
    int[] row = IntStream.rangeClosed(0, to.size()).toArray();
    for (int i = 1; i <= from.size(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.size(); j++) {
        int substituted = diagonal + (from.get(i - 1).equals(to.get(j - 1)) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(Math.min(row[j], row[j - 1]) + 1, substituted);
      }
    }
    return row[to.size()];
  }
}
