package io.github.djlseq2seq.translate.corpus;

import java.util.List;

/**
 * Encoded pairs in memory.
 *
 * @param pairs the pairs
 */
record ListedPairs(List<EncodedPair> pairs) implements EncodedPairs {

  /**
   * Takes a copy.
   *
   * @param pairs the pairs, with sources all of ids or all of features
   */
  ListedPairs {
    if (pairs.stream().map(pair -> pair.features() == null).distinct().count() > 1) {
      throw new IllegalArgumentException(
          "pairs must all have sources of ids, or all of features, found both");
    }
    pairs = List.copyOf(pairs);
  }

  @Override
  public int size() {
    return pairs.size();
  }

  @Override
  public EncodedPair get(int number) {
    return pairs.get(number);
  }

  @Override
  public int sourceLength(int number) {
    return pairs.get(number).sourceLength();
  }

  @Override
  public int targetLength(int number) {
    return pairs.get(number).target().length;
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
