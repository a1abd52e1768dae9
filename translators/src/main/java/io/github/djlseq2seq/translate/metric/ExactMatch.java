package io.github.djlseq2seq.translate.metric;

import java.util.List;
import java.util.stream.IntStream;

/** The share of lines that are right as a whole. */
public final class ExactMatch {

  private ExactMatch() {}

  /**
   * Computes the share.
   *
   * @param hypotheses the hypotheses
   * @param references the references, as many
   * @return the share of hypotheses that equal their reference, from 0 to 1; 0 if there are none
   * @throws IllegalArgumentException if there are not as many references as hypotheses
   */
  public static double score(List<String> hypotheses, List<String> references) {
    MetricText.checkSizes(hypotheses, references);
    if (hypotheses.isEmpty()) {
      return 0;
    }
    long equal =
        IntStream.range(0, hypotheses.size())
            .filter(i -> hypotheses.get(i).equals(references.get(i)))
            .count();
    return (double) equal / hypotheses.size();
  }
}
