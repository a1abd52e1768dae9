package io.github.djlseq2seq.translate.training;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Means over all tokens of many batches, by the keys of DJL's accumulators. */
final class TokenMeans {

  private record Total(double sum, double tokens) {

    static final Total NONE = new Total(0, 0);

    Total plus(Total other) {
      return new Total(sum + other.sum, tokens + other.tokens);
    }
  }

  private final Map<String, Total> totals = new ConcurrentHashMap<>();

  /** Adds a mean, or begins it anew. */
  void reset(String key) {
    totals.put(key, Total.NONE);
  }

  void update(String[] keys, double sum, double tokens) {
    for (String key : keys) {
      totals.merge(key, new Total(sum, tokens), Total::plus);
    }
  }

  /**
   * Returns a mean; NaN before the first token.
   *
   * @throws IllegalArgumentException if there is none of this key
   */
  double of(String key) {
    Total total = totals.get(key);
    if (total == null) {
      throw new IllegalArgumentException("no accumulator was added with the key " + key);
    }
    return total.sum() / total.tokens();
  }
}
