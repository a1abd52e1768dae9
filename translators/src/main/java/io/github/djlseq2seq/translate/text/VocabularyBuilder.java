package io.github.djlseq2seq.translate.text;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts the tokens of texts, one after the other, and makes the vocabulary of the most frequent.
 *
 * <p>With {@link LetterCase#SENTENCE} a sentence's first word is counted as it is written inside
 * sentences: as it stands if that form is there more often than the one with a small letter, and
 * otherwise with a small letter.
 */
public final class VocabularyBuilder {

  private final TextConfig.Side config;
  private final Tokenizer tokenizer;
  private final Map<String, Long> counts = new HashMap<>();
  private final Map<String, Long> firstWords = new HashMap<>();

  /**
   * Makes an empty one.
   *
   * @param config how the texts are cut into tokens
   */
  public VocabularyBuilder(TextConfig.Side config) {
    this.config = config;
    tokenizer = config.tokenizer().create();
  }

  /**
   * Counts a text's tokens, but for those beyond the config's most.
   *
   * @param text any string
   */
  public void add(String text) {
    List<String> tokens = tokenizer.tokenize(text);
    SentenceStarts starts = new SentenceStarts();
    for (String token : tokens.subList(0, Math.min(tokens.size(), config.maxTokens()))) {
      switch (config.letterCase()) {
        case KEEP -> counts.merge(token, 1L, Long::sum);
        case LOWER -> counts.merge(LetterForms.lower(token), 1L, Long::sum);
        case SENTENCE -> (starts.next(token) ? firstWords : counts).merge(token, 1L, Long::sum);
      }
    }
  }

  /**
   * Makes the vocabulary of what was counted so far; it does not depend on the texts' order.
   *
   * @param minCount how often a token must occur, at least 1
   * @param maxSize the most entries, the special tokens counted, at least 4
   * @return the vocabulary
   * @throws IllegalArgumentException if minCount or maxSize is too small
   */
  public TokenVocabulary build(long minCount, int maxSize) {
    Map<String, Long> all = new HashMap<>(counts);
    firstWords.forEach(
        (word, count) -> {
          String lowered = LetterForms.lowerFirst(word);
          boolean own = counts.getOrDefault(word, 0L) > counts.getOrDefault(lowered, 0L);
          all.merge(own ? word : lowered, count, Long::sum);
        });
    return TokenVocabulary.build(all, minCount, maxSize);
  }
}
