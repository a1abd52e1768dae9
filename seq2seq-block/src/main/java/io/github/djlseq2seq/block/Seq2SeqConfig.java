package io.github.djlseq2seq.block;

import io.github.djlseq2seq.block.attention.AttentionType;
import io.github.djlseq2seq.block.recurrent.CellType;
import io.github.djlseq2seq.block.recurrent.StackConfig;
import java.util.List;
import java.util.Locale;

/**
 * What a {@link Seq2Seq} is made of; a model folder keeps it as {@code config.json}.
 *
 * <p>A later release may add keys, whose defaults then mean what models of today do; {@code format}
 * changes only if models of an earlier one can no longer load.
 *
 * @param format the version of this file and of the layout of parameters
 * @param sourceVocabulary the number of source tokens, the four special ones included; not used
 *     with {@code sourceFeatures}
 * @param targetVocabulary the number of target tokens, the four special ones included
 * @param embedding E, the size of a token's vector
 * @param cell the recurrent cell
 * @param layers L, the number of the decoder's recurrent layers
 * @param hidden H, the size of the decoder's state
 * @param bidirectional whether the encoder reads from both ends, each half as wide
 * @param bridge how the decoder's first state is made
 * @param attention how the decoder attends to the memory
 * @param tied whether the generator multiplies with the target embedding
 * @param dropout the share of values that training sets to zero between layers, from 0 to below 1
 * @param encoderLayers the number of the encoder's recurrent layers; 0 for as many as {@code
 *     layers}
 * @param encoderHidden the size of the memory and of the encoder's states, even if {@code
 *     bidirectional}; 0 for as wide as {@code hidden}
 * @param inputFeeding whether each decoder step reads the last attentional vector
 * @param residual whether recurrent layers from the second on add their input to their output
 * @param layerNorm whether the input of recurrent layers from the second on is normalised
 * @param joint whether source and target share one vocabulary and one embedding
 * @param sourceFeatures the number of features at each source position, for a source of floats
 *     instead of tokens; 0 for tokens
 * @param embeddingDropout the same for embeddings; -1 for that of {@code dropout}
 * @param outputDropout the same for the attentional vector; -1 for that of {@code dropout}
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
    BridgeType bridge,
    AttentionType attention,
    boolean tied,
    double dropout,
    int encoderLayers,
    int encoderHidden,
    boolean inputFeeding,
    boolean residual,
    boolean layerNorm,
    boolean joint,
    int sourceFeatures,
    double embeddingDropout,
    double outputDropout) {

  /** The format that this release writes and reads. */
  public static final int FORMAT = 1;

  /** A file that asks for more is damaged, and would take all memory before anything is read. */
  private static final int MOST_LAYERS = 100;

  /**
   * Checks the values.
   *
   * @param format the format
   * @param sourceVocabulary the number of source tokens
   * @param targetVocabulary the number of target tokens
   * @param embedding the size of a token's vector
   * @param cell the recurrent cell
   * @param layers the number of the decoder's layers
   * @param hidden the size of the decoder's state
   * @param bidirectional whether the encoder reads from both ends
   * @param bridge how the decoder's first state is made
   * @param attention how the decoder attends
   * @param tied whether the generator is tied
   * @param dropout the dropout between layers
   * @param encoderLayers the number of the encoder's layers
   * @param encoderHidden the size of the memory
   * @param inputFeeding whether steps read the last attentional vector
   * @param residual whether layers add their input
   * @param layerNorm whether layers' inputs are normalised
   * @param joint whether both sides share one vocabulary
   * @param sourceFeatures the number of source features
   * @param embeddingDropout the dropout of embeddings
   * @param outputDropout the dropout of the attentional vector
   * @throws IllegalArgumentException if a value is out of range; the message names it and the rule
   */
  public Seq2SeqConfig {
    check(format == FORMAT, "format", format, "must be " + FORMAT + " in this release");
    int specials = SpecialToken.values().length;
    String larger = "must be more than the " + specials + " special tokens";
    check(sourceVocabulary > specials, "sourceVocabulary", sourceVocabulary, larger);
    check(targetVocabulary > specials, "targetVocabulary", targetVocabulary, larger);
    check(embedding > 0, "embedding", embedding, "must be positive");
    check(
        layers > 0 && layers <= MOST_LAYERS, "layers", layers, "must be from 1 to " + MOST_LAYERS);
    check(hidden > 0, "hidden", hidden, "must be positive");
    check(
        encoderLayers >= 0 && encoderLayers <= MOST_LAYERS,
        "encoderLayers",
        encoderLayers,
        "must be from 0 to " + MOST_LAYERS);
    check(encoderHidden >= 0, "encoderHidden", encoderHidden, "must be 0 or more");
    int memory = encoderHidden == 0 ? hidden : encoderHidden;
    String width = encoderHidden == 0 ? "hidden" : "encoderHidden";
    check(!bidirectional || memory % 2 == 0, width, memory, "must be even if bidirectional");
    boolean alike = memory == hidden && (encoderLayers == 0 || encoderLayers == layers);
    check(
        alike || bridge != BridgeType.COPY,
        "bridge",
        "copy",
        "must be dense or zero where encoder and decoder differ in depth or width");
    boolean dot = attention == AttentionType.DOT || attention == AttentionType.SCALED_DOT;
    check(
        !dot || memory == hidden,
        "attention",
        attention.name().toLowerCase(Locale.ROOT),
        "must be general, additive or none where encoder and decoder differ in width");
    check(
        attention != AttentionType.NONE || bridge != BridgeType.ZERO,
        "bridge",
        "zero",
        "must be copy or dense without attention, or the decoder never sees the source");
    check(
        !joint || sourceVocabulary == targetVocabulary,
        "sourceVocabulary",
        sourceVocabulary,
        "must be targetVocabulary " + targetVocabulary + " if joint");
    check(sourceFeatures >= 0, "sourceFeatures", sourceFeatures, "must be 0 or more");
    check(sourceFeatures == 0 || !joint, "joint", true, "must be false for a source of features");
    checkRate("dropout", dropout, 0);
    checkRate("embeddingDropout", embeddingDropout, -1);
    checkRate("outputDropout", outputDropout, -1);
  }

  private static void checkRate(String name, double rate, double least) {
    boolean holds = (rate >= 0 && rate < 1) || rate == least;
    check(holds, name, rate, "must be from 0 to below 1" + (least < 0 ? ", or -1" : ""));
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
        BridgeType.COPY,
        AttentionType.GENERAL,
        false,
        0.2,
        0,
        0,
        false,
        false,
        false,
        false,
        0,
        -1,
        -1);
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
   * Returns M, the size of the memory at one position and of the encoder's states.
   *
   * @return M
   */
  public int memory() {
    return encoderHidden == 0 ? hidden : encoderHidden;
  }

  /**
   * Returns the number of the encoder's recurrent layers.
   *
   * @return L'
   */
  public int encoderDepth() {
    return encoderLayers == 0 ? layers : encoderLayers;
  }

  /** The dropout of embeddings. */
  double embeddingDropoutRate() {
    return embeddingDropout < 0 ? dropout : embeddingDropout;
  }

  /** The dropout of the attentional vector. */
  double outputDropoutRate() {
    return outputDropout < 0 ? dropout : outputDropout;
  }

  StackConfig encoderStack() {
    return new StackConfig(
        cell, embedding, memory(), encoderDepth(), bidirectional, residual, layerNorm, dropout);
  }

  StackConfig decoderStack() {
    int inputs = inputFeeding ? embedding + attentional() : embedding;
    return new StackConfig(cell, inputs, hidden, layers, false, residual, layerNorm, dropout);
  }

  /**
   * Returns the same for other vocabularies.
   *
   * @param source the number of source tokens
   * @param target the number of target tokens
   * @return the configuration
   */
  public Seq2SeqConfig withVocabularies(int source, int target) {
    return with("sourceVocabulary=" + source, "targetVocabulary=" + target);
  }

  /**
   * Returns the same with some values changed, as {@code with("cell=gru", "layers=2")}.
   *
   * @param settings a key and its value each, as {@code config.json} has them
   * @return the configuration
   * @throws IllegalArgumentException if a key is unknown or a value not valid
   */
  public Seq2SeqConfig with(String... settings) {
    return ConfigJson.read(
        Seq2SeqConfig.class, this, ConfigJson.settings(List.of(settings)), "settings");
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
