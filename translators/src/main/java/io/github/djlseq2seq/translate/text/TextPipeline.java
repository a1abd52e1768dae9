package io.github.djlseq2seq.translate.text;

import io.github.djlseq2seq.block.SpecialToken;
import java.util.ArrayList;
import java.util.List;

/**
 * Text to token ids and back: one side of a model, its {@link TextConfig.Side} and its {@link
 * TokenVocabulary}.
 *
 * <p>Immutable; may be used by several threads at once.
 */
public final class TextPipeline {

  private final TextConfig.Side config;
  private final TokenVocabulary vocabulary;
  private final Tokenizer tokenizer;

  /**
   * Makes a pipeline.
   *
   * @param config how text is cut into tokens
   * @param vocabulary the tokens' ids, such as a {@link VocabularyBuilder} of the same config makes
   */
  public TextPipeline(TextConfig.Side config, TokenVocabulary vocabulary) {
    this.config = config;
    this.vocabulary = vocabulary;
    tokenizer = config.tokenizer().create();
  }

  /**
   * Returns the config.
   *
   * @return how text is cut into tokens
   */
  public TextConfig.Side config() {
    return config;
  }

  /**
   * Returns the vocabulary.
   *
   * @return the tokens' ids
   */
  public TokenVocabulary vocabulary() {
    return vocabulary;
  }

  /**
   * Encodes a text.
   *
   * @param text any string
   * @return its tokens and their ids, none for a blank text
   */
  public EncodedText encode(String text) {
    List<String> tokens = tokenizer.tokenize(text);
    int total = tokens.size();
    tokens = tokens.subList(0, Math.min(total, config.maxTokens()));
    int[] ids = new int[tokens.size()];
    SentenceStarts starts = new SentenceStarts();
    for (int i = 0; i < ids.length; i++) {
      String token = tokens.get(i);
      ids[i] = vocabulary.id(form(token, starts.next(token)));
    }
    return new EncodedText(tokens, ids, total);
  }

  /**
   * Puts tokens together to the text that a reader expects, with capitals at sentence starts if the
   * config's {@link LetterCase} took them away.
   *
   * @param tokens the vocabulary's tokens, or others such as names copied from the source
   * @return the text
   */
  public String decode(List<String> tokens) {
    if (config.letterCase() != LetterCase.SENTENCE) {
      return tokenizer.detokenize(tokens);
    }
    List<String> cased = new ArrayList<>(tokens.size());
    SentenceStarts starts = new SentenceStarts();
    for (String token : tokens) {
      cased.add(starts.next(token) ? LetterForms.capitalize(token) : token);
    }
    return tokenizer.detokenize(cased);
  }

  /**
   * Decodes ids; the special ones write nothing, but for {@code <unk>}.
   *
   * @param ids the ids
   * @return the text
   * @throws IllegalArgumentException if the vocabulary has no such id
   */
  public String decode(int[] ids) {
    List<String> tokens = new ArrayList<>(ids.length);
    for (int id : ids) {
      String token = vocabulary.token(id);
      if (id == SpecialToken.UNK.id() || id >= SpecialToken.values().length) {
        tokens.add(token);
      }
    }
    return decode(tokens);
  }

  /** The form under which the vocabulary may know a token. */
  private String form(String token, boolean first) {
    return switch (config.letterCase()) {
      case KEEP -> token;
      case LOWER -> LetterForms.lower(token);
      case SENTENCE -> sentenceForm(token, first);
    };
  }

  private String sentenceForm(String token, boolean first) {
    String lowered = first ? LetterForms.lowerFirst(token) : token;
    boolean known = vocabulary.contains(token);
    if (vocabulary.contains(lowered)) {
      // Ids are ordered by frequency: the smaller one is the likelier reading.
      return known && vocabulary.id(token) < vocabulary.id(lowered) ? token : lowered;
    }
    if (known) {
      return token;
    }
    // Written in capitals, or a name without its own.
    String lower = LetterForms.lower(token);
    return vocabulary.contains(lower) ? lower : LetterForms.capitalize(lower);
  }
}
