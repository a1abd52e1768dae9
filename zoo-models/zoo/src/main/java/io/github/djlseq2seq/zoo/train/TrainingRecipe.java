package io.github.djlseq2seq.zoo.train;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.djlseq2seq.block.ConfigJson;
import io.github.djlseq2seq.block.Seq2SeqConfig;
import io.github.djlseq2seq.translate.ModelText;
import io.github.djlseq2seq.translate.corpus.BatchSize;
import io.github.djlseq2seq.translate.corpus.TeacherForcingRatio;
import io.github.djlseq2seq.translate.text.TextConfig;
import io.github.djlseq2seq.translate.text.TextPipeline;
import io.github.djlseq2seq.translate.text.TokenizerType;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * How to train a model, with defaults that need no option.
 *
 * @param seed what the parameters' start, the order of batches and dropout follow from
 * @param epochs how often the training data are seen
 * @param batchSize the number of sentence pairs in a batch
 * @param batchTokens the most target tokens in a batch, padding counted, in place of a number of
 *     pairs; 0 for {@code batchSize} pairs
 * @param accumulate the number of batches that make one update, as if they were one batch
 * @param optimizer what makes an update of gradients
 * @param learningRate the highest learning rate
 * @param schedule how the learning rate goes on after the warm-up
 * @param warmup the number of updates over which the learning rate rises linearly
 * @param weightDecay the weight decay of {@code adamw}; 0 for others
 * @param labelSmoothing the label smoothing, from 0 to below 1
 * @param clipNorm the largest norm of all gradients together
 * @param minCount how often a token must occur to enter the vocabulary
 * @param teacherForcing how often the decoder reads the true last token rather than its own, at the
 *     first update, from 0 to 1; below 1 an update takes longer
 * @param teacherForcingEnd the same at the last update, on a straight line between; -1 for as often
 *     as at the first
 * @param selection how the best model is found, and when the training ends early
 * @param frozen the parts of the model that stay as they start
 * @param sourceVectors a text file of word2vec's or GloVe's format with as many values a word as
 *     {@code model.embedding}, which the source embedding starts from; empty for random numbers
 * @param targetVectors the same for the target embedding
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
    int batchTokens,
    int accumulate,
    OptimizerType optimizer,
    double learningRate,
    Schedule schedule,
    int warmup,
    double weightDecay,
    double labelSmoothing,
    double clipNorm,
    int minCount,
    double teacherForcing,
    double teacherForcingEnd,
    Selection selection,
    FrozenParts frozen,
    String sourceVectors,
    String targetVectors,
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
          0,
          1,
          OptimizerType.ADAM,
          0.001,
          Schedule.LINEAR,
          400,
          0,
          0.1,
          5,
          2,
          1,
          -1,
          Selection.DEFAULT,
          FrozenParts.NONE,
          "",
          "",
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
   * @param batchTokens the most target tokens in a batch
   * @param accumulate the number of batches that make one update
   * @param optimizer what makes an update of gradients
   * @param learningRate the highest learning rate
   * @param schedule how the learning rate goes on after the warm-up
   * @param warmup the number of updates over which the learning rate rises
   * @param weightDecay the weight decay
   * @param labelSmoothing the label smoothing
   * @param clipNorm the largest norm of all gradients together
   * @param minCount how often a token must occur to enter the vocabulary
   * @param teacherForcing how often the decoder reads the true last token at first
   * @param teacherForcingEnd how often at last
   * @param selection how the best model is found
   * @param frozen the parts of the model that stay as they start
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
    check(batchTokens >= 0, "batchTokens", batchTokens, "must be 0 or more");
    check(accumulate > 0, "accumulate", accumulate, "must be positive");
    check(learningRate > 0, "learningRate", learningRate, "must be positive");
    check(warmup >= 0, "warmup", warmup, "must be 0 or more");
    check(
        optimizer == OptimizerType.ADAMW ? weightDecay > 0 : weightDecay == 0,
        "weightDecay",
        weightDecay,
        "must be positive, such as 0.01, if optimizer is adamw, and else 0");
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
        !model.joint() || sourceVectors.isEmpty(),
        "sourceVectors",
        sourceVectors,
        "must be empty if model.joint: targetVectors are for both sides");
    check(
        !model.joint() || source.cutsLike(target),
        "model.joint",
        model.joint(),
        "must be false where source and target differ in tokenizer, letterCase or subwords");
    check(
        !model.joint() || !frozen.sourceEmbedding(),
        "frozen.sourceEmbedding",
        frozen.sourceEmbedding(),
        "must be false if model.joint: frozen.targetEmbedding is for both sides");
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

  /**
   * Returns the defaults for a model that goes on learning from new pairs: fewer epochs and a lower
   * learning rate.
   *
   * @param model what the model is made of
   * @param text its text
   * @param folder its folder, where files of its tokenizers are
   * @return the recipe
   */
  public static TrainingRecipe fineTuning(Seq2SeqConfig model, ModelText text, Path folder) {
    JsonObject json = ConfigJson.settings(List.of("epochs=5", "learningRate=0.0003", "warmup=50"));
    json.add("model", ConfigJson.write(model));
    json.add("source", side(text.source()));
    json.add("target", side(text.target()));
    for (String file : text.tokenizerFiles()) {
      String side = file.startsWith("source") ? "source" : "target";
      json.addProperty(side + "TokenizerFile", folder.resolve(file).toString());
    }
    return DEFAULT.with(json, "model");
  }

  /** A corpus may have given fewer pieces than were asked for. */
  private static JsonObject side(TextPipeline text) {
    JsonObject json = ConfigJson.write(text.config());
    int pieces = Math.min(text.config().subwords(), text.vocabulary().size());
    json.addProperty("subwords", pieces);
    return json;
  }

  /**
   * Checks that this recipe leaves alone what a model brings: how its text is cut, and what it is
   * made of but for dropout.
   *
   * @param start the recipe that {@link #fineTuning} made
   * @throws IllegalArgumentException if it does not; the message names the key
   */
  public void checkKeeps(TrainingRecipe start) {
    JsonObject here = ConfigJson.write(this);
    JsonObject there = ConfigJson.write(start);
    for (String part : List.of("source", "target", "model")) {
      JsonObject kept = there.getAsJsonObject(part);
      for (String key : kept.keySet()) {
        if (!key.toLowerCase(Locale.ROOT).endsWith("dropout")) {
          keeps(part + "." + key, here.getAsJsonObject(part).get(key), kept.get(key));
        }
      }
    }
    // What a new model starts from.
    for (String key :
        List.of(
            "minCount",
            "sourceVectors",
            "targetVectors",
            "sourceTokenizerFile",
            "targetTokenizerFile")) {
      keeps(key, here.get(key), there.get(key));
    }
  }

  private static void keeps(String key, JsonElement here, JsonElement there) {
    check(
        Objects.equals(here, there),
        key,
        here,
        "must stay %s, as the model that is trained further has it".formatted(there));
  }

  private static void check(boolean holds, String name, Object value, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(name + " " + rule + ", found " + value);
    }
  }

  /** How many pairs go together. */
  BatchSize batches() {
    return batchTokens > 0 ? BatchSize.tokens(batchTokens) : BatchSize.sentences(batchSize);
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
