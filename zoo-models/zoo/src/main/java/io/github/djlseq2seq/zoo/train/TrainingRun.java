package io.github.djlseq2seq.zoo.train;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.types.DataType;
import io.github.djlseq2seq.block.Seq2Seq;
import io.github.djlseq2seq.block.layer.TokenEmbedding;
import io.github.djlseq2seq.translate.ModelText;
import io.github.djlseq2seq.translate.corpus.Corpus;
import io.github.djlseq2seq.translate.corpus.SentencePair;
import io.github.djlseq2seq.translate.text.TextPipeline;
import io.github.djlseq2seq.translate.text.WordVectors;
import io.github.djlseq2seq.zoo.Seq2SeqModels;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A training from sentence pairs to a model folder.
 *
 * <p>In the run's folder, {@code model} is the model folder of the epoch with the lowest validation
 * loss, {@code checkpoint} what {@link #resume} goes on from, written after every epoch, and {@code
 * history.csv} a line an epoch. A training that was stopped and resumed gives the same numbers as
 * one that never stopped.
 */
public final class TrainingRun {

  private final Path folder;
  private final Checkpoint checkpoint;
  private final String engine;
  private final PrintStream out;

  /**
   * Prepares a training.
   *
   * @param folder the run's folder
   * @param engine the engine's name
   * @param out where progress is told
   */
  public TrainingRun(Path folder, String engine, PrintStream out) {
    this.folder = folder;
    this.engine = engine;
    this.out = out;
    checkpoint = new Checkpoint(folder.resolve("checkpoint"));
  }

  /**
   * Trains a new model.
   *
   * @param recipe how to train
   * @param train the training pairs
   * @param valid the validation pairs, of which the loss chooses the best epoch
   * @return the folder of the best model
   * @throws IOException if a file cannot be written, or if the folder has a training in it already
   */
  public Path start(TrainingRecipe recipe, List<SentencePair> train, List<SentencePair> valid)
      throws IOException {
    if (checkpoint.exists() || Files.exists(model())) {
      throw new IOException(
          folder + " has a training in it; resume it, or choose another folder for a new one");
    }
    ModelText text = TrainingData.text(Corpus.of(train), recipe);
    return train(recipe, text, train, valid, false);
  }

  /**
   * Goes on with a training that was stopped.
   *
   * @param train the training pairs, the same as before
   * @param valid the validation pairs, the same as before
   * @return the folder of the best model
   * @throws IOException if a file cannot be read or written, or if there is nothing to resume
   */
  public Path resume(List<SentencePair> train, List<SentencePair> valid) throws IOException {
    if (!checkpoint.exists()) {
      throw new IOException(folder + " has no checkpoint to resume from");
    }
    TrainingRecipe recipe = checkpoint.recipe();
    return train(recipe, ModelText.read(checkpoint.model()), train, valid, true);
  }

  private Path model() {
    return folder.resolve("model");
  }

  private Path train(
      TrainingRecipe recipe,
      ModelText text,
      List<SentencePair> train,
      List<SentencePair> valid,
      boolean resumed)
      throws IOException {
    Files.createDirectories(folder);
    TrainingData trainData = data("training", train, text);
    TrainingData validData = data("validation", valid, text);
    try (Model model = Model.newInstance(Seq2SeqModels.NAME, Device.cpu(), engine)) {
      Seq2Seq block =
          new Seq2Seq(
              recipe
                  .model()
                  .withVocabularies(
                      text.source().vocabulary().size(), text.target().vocabulary().size()));
      model.setBlock(block);
      model.getNDManager().getEngine().setRandomSeed((int) recipe.seed());
      if (resumed) {
        model.load(checkpoint.model(), Seq2SeqModels.NAME);
      }
      block.initialize(model.getNDManager(), DataType.FLOAT32);
      TrainingLog log = new TrainingLog(out, folder.resolve("history.csv"));
      if (!resumed) {
        start(log, "source", recipe.sourceVectors(), text.source(), block::sourceEmbedding);
        start(log, "target", recipe.targetVectors(), text.target(), block::targetEmbedding);
      }
      log.begin(block, trainData, validData);
      try (TrainingLoop loop = new TrainingLoop(recipe, model, text, trainData, validData, log)) {
        Checkpoint.Progress start = Checkpoint.Progress.start(trainData.pairs().size());
        if (resumed) {
          start = checkpoint.progress();
          checkSame(start, trainData);
          checkpoint.loadOptimizer(loop.optimizer());
        }
        loop.run(start, valid, checkpoint, model());
      }
      return model();
    } catch (MalformedModelException e) {
      throw new IOException(checkpoint.model() + ": " + e.getMessage(), e);
    }
  }

  private static void start(
      TrainingLog log,
      String side,
      PretrainedVectors vectors,
      TextPipeline text,
      Supplier<TokenEmbedding> embedding)
      throws IOException {
    if (!vectors.file().isEmpty()) {
      TokenEmbedding table = embedding.get();
      Map<Integer, float[]> found =
          WordVectors.read(Path.of(vectors.file()), text.vocabulary(), table.size());
      table.replace(found);
      log.vectors(side, found.size(), text.vocabulary().size(), vectors);
    }
  }

  private static TrainingData data(String name, List<SentencePair> pairs, ModelText text)
      throws IOException {
    TrainingData data = TrainingData.encode(pairs, text);
    if (data.pairs().size() == 0) {
      throw new IOException(
          "the %s data have no pair to train with: %d read, %d of them too long"
              .formatted(name, pairs.size(), data.tooLong()));
    }
    return data;
  }

  private static void checkSame(Checkpoint.Progress progress, TrainingData data)
      throws IOException {
    if (progress.pairs() != data.pairs().size()) {
      throw new IOException(
          "the training data have %d pairs, but the checkpoint is of a training with %d; resume with the same data"
              .formatted(data.pairs().size(), progress.pairs()));
    }
  }
}
