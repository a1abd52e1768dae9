package io.github.djlseq2seq.translate.text;

import com.google.gson.JsonObject;
import io.github.djlseq2seq.block.ConfigJson;

/**
 * How a model's two sides turn text into tokens; a model folder keeps it as {@code text.json}.
 *
 * @param format the version of this file; a later one means that earlier releases cannot load it
 * @param source the side that is read
 * @param target the side that is written
 */
public record TextConfig(int format, Side source, Side target) {

  /** The format that this release writes and reads. */
  public static final int FORMAT = 1;

  /**
   * Checks the format, and that the target is neither reversed nor has a prefix.
   *
   * @param format the version of the file
   * @param source the side that is read
   * @param target the side that is written
   * @throws IllegalArgumentException if the format is another release's, or if the target is
   *     reversed or has a prefix
   */
  public TextConfig {
    if (format != FORMAT) {
      throw new IllegalArgumentException(
          "format must be " + FORMAT + " in this release, found " + format);
    }
    target.checkTarget();
  }

  /**
   * Puts two sides together.
   *
   * @param source the side that is read
   * @param target the side that is written
   * @return the configuration, in this release's format
   */
  public static TextConfig of(Side source, Side target) {
    return new TextConfig(FORMAT, source, target);
  }

  /**
   * Reads a configuration; {@link ConfigJson#write} writes it.
   *
   * @param json the JSON text; of its keys {@code format} must be there
   * @param where what the text is, for error messages
   * @return the configuration
   * @throws IllegalArgumentException if the text is not a valid configuration
   */
  public static TextConfig fromJson(String json, String where) {
    JsonObject object = ConfigJson.parse(json, where);
    if (!object.has("format")) {
      throw new IllegalArgumentException(where + ": the key \"format\" is missing");
    }
    TextConfig defaults = of(Side.of("und"), Side.of("und"));
    return ConfigJson.read(TextConfig.class, defaults, object, where);
  }

  /**
   * One side.
   *
   * @param language the language's code, for information: ISO 639, {@code und} if there is none
   * @param tokenizer how text is cut into tokens
   * @param letterCase what becomes of upper and lower case
   * @param maxTokens the most tokens of a text that are encoded; those behind are cut off
   * @param subwords how many pieces {@link TokenizerType#SUBWORD} learns, single characters
   *     counted; other tokenizers have no use for it
   * @param reversed whether a source is read from its last token to its first, which brings its
   *     beginning near the target's (Sutskever et al. 2014); never for a target
   * @param prefix a token that stands before every source, such as the language that a model of
   *     several is to read or write (Johnson et al. 2017); empty for none, and always for a target
   */
  public record Side(
      String language,
      TokenizerType tokenizer,
      LetterCase letterCase,
      int maxTokens,
      int subwords,
      boolean reversed,
      String prefix) {

    private static final int SUBWORDS = 8000;

    /**
     * Checks the values.
     *
     * @param language the language's code
     * @param tokenizer how text is cut into tokens
     * @param letterCase what becomes of upper and lower case
     * @param maxTokens the most tokens of a text that are encoded
     * @param subwords how many pieces a subword tokenizer learns
     * @param reversed whether a source is read from its end
     * @param prefix a token that stands before every source
     * @throws IllegalArgumentException if a value is out of range; the message names it and the
     *     rule
     */
    public Side {
      if (language.isBlank()) {
        throw new IllegalArgumentException(
            "language must be a language code such as fr, or und, found \"" + language + "\"");
      }
      if (maxTokens < 1) {
        throw new IllegalArgumentException("maxTokens must be at least 1, found " + maxTokens);
      }
      if (subwords < 1) {
        throw new IllegalArgumentException("subwords must be at least 1, found " + subwords);
      }
    }

    /**
     * Makes a side that reads from first to last, with the default number of subwords.
     *
     * @param language the language's code
     * @param tokenizer how text is cut into tokens
     * @param letterCase what becomes of upper and lower case
     * @param maxTokens the most tokens of a text that are encoded
     * @throws IllegalArgumentException if a value is out of range
     */
    public Side(String language, TokenizerType tokenizer, LetterCase letterCase, int maxTokens) {
      this(language, tokenizer, letterCase, maxTokens, SUBWORDS, false, "");
    }

    /**
     * Returns the defaults: words, the case of a sentence's first word evened out, 200 tokens.
     *
     * @param language the language's code
     * @return the side
     */
    public static Side of(String language) {
      return new Side(language, TokenizerType.WORD, LetterCase.SENTENCE, 200);
    }

    /**
     * Checks that this may be a side that is written.
     *
     * @throws IllegalArgumentException if it is reversed or has a prefix
     */
    public void checkTarget() {
      if (reversed) {
        throw new IllegalArgumentException(
            "target.reversed must be false: only a source is reversed");
      }
      if (!prefix.isEmpty()) {
        throw new IllegalArgumentException(
            "target.prefix must be empty, found \"%s\": only a source has one".formatted(prefix));
      }
    }

    /**
     * Tells whether two sides cut text in the same way, so that they may share their tokens.
     *
     * @param other another side
     * @return whether they have the same tokenizer, letter case and number of subwords
     */
    public boolean cutsLike(Side other) {
      return tokenizer == other.tokenizer
          && letterCase == other.letterCase
          && (tokenizer != TokenizerType.SUBWORD || subwords == other.subwords);
    }

    /** What becomes of the tokens' case, given the tokenizer. */
    LetterCase effectiveCase() {
      boolean tokensKeepTheirs =
          tokenizer.isExternal() || (letterCase == LetterCase.SENTENCE && !tokenizer.hasWords());
      return tokensKeepTheirs ? LetterCase.KEEP : letterCase;
    }
  }
}
