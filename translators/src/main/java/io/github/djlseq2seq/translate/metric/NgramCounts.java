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

  /** Adds the counts of other sentences. */
  void add(NgramCounts other) {
    for (int order = 0; order < matches.length; order++) {
      matches[order] += other.matches[order];
      hypothesis[order] += other.hypothesis[order];
      reference[order] += other.reference[order];
    }
  }

  /** How often each n-gram of an order (from 0) occurs. */
  static <T> Map<List<T>, Integer> ngrams(List<T> items, int order) {
    Map<List<T>, Integer> counts = new HashMap<>();
    for (int i = 0; i < size(items, order); i++) {
      counts.merge(items.subList(i, i + order + 1), 1, Integer::sum);
    }
    return counts;
  }

  /** How many n-grams of an order (from 0) there are. */
  static int size(List<?> items, int order) {
    return Math.max(0, items.size() - order);
  }

  /** How many of the n-grams found are wanted, each at most as often as it is wanted. */
  static <T> long matches(Map<List<T>, Integer> found, Map<List<T>, Integer> wanted) {
    long matches = 0;
    for (Map.Entry<List<T>, Integer> entry : found.entrySet()) {
      matches += Math.min(entry.getValue(), wanted.getOrDefault(entry.getKey(), 0));
    }
    return matches;
  }
}
