package io.github.djlseq2seq.translate.metric;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** N-grams of each order up to a highest, summed over a corpus. */
final class NgramCounts {

  /** By order, from 0 for single items: the n-grams that both sides have, at most as often. */
  final long[] matches;

  final long[] hypothesis;
  final long[] reference;

  NgramCounts(int orders) {
    matches = new long[orders];
    hypothesis = new long[orders];
    reference = new long[orders];
  }

  /** Adds one sentence and its reference. */
  <T> void add(List<T> hypothesisItems, List<T> referenceItems) {
    for (int order = 0; order < matches.length; order++) {
      Map<List<T>, Integer> found = ngrams(hypothesisItems, order + 1);
      Map<List<T>, Integer> wanted = ngrams(referenceItems, order + 1);
      for (Map.Entry<List<T>, Integer> entry : found.entrySet()) {
        matches[order] += Math.min(entry.getValue(), wanted.getOrDefault(entry.getKey(), 0));
      }
      hypothesis[order] += Math.max(0, hypothesisItems.size() - order);
      reference[order] += Math.max(0, referenceItems.size() - order);
    }
  }

  private static <T> Map<List<T>, Integer> ngrams(List<T> items, int n) {
    Map<List<T>, Integer> counts = new HashMap<>();
    for (int i = 0; i + n <= items.size(); i++) {
      counts.merge(items.subList(i, i + n), 1, Integer::sum);
    }
    return counts;
  }
}
