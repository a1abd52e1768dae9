package io.github.djlseq2seq.translate.corpus;

/**
 * How large a batch is.
 *
 * @param unit what is counted
 * @param size how many of them a batch has at most, at least 1
 */
public record BatchSize(Unit unit, int size) {

  /** What a batch's size counts. */
  public enum Unit {
    /** Pairs. */
    SENTENCES,
    /**
     * Target tokens as the model computes them: the number of pairs, times the length of the
     * batch's longest target with its eos. So padding counts, and sources do not. A pair that is
     * larger by itself makes a batch of its own.
     */
    TOKENS
  }

  /**
   * Checks the size.
   *
   * @param unit what is counted
   * @param size how many of them a batch has at most
   * @throws IllegalArgumentException if the size is less than 1
   */
  public BatchSize {
    if (size < 1) {
      throw new IllegalArgumentException("batchSize must be at least 1, found " + size);
    }
  }

  /**
   * Makes the size of batches of so many pairs each, but for the last.
   *
   * @param pairs the number of pairs
   * @return the size
   */
  public static BatchSize sentences(int pairs) {
    return new BatchSize(Unit.SENTENCES, pairs);
  }

  /**
   * Makes the size of batches of so many target tokens at most, {@linkplain Unit#TOKENS padding
   * counted}.
   *
   * @param tokens the number of tokens
   * @return the size
   */
  public static BatchSize tokens(int tokens) {
    return new BatchSize(Unit.TOKENS, tokens);
  }

  /** Tells whether so many pairs, of which the longest target has so many ids, are no more. */
  boolean holds(int pairs, int longestTarget) {
    return unit == Unit.SENTENCES
        ? pairs <= size
        : pairs == 1 || pairs * (longestTarget + 1L) <= size;
  }

  /** About how many pairs a batch has. */
  double pairsPerBatch(EncodedPairs pairs) {
    if (unit == Unit.SENTENCES) {
      return size;
    }
    long tokens = 0;
    for (int i = 0; i < pairs.size(); i++) {
      tokens += pairs.targetLength(i) + 1;
    }
    return Math.max(1, (double) size * pairs.size() / tokens);
  }
}
