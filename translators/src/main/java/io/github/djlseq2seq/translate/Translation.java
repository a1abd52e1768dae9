package io.github.djlseq2seq.translate;

import java.util.List;

/**
 * A translation and how it came about.
 *
 * @param candidates the best translations, best first; at least one
 * @param sourceTokens the tokens of the source that the model read, in the order in which it read
 *     them: from last to first if its source is {@code reversed}; none if it is not made of tokens
 * @param unknownSourceTokens which of them the model's vocabulary does not know: positions from 0
 * @param truncatedTokens how many tokens of the source were cut off, because the model reads no
 *     more; 0 if it read all
 */
public record Translation(
    List<Candidate> candidates,
    List<String> sourceTokens,
    List<Integer> unknownSourceTokens,
    int truncatedTokens) {

  /** The translation of nothing. */
  public static final Translation EMPTY =
      new Translation(
          List.of(new Candidate("", 0, 0, true, List.of(), List.of(), List.of(), Alignment.EMPTY)),
          List.of(),
          List.of(),
          0);

  /**
   * Copies the lists.
   *
   * @param candidates the best translations
   * @param sourceTokens the tokens of the source that the model read
   * @param unknownSourceTokens which of them the vocabulary does not know
   * @param truncatedTokens how many tokens of the source were cut off
   * @throws IllegalArgumentException if there is no candidate
   */
  public Translation {
    candidates = List.copyOf(candidates);
    sourceTokens = List.copyOf(sourceTokens);
    unknownSourceTokens = List.copyOf(unknownSourceTokens);
    if (candidates.isEmpty()) {
      throw new IllegalArgumentException("candidates must have at least one, found none");
    }
  }

  /**
   * Returns the best translation.
   *
   * @return the first candidate
   */
  public Candidate best() {
    return candidates.get(0);
  }

  /**
   * Returns the best translation's text.
   *
   * @return the text
   */
  public String text() {
    return best().text();
  }

  /**
   * Returns the best translation's score.
   *
   * @return what translations are ranked by; 0 for an empty source
   */
  public double score() {
    return best().score();
  }

  /**
   * One of the best translations.
   *
   * @param text the translation
   * @param score what translations are ranked by: the log-probability with the length penalty
   * @param logProbability the sum over the tokens, and over the end if {@code ended}
   * @param ended whether it ended by itself; otherwise it was cut at the maximum length
   * @param tokens T tokens, without bos and eos
   * @param tokenLogProbabilities the log-probability of each token
   * @param unknownWords the tokens for which the model wrote {@code <unk>}, and what stands for
   *     them
   * @param attention what each token attended to, {@code (T,S)}; empty if the model has no
   *     attention
   */
  public record Candidate(
      String text,
      double score,
      double logProbability,
      boolean ended,
      List<String> tokens,
      List<Float> tokenLogProbabilities,
      List<UnknownWord> unknownWords,
      Alignment attention) {

    /**
     * Copies the lists.
     *
     * @param text the translation
     * @param score what translations are ranked by
     * @param logProbability the sum over the tokens
     * @param ended whether it ended by itself
     * @param tokens the tokens
     * @param tokenLogProbabilities the log-probability of each token
     * @param unknownWords the tokens for which the model wrote {@code <unk>}
     * @param attention what each token attended to
     * @throws IllegalArgumentException if there are not as many log-probabilities as tokens
     */
    public Candidate {
      tokens = List.copyOf(tokens);
      tokenLogProbabilities = List.copyOf(tokenLogProbabilities);
      unknownWords = List.copyOf(unknownWords);
      if (tokenLogProbabilities.size() != tokens.size()) {
        throw new IllegalArgumentException(
            "tokenLogProbabilities must be as many as the tokens, %d, found %d"
                .formatted(tokens.size(), tokenLogProbabilities.size()));
      }
    }
  }

  /**
   * A token for which the model wrote {@code <unk>}.
   *
   * @param position where it stands among the tokens, from 0
   * @param replacement what stands there now: the word of the source most attended to; {@code
   *     <unk>} itself if the model has no attention or the source no words
   */
  public record UnknownWord(int position, String replacement) {}
}
