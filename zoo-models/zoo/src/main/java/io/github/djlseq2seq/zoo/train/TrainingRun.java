package io.github.djlseq2seq.zoo.train;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.types.DataType;
import io.github.djlseq2seq.block.Seq2Seq;
import io.github.djlseq2seq.block.layer.TokenEmbedding;
import io.github.djlseq2seq.translate.ModelText;
import io.github.djlseq2seq.translate.corpus.Corpus;
import io.github.djlseq2seq.translate.corpus.EncodedCorpus;
import io.github.djlseq2seq.translate.corpus.PairReader;
import io.github.djlseq2seq.translate.corpus.ParallelDataset;
import io.github.djlseq2seq.translate.corpus.SentencePair;
import io.github.djlseq2seq.translate.text.TextPipeline;
import io.github.djlseq2seq.translate.text.WordVectors;
import io.github.djlseq2seq.zoo.Seq2SeqModels;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A training from sentence pairs to a model folder.
 *
 * <p>In the run's folder, {@code model} is the best model so far, {@code checkpoint} what {@link
 * #resume} goes on from, and {@code history.csv} has a line a validation, which {@code history.svg}
 * draws. A training that was stopped, at whatever moment and by whatever means, and resumed gives
 * the same model to the bit as one that never stopped.
 */
public final class TrainingRun {

  private static final Duration BETWEEN_CHECKPOINTS = Duration.ofMinutes(10);

  private final TrainingFolder folder;
  private final String engine;
  private final PrintStream out;
  private boolean terminal;
  private Duration betweenCheckpoints = BETWEEN_CHECKPOINTS;
  private volatile boolean stopRequested;

  /**
   * Prepares a training.
   *
   * @param folder the run's folder
   * @param engine the engine's name
   * @param out where progress is told
   */
  public TrainingRun(Path folder, String engine, PrintStream out) {
    this.folder = new TrainingFolder(folder);
    this.engine = engine;
    this.out = out;
  }

  /**
   * Shows progress as a bar, which needs a terminal, instead of lines.
   *
   * @param bar whether to show a bar
   * @return this
   */
  public TrainingRun showBar(boolean bar) {
    terminal = bar;
    return this;
  }

