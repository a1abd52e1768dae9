package io.github.djlseq2seq.translate;

import java.util.List;

/**
 * A translation and how it came about.
 *
 * @param text the best translation
 * @param score what translations are ranked by: the log-probability with the length penalty; 0 for
 *     an empty source
 * @param candidates the best translations, best first; {@code text} is the first
 * @param sourceTokens the tokens of the source that the model read, in the order in which it read
 *     them: from last to first if its source is {@code reversed}
 * @param truncatedTokens how many tokens of the source were cut off, because the model reads no
 *     more; 0 if it read all
 */
public record Translation(
    String text,
    double score,
    List<Candidate> candidates,
    List<String> sourceTokens,
    int truncatedTokens) {

  /** The translation of nothing. */
  public static final Translation EMPTY =
      new Translation("", 0, List.of(new Candidate("", 0, List.of(), true)), List.of(), 0);

  /**
   * One of the best translations.
   *
   * @param text the translation
   * @param score what translations are ranked by
   * @param tokens the tokens, without bos and eos
   * @param ended whether it ended by itself; otherwise it was cut at the maximum length
   */
  public record Candidate(String text, double score, List<String> tokens, boolean ended) {

    /**
     * Copies the list.
     *
     * @param text the translation
     * @param score what translations are ranked by
     * @param tokens the tokens
     * @param ended whether it ended by itself
     */
    public Candidate {
      tokens = List.copyOf(tokens);
    }
  }

  /**
   * Copies the lists.
   *
   * @param text the best translation
   * @param score what translations are ranked by
   * @param candidates the best translations
   * @param sourceTokens the tokens of the source that the model read
   * @param truncatedTokens how many tokens of the source were cut off
   */
  public Translation {
    candidates = List.copyOf(candidates);
    sourceTokens = List.copyOf(sourceTokens);
  }
}
