package io.github.djlseq2seq.translate.text;

import java.util.List;

/**
 * Cuts text into tokens and puts it together again, losing nothing but what {@link
 * TextNormalizer#normalize} changes: {@code detokenize(tokenize(x)).equals(normalize(x))} for every
 * string. Only {@link TokenizerType#SENTENCEPIECE} and {@link TokenizerType#HUGGINGFACE} promise
 * less: they give the text in the form that their model files say.
 *
 * <p>Implementations are immutable and may be used by several threads at once.
 */
public sealed interface Tokenizer
    permits WordTokenizer, WhitespaceTokenizer, CharacterTokenizer, TrainedTokenizer {

  /** Marks the side of a token at which no space stands in the text. */
  char JOINER = '\uFFED';

  /**
   * Cuts a text into tokens.
   *
   * @param text any string; it is normalized first
   * @return the tokens, none for a blank text
   */
  List<String> tokenize(String text);

  /**
   * Puts tokens together.
   *
   * @param tokens any tokens, such as a model's
   * @return the text
   */
  String detokenize(List<String> tokens);
}
