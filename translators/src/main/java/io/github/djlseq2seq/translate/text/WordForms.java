package io.github.djlseq2seq.translate.text;

import java.util.List;

/** Chooses the form, of those that differ in case, under which a vocabulary knows a word. */
final class WordForms {

  private final LetterCase letterCase;
  private final TokenVocabulary vocabulary;
  private final Tokenizer tokenizer;

  WordForms(TextConfig.Side config, TokenVocabulary vocabulary, Tokenizer tokenizer) {
    letterCase = config.effectiveCase();
    this.vocabulary = vocabulary;
    this.tokenizer = tokenizer;
  }

  /**
   * The form of a word.
   *
   * @param first whether it is the first of a sentence
   */
  String form(String word, boolean first) {
    return switch (letterCase) {
      case KEEP -> word;
      case LOWER -> LetterForms.lower(word);
      case SENTENCE ->
          tokenizer instanceof SubwordTokenizer subwords
              ? fewestPieces(subwords, word, first)
              : mostFrequent(word, first);
    };
  }

  private String mostFrequent(String word, boolean first) {
    String lowered = first ? LetterForms.lowerFirst(word) : word;
    boolean known = vocabulary.contains(word);
    if (vocabulary.contains(lowered)) {
      // Ids are ordered by frequency: the smaller one is the likelier reading.
      return known && vocabulary.id(word) < vocabulary.id(lowered) ? word : lowered;
    }
    if (known) {
      return word;
    }
    // Written in capitals, or a name without its own.
    String lower = LetterForms.lower(word);
    return vocabulary.contains(lower) ? lower : LetterForms.capitalize(lower);
  }

  /** A form that is frequent is one piece, or has at least fewer than one that is not. */
  private String fewestPieces(SubwordTokenizer subwords, String word, boolean first) {
    String lowered = first ? LetterForms.lowerFirst(word) : word;
    if (!lowered.equals(word)) {
      List<String> own = subwords.split(word);
      List<String> other = subwords.split(lowered);
      boolean likelier =
          own.size() == 1
              && other.size() == 1
              && vocabulary.contains(word)
              && vocabulary.id(word) < vocabulary.id(lowered);
      return likelier || own.size() < other.size() ? word : lowered;
    }
    // Shouted words have parts that say nothing; an abbreviation is rarely a word in small letters.
    if (LetterForms.isAllCapitals(word) && subwords.split(word).size() > 1) {
      String lower = LetterForms.lower(word);
      return subwords.split(lower).size() == 1 ? lower : word;
    }
    return word;
  }
}