  /**
   * Sets how often a checkpoint is saved between validations, each of which saves one.
   *
   * @param time the least time between two; 10 minutes unless set
   * @return this
   * @throws IllegalArgumentException if it is negative
   */
  public TrainingRun checkpointEvery(Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException("time must not be negative, found " + time);
    }
    betweenCheckpoints = time;
    return this;
  }

  /** Asks the training, from any thread, to save a checkpoint after its update and to stop. */
  public void requestStop() {
    stopRequested = true;
  }

  /**
   * Trains a model.
   *
   * @param recipe how to train
   * @param from the folder of the model to go on from, whose text and make are kept; null for a new
   *     model
   * @param train the training pairs, which need not fit into memory
   * @param valid the validation pairs, which choose the best model
   * @return the folder of the best model; empty if the training was asked to stop
   * @throws IOException if a file cannot be read or written, or if the folder has a training in it
   *     already
   * @throws IllegalArgumentException if a new model is to have a {@code source.prefix}
   */
  public Optional<Path> start(
      TrainingRecipe recipe, @Nullable Path from, Corpus train, Corpus valid) throws IOException {
    if (from == null && !recipe.source().prefix().isEmpty()) {
      throw new IllegalArgumentException(
          "source.prefix must be empty for a new model, whose training pairs have their signs themselves, found \"%s\""
              .formatted(recipe.source().prefix()));
    }
    return folder.whileOpen(
        () -> {
          if (folder.checkpoint().exists()) {
            throw new IOException(
                folder.path()
                    + " has a training in it; resume it, or choose another folder for a new one");
          }
          if (Files.exists(folder.model())) {
            throw new IOException(
                "%s has a model but no checkpoint to resume from; delete %s, or choose another folder"
                    .formatted(folder.path(), folder.model()));
          }
          ModelText text = from == null ? TrainingText.learn(train, recipe) : ModelText.read(from);
          return train(recipe, text, new Start(from, false), train, valid);
        });
  }

  /**
   * Goes on with a training that was stopped.
   *
   * @param train the training pairs, the same as before
   * @param valid the validation pairs, the same as before; the engine has to be the same too
   * @return the folder of the best model; empty if the training was asked to stop
   * @throws IOException if a file cannot be read or written, if one of the checkpoint is damaged,
   *     or if there is nothing to resume
   */
  public Optional<Path> resume(Corpus train, Corpus valid) throws IOException {
    Checkpoint checkpoint = folder.checkpoint();
    if (!Files.isDirectory(folder.path())) {
      throw new IOException("there is no folder " + folder.path() + " to resume from");
    }
    return folder.whileOpen(
        () -> {
          if (!checkpoint.exists()) {
            throw new IOException(
                folder.path() + " has no checkpoint to resume from; start it without --resume");
          }
          checkpoint.verify();
          ModelText text = ModelText.read(checkpoint.model());
          Start start = new Start(checkpoint.model(), true);
          return train(checkpoint.recipe(), text, start, train, valid);
        });
  }

  /**
   * Where the parameters come from.
   *
   * @param model the folder of the model they start from; null for random ones
   * @param resumed whether that is a checkpoint's
   */
  private record Start(@Nullable Path model, boolean resumed) {}

  private Optional<Path> train(
      TrainingRecipe recipe, ModelText text, Start start, Corpus train, Corpus valid)
      throws IOException {
    try (EncodedCorpus trainData = data("training", train, text);
        EncodedCorpus validData = data("validation", valid, text);
        Model model = Model.newInstance(Seq2SeqModels.NAME, Device.cpu(), engine)) {
      TrainingLog log = new TrainingLog(out, terminal);
      Seq2Seq block = block(recipe, text, model, start, log);
      log.begin(block, trainData, validData);
      ParallelDataset dataset =
          ParallelDataset.shuffled(trainData.pairs(), recipe.batches(), recipe.seed())
              .withTeacherForcing(recipe.forcing(), recipe.epochs());
      Validation validation =
          new Validation(
              model,
              text,
              recipe.selection().by(),
              ParallelDataset.ordered(validData.pairs(), recipe.batches()),
              recipe.batchSize(),
              list(valid));
      TrainingLoop.Parts parts =
          new TrainingLoop.Parts(recipe, model, text, dataset, validation, log, folder);
      TrainingProgress progress =
          TrainingProgress.start(
              new TrainingProgress.Data(engine, pairs(trainData), pairs(validData)));
      return run(parts, start.resumed() ? resumed(progress) : progress, start.resumed())
          ? Optional.of(folder.model())
          : Optional.empty();
    } catch (MalformedModelException e) {
      throw new IOException(start.model() + ": " + e.getMessage(), e);
    }
  }

  private boolean run(TrainingLoop.Parts parts, TrainingProgress progress, boolean resumed)
      throws IOException {
    TrainingRecipe recipe = parts.recipe();
    int accumulate = recipe.accumulate();
    long perEpoch = ((long) parts.train().batches(0) + accumulate - 1) / accumulate;
    Snapshots snapshots = new Snapshots(recipe.selection());
    TrainingHistory history = new TrainingHistory();
    try (Updates updates = new Updates(recipe, parts.model(), recipe.epochs() * perEpoch)) {
      if (resumed) {
        folder.checkpoint().loadOptimizer(updates.optimizer(), parts.model().getBlock());
        folder.checkpoint().loadSnapshots(snapshots);
        history = folder.checkpoint().history();
        parts.log().tell("resumed after update " + updates.optimizer().updates());
      }
      return new TrainingLoop(parts, updates, snapshots, history, progress, betweenCheckpoints)
          .run(() -> stopRequested);
    }
  }

  private Seq2Seq block(
      TrainingRecipe recipe, ModelText text, Model model, Start start, TrainingLog log)
      throws IOException, MalformedModelException {
    Seq2Seq block =
        new Seq2Seq(
            recipe
                .model()
                .withVocabularies(
                    text.source().vocabulary().size(), text.target().vocabulary().size()));
    model.setBlock(block);
    model.getNDManager().getEngine().setRandomSeed((int) recipe.seed());
    if (start.model() != null) {
      model.load(start.model(), Seq2SeqModels.NAME);
    }
    block.initialize(model.getNDManager(), DataType.FLOAT32);
    if (start.model() == null) {
      if (!recipe.sourceVectors().isEmpty()) {
        boolean frozen = recipe.frozen().sourceEmbedding();
        vectors(
            "source", recipe.sourceVectors(), frozen, text.source(), block.sourceEmbedding(), log);
      }
      if (!recipe.targetVectors().isEmpty()) {
        boolean frozen = recipe.frozen().targetEmbedding();
        vectors(
            "target", recipe.targetVectors(), frozen, text.target(), block.targetEmbedding(), log);
      }
    }
    return block;
  }

  private static void vectors(
      String side,
      String file,
      boolean frozen,
      TextPipeline text,
      TokenEmbedding table,
      TrainingLog log)
      throws IOException {
    Map<Integer, float[]> found = WordVectors.read(Path.of(file), text.vocabulary(), table.size());
    table.replace(found);
    log.vectors(side, found.size(), text.vocabulary().size(), file, frozen);
  }

  private EncodedCorpus data(String name, Corpus corpus, ModelText text) throws IOException {
    EncodedCorpus data = text.encode(corpus, folder.path().resolve(name + ".ids"));
    if (data.pairs().size() == 0) {
      data.close();
      throw new IOException(
          "the %s data have no pair that the model can read%s"
              .formatted(name, TrainingLog.leftOut(data)));
    }
    return data;
  }

  private static List<SentencePair> list(Corpus corpus) throws IOException {
    List<SentencePair> pairs = new ArrayList<>();
    try (PairReader reader = corpus.open()) {
      for (SentencePair pair = reader.next(); pair != null; pair = reader.next()) {
        pairs.add(pair);
      }
    }
    return pairs;
  }

  private static TrainingProgress.Pairs pairs(EncodedCorpus data) {
    return new TrainingProgress.Pairs(data.pairs().size(), data.checksum());
  }

  private TrainingProgress resumed(TrainingProgress start) throws IOException {
    TrainingProgress progress = folder.checkpoint().progress();
    TrainingProgress.Data before = progress.data();
    if (!before.engine().equals(engine)) {
      throw new IOException(
          "the engine is %s, but the checkpoint is of a training on %s; resume with the same engine"
              .formatted(engine, before.engine()));
    }
    checkSame("training", start.data().train(), before.train());
    checkSame("validation", start.data().valid(), before.valid());
    return progress;
  }

  private static void checkSame(
      String name, TrainingProgress.Pairs now, TrainingProgress.Pairs before) throws IOException {
    if (!now.equals(before)) {
      throw new IOException(
          "the %s data have %d pairs with checksum %x, but the checkpoint is of a training with %d and %x; resume with the same data"
              .formatted(name, now.pairs(), now.checksum(), before.pairs(), before.checksum()));
    }
  }
}
