package io.github.djlseq2seq.zoo.train;

import com.google.gson.JsonObject;
import io.github.djlseq2seq.block.ConfigJson;
import io.github.djlseq2seq.block.Seq2SeqConfig;
import io.github.djlseq2seq.translate.corpus.TeacherForcingRatio;
import io.github.djlseq2seq.translate.text.TextConfig;
import io.github.djlseq2seq.translate.text.TokenizerType;

/**
 * How to train a model, with defaults that need no option.
 *
 * <p>The learning rate rises linearly over the warm-up and then falls linearly to zero at the end
 * of the last epoch.
 *
 * @param seed what the parameters' start, the order of batches and dropout follow from
 * @param epochs how often the training data are seen
 * @param batchSize the number of sentence pairs in a batch
 * @param learningRate the highest learning rate of Adam
 * @param warmup the number of updates over which the learning rate rises
 * @param labelSmoothing the label smoothing, from 0 to below 1
 * @param clipNorm the largest norm of all gradients together
 * @param minCount how often a token must occur to enter the vocabulary
 * @param teacherForcing how often the decoder reads the true last token rather than its own, at the
 *     first update, from 0 to 1; below 1 an update takes longer
 * @param teacherForcingEnd the same at the last update, on a straight line between; -1 for as often
 *     as at the first
 * @param sourceVectors what the source embedding starts from
 * @param targetVectors what the target embedding starts from
 * @param sourceTokenizerFile the model file of the source's tokenizer if it is one that others
 *     trained, {@code sentencepiece} or {@code huggingface}; empty otherwise. It is copied into the
 *     model folder
 * @param targetTokenizerFile the same for the target; empty if {@code model.joint}, where both
 *     sides have the source's
 * @param source how the source is read; pairs with more than its {@code maxTokens} are left out
 * @param target how the target is written, likewise
 * @param model what the model is made of; its vocabularies are the largest allowed
 */
public record TrainingRecipe(
    long seed,
    int epochs,
    int batchSize,
    double learningRate,
    int warmup,
    double labelSmoothing,
    double clipNorm,
    int minCount,
    double teacherForcing,
    double teacherForcingEnd,
    PretrainedVectors sourceVectors,
    PretrainedVectors targetVectors,
    String sourceTokenizerFile,
    String targetTokenizerFile,
    TextConfig.Side source,
    TextConfig.Side target,
    Seq2SeqConfig model) {

  /** The defaults: a translator of sentences. */
  public static final TrainingRecipe DEFAULT =
      new TrainingRecipe(
          1,
          10,
          64,
          0.001,
          400,
          0.1,
          5,
          2,
          1,
          -1,
          PretrainedVectors.NONE,
          PretrainedVectors.NONE,
          "",
          "",
          TextConfig.Side.of("und"),
          TextConfig.Side.of("und"),
          Seq2SeqConfig.of(8000, 8000));

  /**
   * Checks the values.
   *
   * @param seed what everything random follows from
   * @param epochs how often the training data are seen
   * @param batchSize the number of sentence pairs in a batch
   * @param learningRate the highest learning rate
   * @param warmup the number of updates over which the learning rate rises
   * @param labelSmoothing the label smoothing
   * @param clipNorm the largest norm of all gradients together
   * @param minCount how often a token must occur to enter the vocabulary
   * @param teacherForcing how often the decoder reads the true last token at first
   * @param teacherForcingEnd how often at last
   * @param sourceVectors what the source embedding starts from
   * @param targetVectors what the target embedding starts from
   * @param sourceTokenizerFile the model file of an external source tokenizer
   * @param targetTokenizerFile the model file of an external target tokenizer
   * @param source how the source is read
   * @param target how the target is written
   * @param model what the model is made of
   * @throws IllegalArgumentException if a value is out of range; the message names it and the rule
   */
  public TrainingRecipe {
    check(epochs > 0, "epochs", epochs, "must be positive");
    check(batchSize > 0, "batchSize", batchSize, "must be positive");
    check(learningRate > 0, "learningRate", learningRate, "must be positive");
    check(warmup >= 0, "warmup", warmup, "must be 0 or more");
    check(
        labelSmoothing >= 0 && labelSmoothing < 1,
        "labelSmoothing",
        labelSmoothing,
        "must be from 0 to below 1");
    check(clipNorm > 0, "clipNorm", clipNorm, "must be positive");
    check(minCount > 0, "minCount", minCount, "must be positive");
    check(
        teacherForcing >= 0 && teacherForcing <= 1,
        "teacherForcing",
        teacherForcing,
        "must be from 0 to 1");
    check(
        (teacherForcingEnd >= 0 && teacherForcingEnd <= 1) || teacherForcingEnd == -1,
        "teacherForcingEnd",
        teacherForcingEnd,
        "must be from 0 to 1, or -1");
    check(
        model.sourceFeatures() == 0,
        "model.sourceFeatures",
        model.sourceFeatures(),
        "must be 0 for pairs of texts");
    check(
        !model.joint() || sourceVectors.equals(PretrainedVectors.NONE),
        "sourceVectors.file",
        sourceVectors.file(),
        "must be empty if model.joint: targetVectors are for both sides");
    check(
        !model.joint() || source.cutsLike(target),
        "model.joint",
        model.joint(),
        "must be false where source and target differ in tokenizer, letterCase or subwords");
    target.checkTarget();
    checkTokenizer("source", source, sourceTokenizerFile, model.sourceVocabulary(), true);
    checkTokenizer("target", target, targetTokenizerFile, model.targetVocabulary(), !model.joint());
  }

  private static void checkTokenizer(
      String name, TextConfig.Side side, String file, int vocabulary, boolean own) {
    boolean needsFile = own && side.tokenizer().isExternal();
    check(
        needsFile != file.isEmpty(),
        name + "TokenizerFile",
        file.isEmpty() ? "none" : file,
        needsFile
            ? "must name the file of %s.tokenizer".formatted(name)
            : "must be empty: only sentencepiece and huggingface have one, and a joint model the source's alone");
    check(
        side.tokenizer() != TokenizerType.SUBWORD || side.subwords() <= vocabulary,
        name + ".subwords",
        side.subwords(),
        "must be at most model.%sVocabulary, %d: others would be unknown"
            .formatted(name, vocabulary));
  }

  private static void check(boolean holds, String name, Object value, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(name + " " + rule + ", found " + value);
    }
  }

  /** How often the decoder reads the true last token. */
  TeacherForcingRatio forcing() {
    return new TeacherForcingRatio(
        teacherForcing, teacherForcingEnd < 0 ? teacherForcing : teacherForcingEnd);
  }

  /**
   * Reads a recipe.
   *
   * @param json what differs from {@link #DEFAULT}
   * @param where what the JSON is, for error messages
   * @return the recipe
   * @throws IllegalArgumentException if a key is unknown or a value not valid
   */
  public static TrainingRecipe fromJson(JsonObject json, String where) {
    return ConfigJson.read(TrainingRecipe.class, DEFAULT, json, where);
  }

  /**
   * Returns this recipe with some values changed.
   *
   * @param json what differs
   * @param where what the JSON is, for error messages
   * @return the changed recipe
   * @throws IllegalArgumentException if a key is unknown or a value not valid
   */
  public TrainingRecipe with(JsonObject json, String where) {
    return ConfigJson.read(TrainingRecipe.class, this, json, where);
  }
}
