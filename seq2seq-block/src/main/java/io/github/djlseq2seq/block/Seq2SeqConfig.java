package io.github.djlseq2seq.block;

import io.github.djlseq2seq.block.attention.AttentionType;
import io.github.djlseq2seq.block.recurrent.CellType;

/**
 * What a {@link Seq2Seq} is made of; a model folder keeps it as {@code config.json}.
 *
 * <p>A later release may add keys, whose defaults then mean what models of today do; {@code format}
 * changes only if models of an earlier one can no longer load.
 *
 * @param format the version of this file and of the layout of parameters
 * @param sourceVocabulary the number of source tokens, the four special ones included
 * @param targetVocabulary the number of target tokens, the four special ones included
 * @param embedding E, the size of a token's vector
 * @param cell the recurrent cell
 * @param layers L, the number of recurrent layers of encoder and decoder each
 * @param hidden H, the size of the decoder's state and of the memory; even if {@code bidirectional}
 * @param bidirectional whether the encoder reads from both ends, {@code H/2} wide each
 * @param bridge how the decoder's first state is made
 * @param attention how the decoder attends to the memory
 * @param tied whether the generator multiplies with the target embedding
 * @param dropout the share of values that training sets to zero on embeddings, between layers and
 *     on the output, from 0 to below 1
 */
public record Seq2SeqConfig(
    int format,
    int sourceVocabulary,
    int targetVocabulary,
    int embedding,
    CellType cell,
    int layers,
    int hidden,
    boolean bidirectional,
    Bridge bridge,
    AttentionType attention,
    boolean tied,
    double dropout) {

  /** The format that this release writes and reads. */
  public static final int FORMAT = 1;

  /**
   * Checks the values.
   *
   * @param format the version of this file and of the layout of parameters
   * @param sourceVocabulary the number of source tokens
   * @param targetVocabulary the number of target tokens
   * @param embedding the size of a token's vector
   * @param cell the recurrent cell
   * @param layers the number of layers of encoder and decoder each
   * @param hidden the size of the decoder's state and of the memory
   * @param bidirectional whether the encoder reads from both ends
   * @param bridge how the decoder's first state is made
   * @param attention how the decoder attends to the memory
   * @param tied whether the generator multiplies with the target embedding
   * @param dropout the share of values that training sets to zero
   * @throws IllegalArgumentException if a value is out of range; the message names it and the rule
   */
  public Seq2SeqConfig {
    check(format == FORMAT, "format", format, "must be " + FORMAT + " in this release");
    int specials = SpecialToken.values().length;
    String larger = "must be more than the " + specials + " special tokens";
    check(sourceVocabulary > specials, "sourceVocabulary", sourceVocabulary, larger);
    check(targetVocabulary > specials, "targetVocabulary", targetVocabulary, larger);
    check(embedding > 0, "embedding", embedding, "must be positive");
    check(layers > 0, "layers", layers, "must be positive");
    check(hidden > 0, "hidden", hidden, "must be positive");
    check(!bidirectional || hidden % 2 == 0, "hidden", hidden, "must be even if bidirectional");
    check(dropout >= 0 && dropout < 1, "dropout", dropout, "must be from 0 to below 1");
  }

  /**
   * Returns the defaults for two vocabularies: a bidirectional LSTM of one layer and 256 units with
   * general attention.
   *
   * @param sourceVocabulary the number of source tokens
   * @param targetVocabulary the number of target tokens
   * @return the configuration
   */
  public static Seq2SeqConfig of(int sourceVocabulary, int targetVocabulary) {
    return new Seq2SeqConfig(
        FORMAT,
        sourceVocabulary,
        targetVocabulary,
        128,
        CellType.LSTM,
        1,
        256,
        true,
        Bridge.COPY,
        AttentionType.GENERAL,
        false,
        0.2);
  }

  /**
   * Returns A, the size of the attentional vector: that of the decoder's state, or of the embedding
   * if the generator is tied to it.
   *
   * @return A
   */
  public int attentional() {
    return tied ? embedding : hidden;
  }

  /**
   * Returns the same for other vocabularies.
   *
   * @param source the number of source tokens
   * @param target the number of target tokens
   * @return the configuration
   */
  public Seq2SeqConfig withVocabularies(int source, int target) {
    return new Seq2SeqConfig(
        format,
        source,
        target,
        embedding,
        cell,
        layers,
        hidden,
        bidirectional,
        bridge,
        attention,
        tied,
        dropout);
  }

  /**
   * Reads a configuration.
   *
   * @param json the JSON text
   * @param where what the text is, for error messages
   * @return the configuration
   * @throws IllegalArgumentException if the text is not a valid configuration
   */
  public static Seq2SeqConfig fromJson(String json, String where) {
    Seq2SeqConfig defaults = of(SpecialToken.values().length + 1, SpecialToken.values().length + 1);
    var object = ConfigJson.parse(json, where);
    for (String key : new String[] {"format", "sourceVocabulary", "targetVocabulary"}) {
      if (!object.has(key)) {
        throw new IllegalArgumentException(where + ": the key \"" + key + "\" is missing");
      }
    }
    return ConfigJson.read(Seq2SeqConfig.class, defaults, object, where);
  }

  private static void check(boolean holds, String name, Object value, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(name + " " + rule + ", found " + value);
    }
  }
}
