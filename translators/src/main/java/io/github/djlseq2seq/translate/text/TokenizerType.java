package io.github.djlseq2seq.translate.text;

/** The tokenizers by the names that configurations use. */
public enum TokenizerType {
  /** {@link WordTokenizer}. */
  WORD;

  /**
   * Makes the tokenizer.
   *
   * @return a tokenizer of this type
   */
  public Tokenizer create() {
    return switch (this) {
      case WORD -> new WordTokenizer();
    };
  }
}
