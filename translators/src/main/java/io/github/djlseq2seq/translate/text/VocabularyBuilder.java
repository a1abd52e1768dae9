package io.github.djlseq2seq.translate.text;

import io.github.djlseq2seq.block.SpecialToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts the tokens of texts, one after the other, and makes the vocabulary of the most frequent.
 *
 * <p>With {@link LetterCase#SENTENCE} a sentence's first word is counted as it is written inside
 * sentences: as it stands if that form is there more often than the one with a small letter, and
 * otherwise with a small letter.
 *
 * <p>With {@link TokenizerType#SUBWORD} words are counted, and in the end the pieces are learnt of
 * which they are made.
 */
public final class VocabularyBuilder {

  // What a single word has in it says nothing about others.
  private static final long MIN_PAIR_COUNT = 2;

  private final TextConfig.Side config;
  private final Tokenizer tokenizer;
  private final Map<String, Long> counts = new HashMap<>();
  private final Map<String, Long> firstWords = new HashMap<>();

  /**
   * Makes an empty one.
   *
   * @param config how the texts are cut into tokens
   * @throws IllegalArgumentException if its tokenizer {@linkplain TokenizerType#isExternal needs a
   *     file}
   */
  public VocabularyBuilder(TextConfig.Side config) {
    this(
        config,
        config.tokenizer() == TokenizerType.SUBWORD
            ? new WordTokenizer()
            : config.tokenizer().create());
  }

  private VocabularyBuilder(TextConfig.Side config, Tokenizer tokenizer) {
    this.config = config;
    this.tokenizer = tokenizer;
  }

  /**
   * Makes an empty one.
   *
   * @param config how the texts are cut into tokens
   * @param tokenizerFile the model file of a tokenizer that {@linkplain TokenizerType#isExternal
   *     needs one}; empty for any other
   * @return the builder
   * @throws IOException if the file cannot be read or is not valid, or if the library that applies
   *     it is not on the class path
   */
  public static VocabularyBuilder of(TextConfig.Side config, String tokenizerFile)
      throws IOException {
    if (!config.tokenizer().isExternal()) {
      return new VocabularyBuilder(config);
    }
    return new VocabularyBuilder(
        config, TextPipeline.readTokenizer(config.tokenizer(), Path.of(tokenizerFile)));
  }

  /**
   * Counts a text's tokens, but for those beyond the config's most.
   *
   * @param text any string
   */
  public void add(String text) {
    LetterCase letterCase = config.effectiveCase();
    List<String> tokens = tokenizer.tokenize(TextPipeline.prepare(text, config));
    SentenceStarts starts = new SentenceStarts();
    for (String token : tokens.subList(0, Math.min(tokens.size(), config.maxTokens()))) {
      switch (letterCase) {
        case KEEP -> counts.merge(token, 1L, Long::sum);
        case LOWER -> counts.merge(LetterForms.lower(token), 1L, Long::sum);
        case SENTENCE -> (starts.next(token) ? firstWords : counts).merge(token, 1L, Long::sum);
      }
    }
  }

  /**
   * Makes the pipeline of what was counted so far; it does not depend on the texts' order.
   *
   * @param minCount how often a token must occur, at least 1
   * @param maxSize the most entries of the vocabulary, the special tokens counted, at least 4
   * @return the config with its vocabulary and all else that it needs
   * @throws IllegalArgumentException if minCount or maxSize is too small
   */
  public TextPipeline pipeline(long minCount, int maxSize) {
    Map<String, Long> words = evened();
    if (config.tokenizer() != TokenizerType.SUBWORD) {
      return new TextPipeline(config, TokenVocabulary.build(words, minCount, maxSize), tokenizer);
    }
    int size = Math.min(config.subwords(), maxSize - SpecialToken.values().length);
    Merges merges = MergeLearner.learn(words, size, Math.max(minCount, MIN_PAIR_COUNT));
    SubwordTokenizer subwords = new SubwordTokenizer(merges);
    TokenVocabulary vocabulary =
        TokenVocabulary.build(pieces(words, merges, subwords, minCount), minCount, maxSize);
    return new TextPipeline(config, vocabulary, subwords);
  }

  private static Map<String, Long> pieces(
      Map<String, Long> words, Merges merges, SubwordTokenizer subwords, long minCount) {
    Map<String, Long> pieces = new HashMap<>();
    Map<String, Long> characters = new HashMap<>();
    words.forEach(
        (word, count) -> {
          subwords.split(word).forEach(piece -> pieces.merge(piece, count, Long::sum));
          Merges.characters(word).forEach(piece -> characters.merge(piece, count, Long::sum));
        });
    merges.takeApart(pieces, minCount);
    // A character that no word leaves alone may stand alone in another word.
    characters.forEach(
        (piece, count) -> {
          if (count >= minCount) {
            pieces.merge(piece, minCount, Math::max);
          }
        });
    return pieces;
  }

  /** The counts of all tokens, with first words as they are written inside sentences. */
  private Map<String, Long> evened() {
    Map<String, Long> all = new HashMap<>(counts);
    firstWords.forEach(
        (word, count) -> {
          String lowered = LetterForms.lowerFirst(word);
          boolean own = counts.getOrDefault(word, 0L) > counts.getOrDefault(lowered, 0L);
          all.merge(own ? word : lowered, count, Long::sum);
        });
    return all;
  }
}
