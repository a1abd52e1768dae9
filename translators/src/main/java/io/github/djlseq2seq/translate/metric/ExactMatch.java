package io.github.djlseq2seq.translate.metric;

import java.util.List;

/**
 * The share of hypotheses that are right as a whole. One minus it is what work on pronunciation
 * calls the word error rate.
 */
public final class ExactMatch {

  private ExactMatch() {}

  /**
   * Computes the share.
   *
   * @param segments the hypotheses and references
   * @return the share of hypotheses that equal one of their references, from 0 to 1; 0 if there are
   *     none
   */
  public static double score(List<Segment> segments) {
    if (segments.isEmpty()) {
      return 0;
    }
    long equal =
        segments.stream()
            .filter(segment -> segment.references().contains(segment.hypothesis()))
            .count();
    return (double) equal / segments.size();
  }
}
