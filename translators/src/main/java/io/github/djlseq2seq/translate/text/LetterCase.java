package io.github.djlseq2seq.translate.text;

/** What becomes of upper and lower case on the way to token ids and back. */
public enum LetterCase {
  /** Nothing: {@code The} and {@code the} are two tokens. */
  KEEP,
  /** All is lower case, and stays so in what {@link TextPipeline#decode} gives. */
  LOWER,
  /**
   * The first word of a sentence is written as it would be inside one ({@code The} as {@code the},
   * {@code Tom} as itself), as the training text tells; decoding puts the capital back. With a
   * tokenizer other than {@link TokenizerType#WORD} and {@link TokenizerType#SUBWORD} it is the
   * same as {@link #KEEP}: among characters or phonemes nothing tells what a first word is.
   */
  SENTENCE
}
