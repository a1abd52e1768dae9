package io.github.djlseq2seq.block.search;

import io.github.djlseq2seq.block.SpecialToken;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** Takes the tokens that may not come next out of a step's log-probabilities. */
final class TokenRules {

  private static final float NEVER = Float.NEGATIVE_INFINITY;

  private final SearchConfig config;
  private final SearchTask task;

  TokenRules(SearchConfig config, SearchTask task) {
    this.config = config;
    this.task = task;
  }

  /**
   * Applies the rules to one row.
   *
   * @param row the log-probabilities of all rows
   * @param from where this row begins
   * @param vocabulary V
   * @param length the number of tokens of the output so far
   * @param before those tokens
   */
  void apply(float[] row, int from, int vocabulary, int length, Supplier<List<Integer>> before) {
    if (length < task.prefix().size()) {
      int forced = task.prefix().get(length);
      float value = row[from + forced];
      Arrays.fill(row, from, from + vocabulary, NEVER);
      row[from + forced] = value;
      return;
    }
    row[from + SpecialToken.PAD.id()] = NEVER;
    row[from + SpecialToken.BOS.id()] = NEVER;
    for (int token : config.forbidden()) {
      row[from + token] = NEVER;
    }
    if (length + 1 < task.minLength()) {
      row[from + SpecialToken.EOS.id()] = NEVER;
    }
    if (config.noRepeatNgram() > 0) {
      forbidRepeats(row, from, before.get());
    }
  }

  private void forbidRepeats(float[] row, int from, List<Integer> before) {
    int others = config.noRepeatNgram() - 1;
    if (before.size() < others) {
      return;
    }
    List<Integer> last = before.subList(before.size() - others, before.size());
    for (int i = 0; i + others < before.size(); i++) {
      if (before.subList(i, i + others).equals(last)) {
        row[from + before.get(i + others)] = NEVER;
      }
    }
  }

  /** Checks that all tokens that the rules name exist. */
  void check(int vocabulary) {
    for (int token : config.forbidden()) {
      checkToken("forbidden", token, vocabulary);
    }
    for (int token : task.prefix()) {
      checkToken("prefix", token, vocabulary);
      Rules.check(
          token != SpecialToken.PAD.id()
              && token != SpecialToken.BOS.id()
              && token != SpecialToken.EOS.id(),
          "prefix",
          token,
          "must hold no pad, bos or eos");
    }
  }

  private static void checkToken(String name, int token, int vocabulary) {
    Rules.check(
        token >= 0 && token < vocabulary,
        name,
        token,
        "must hold ids from 0 to " + (vocabulary - 1));
  }
}
