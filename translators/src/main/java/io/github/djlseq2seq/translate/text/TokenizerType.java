package io.github.djlseq2seq.translate.text;

import java.io.IOException;

/** The tokenizers by the names that configurations use. */
public enum TokenizerType {
  /** What stands between spaces: for text that is cut already, such as phonemes. */
  WHITESPACE(""),
  /** {@link WordTokenizer}. */
  WORD(""),
  /** Code points, spaces among them. */
  CHARACTER(""),
  /** Like {@link #CHARACTER}, but Hangul syllables are cut into their consonants and vowels. */
  JAMO(""),
  /**
   * The words of {@link #WORD}, the rarer ones cut into parts that are frequent: byte pair encoding
   * (Sennrich et al. 2016), learnt on the training text.
   */
  SUBWORD("bpe"),
  /** A model of the SentencePiece library, applied by DJL's extension of that name. */
  SENTENCEPIECE("spm"),
  /** A {@code tokenizer.json} of Hugging Face's library, applied by DJL's extension. */
  HUGGINGFACE("tokenizer.json");

  private final String extension;

  TokenizerType(String extension) {
    this.extension = extension;
  }

  /**
   * Names the file in which a model folder keeps what such a tokenizer was taught.
   *
   * @param side the side of the model, such as {@code source}
   * @return the file's name, such as {@code source.bpe}; empty if the tokenizer needs no file
   */
  public String file(String side) {
    return extension.isEmpty() ? "" : side + "." + extension;
  }

  /**
   * Tells whether others made the tokenizer's file: training then needs it, and does not make it.
   *
   * @return whether it is {@link #SENTENCEPIECE} or {@link #HUGGINGFACE}
   */
  public boolean isExternal() {
    return this == SENTENCEPIECE || this == HUGGINGFACE;
  }

  /** Whether tokens are words or their parts, so that the first word of a sentence is known. */
  boolean hasWords() {
    return this == WORD || this == SUBWORD;
  }

  /**
   * Makes the tokenizer.
   *
   * @return a tokenizer of this type
   * @throws IllegalArgumentException if it needs a file
   */
  public Tokenizer create() {
    return switch (this) {
      case WHITESPACE -> new WhitespaceTokenizer();
      case WORD -> new WordTokenizer();
      case CHARACTER -> new CharacterTokenizer(false);
      case JAMO -> new CharacterTokenizer(true);
      case SUBWORD, SENTENCEPIECE, HUGGINGFACE ->
          throw new IllegalArgumentException(
              "tokenizer must be one that needs no file, such as word, found " + this);
    };
  }

  /**
   * Makes the tokenizer of its file.
   *
   * @param file the file's bytes
   * @param name the file's name, for error messages
   * @return a tokenizer of this type
   * @throws IOException if the file is not valid, or if the library that applies it is not on the
   *     class path; the message names what is missing
   */
  Tokenizer create(byte[] file, String name) throws IOException {
    return switch (this) {
      case SUBWORD -> new SubwordTokenizer(Merges.read(file, name));
      case SENTENCEPIECE -> ExternalTokenizers.sentencePiece(file, name);
      case HUGGINGFACE -> ExternalTokenizers.huggingFace(file, name);
      case WHITESPACE, WORD, CHARACTER, JAMO -> create();
    };
  }
}
