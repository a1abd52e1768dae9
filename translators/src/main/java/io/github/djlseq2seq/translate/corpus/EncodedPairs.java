package io.github.djlseq2seq.translate.corpus;

import java.io.Closeable;
import java.util.List;

/**
 * Encoded pairs by number, in memory or, many of them, in a file. {@link PairCollector} makes them.
 *
 * <p>May be read by several threads at once.
 */
public sealed interface EncodedPairs extends Closeable permits ListedPairs, StoredPairs {

  /**
   * Makes pairs in memory.
   *
   * @param pairs the pairs, with sources all of ids or all of features
   * @return the pairs
   * @throws IllegalArgumentException if there are sources of both kinds
   */
  static EncodedPairs of(List<EncodedPair> pairs) {
    return new ListedPairs(pairs);
  }

  /**
   * Returns how many there are.
   *
   * @return the number of pairs
   */
  int size();

  /**
   * Returns a pair.
   *
   * @param number the pair's number, from 0
   * @return the pair
   * @throws IndexOutOfBoundsException if there is no such pair
   * @throws IllegalStateException if the pairs are in a file and closed
   */
  EncodedPair get(int number);

  /**
   * Returns a source's length without reading it.
   *
   * @param number the pair's number, from 0
   * @return the number of ids or of feature vectors
   */
  int sourceLength(int number);

  /**
   * Returns a target's length without reading it.
   *
   * @param number the pair's number, from 0
   * @return the number of ids, without bos and eos
   */
  int targetLength(int number);

  /** Deletes the file that they are in, if they are in one. */
  @Override
  void close();
}
