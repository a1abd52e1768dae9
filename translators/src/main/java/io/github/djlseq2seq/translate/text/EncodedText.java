package io.github.djlseq2seq.translate.text;

import io.github.djlseq2seq.block.SpecialToken;
import java.util.Arrays;
import java.util.List;

/** A text as a model reads it. */
public final class EncodedText {

  private final List<String> tokens;
  private final int[] ids;
  private final int totalTokens;

  EncodedText(List<String> tokens, int[] ids, int totalTokens) {
    this.tokens = List.copyOf(tokens);
    this.ids = ids;
    this.totalTokens = totalTokens;
  }

  /**
   * Returns the tokens as the text spells them, in their own case, known or not.
   *
   * @return as many tokens as there are ids, in the same order: what a position of the model's
   *     attention means, whether it reads from first to last or {@linkplain
   *     TextConfig.Side#reversed() from last to first}
   */
  public List<String> tokens() {
    return tokens;
  }

  /**
   * Returns the ids, without bos and eos.
   *
   * @return a new array, one id a token
   */
  public int[] ids() {
    return ids.clone();
  }

  /**
   * Returns how many ids there are.
   *
   * @return the number of tokens and of ids
   */
  public int length() {
    return ids.length;
  }

  /**
   * Returns how many tokens are unknown to the vocabulary.
   *
   * @return the number of ids that are {@link SpecialToken#UNK}
   */
  public int unknownCount() {
    return (int) Arrays.stream(ids).filter(id -> id == SpecialToken.UNK.id()).count();
  }

  /**
   * Returns how many tokens the text has.
   *
   * @return the number of tokens, those that were cut off counted
   */
  public int totalTokens() {
    return totalTokens;
  }

  /**
   * Tells whether tokens were cut off at the end.
   *
   * @return whether the text has more tokens than are encoded
   */
  public boolean truncated() {
    return totalTokens > ids.length;
  }
}
