package io.github.djlseq2seq.block.search;

import java.util.List;

/**
 * What one sentence's output has to be like.
 *
 * @param sourceLength the number of the source's positions that are real
 * @param minLength the fewest tokens of an output, eos included
 * @param maxLength the most, eos included; one that long is cut
 * @param prefix the tokens that every output begins with, without bos
 */
public record SearchTask(int sourceLength, int minLength, int maxLength, List<Integer> prefix) {

  /**
   * Checks the values.
   *
   * @param sourceLength the number of real source positions
   * @param minLength the fewest tokens of an output
   * @param maxLength the most tokens of an output
   * @param prefix what every output begins with
   * @throws IllegalArgumentException if a value is out of range; the message names it and the rule
   */
  public SearchTask {
    Rules.check(sourceLength >= 1, "sourceLength", sourceLength, "must be at least 1");
    Rules.check(maxLength >= 1, "maxLength", maxLength, "must be at least 1");
    Rules.check(
        minLength >= 0 && minLength <= maxLength,
        "minLength",
        minLength,
        "must be from 0 to maxLength " + maxLength);
    Rules.check(
        prefix.size() <= maxLength,
        "prefix",
        prefix.size() + " tokens",
        "must not be longer than maxLength " + maxLength);
    prefix = List.copyOf(prefix);
  }

  /**
   * Returns the task of a sentence without rules.
   *
   * @param sourceLength the number of real source positions
   * @param maxLength the most tokens of an output, eos included
   * @return the task
   */
  public static SearchTask of(int sourceLength, int maxLength) {
    return new SearchTask(sourceLength, 0, maxLength, List.of());
  }
}
