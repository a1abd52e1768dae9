package io.github.djlseq2seq.zoo.train;

import ai.djl.Model;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.dataset.Batch;
import io.github.djlseq2seq.translate.ModelText;
import io.github.djlseq2seq.translate.corpus.ParallelDataset;
import io.github.djlseq2seq.zoo.Seq2SeqModels;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.function.BooleanSupplier;

/** The epochs of a training: updates, validations, checkpoints. */
final class TrainingLoop {

  /** What a training is made of; it stays the same from the first update to the last. */
  record Parts(
      TrainingRecipe recipe,
      Model model,
      ModelText text,
      ParallelDataset train,
      Validation validation,
      TrainingLog log,
      TrainingFolder folder) {}

  private static final double NANOS = 1e9;

  private final Parts parts;
  private final TrainingRecipe recipe;
  private final Updates updates;
  private final Snapshots snapshots;
  private final TrainingHistory history;
  private final Duration between;
  private TrainingProgress progress;
  private long lastCheckpoint = System.nanoTime();

  TrainingLoop(
      Parts parts,
      Updates updates,
      Snapshots snapshots,
      TrainingHistory history,
      TrainingProgress progress,
      Duration betweenCheckpoints) {
    this.parts = parts;
    this.recipe = parts.recipe();
    this.updates = updates;
    this.snapshots = snapshots;
    this.history = history;
    this.progress = progress;
    between = betweenCheckpoints;
  }

  /**
   * Trains to the end.
   *
   * @param stop asked after every update; if it says so, a checkpoint is saved and the training
   *     stops
   * @return whether the end was reached
   */
  boolean run(BooleanSupplier stop) throws IOException {
    updates.rates().setFactor(progress.rateFactor());
    while (progress.epoch() < recipe.epochs() && !outOfPatience()) {
      if (!epoch(stop)) {
        return false;
      }
    }
    if (progress.epoch() < recipe.epochs()) {
      parts
          .log()
          .tell(
              "stopped early: no better for %d validations since update %d"
                  .formatted(progress.best().since(), progress.best().update()));
    }
    if (history.rows().isEmpty() || history.lastUpdate() < updates.optimizer().updates()) {
      validate();
    }
    average();
    return true;
  }

  private boolean outOfPatience() {
    return recipe.selection().patience() > 0
        && progress.best().since() >= recipe.selection().patience();
  }

  /** Trains to the end of the epoch; false if it was stopped before. */
  private boolean epoch(BooleanSupplier stop) throws IOException {
    int epoch = progress.epoch();
    int all = parts.train().batches(epoch);
    parts.log().beginEpoch(epoch + 1, recipe.epochs(), progress.batch(), all);
    parts.train().setPosition(epoch, progress.batch());
    Iterator<Batch> batches = parts.train().getData(updates.manager()).iterator();
    try {
      while (batches.hasNext()) {
        update(batches, all);
        long done = updates.optimizer().updates();
        int every = recipe.selection().every();
        boolean due = every > 0 ? done % every == 0 : progress.batch() == 0;
        if (due && history.lastUpdate() < done) {
          validate();
          if (outOfPatience()) {
            break;
          }
        } else if (System.nanoTime() - lastCheckpoint > between.toNanos()) {
          checkpoint();
        }
        if (stop.getAsBoolean()) {
          checkpoint();
          return false;
        }
      }
      return true;
    } finally {
      close(batches);
    }
  }

  private void update(Iterator<Batch> batches, int all) throws IOException {
    long start = System.nanoTime();
    Updates.Update update = updates.next(batches);
    double seconds = (System.nanoTime() - start) / NANOS;
    int batch = progress.batch() + update.batches();
    boolean over = batch == all;
    progress =
        progress.at(
            over ? progress.epoch() + 1 : progress.epoch(),
            over ? 0 : batch,
            progress.skipped() + (update.skipped() ? 1 : 0),
            update.skipped()
                ? progress.interval()
                : progress.interval().plus(update.tokens(), update.loss(), seconds));
    parts.log().update(update, progress.interval(), seconds);
  }

  private void validate() throws IOException {
    Validation.Outcome outcome = parts.validation().measure();
    long update = updates.optimizer().updates();
    if (!Double.isFinite(outcome.loss())) {
      throw new IOException(
          "update %d: the validation loss is %s, the model is spoilt. Lower learningRate %s; the last checkpoint is whole"
              .formatted(update, outcome.loss(), recipe.learningRate()));
    }
    TrainingProgress.Best best = progress.best();
    boolean better =
        best.update() == 0 || recipe.selection().by().compare(outcome, best.outcome()) < 0;
    if (!better && recipe.schedule() == Schedule.PLATEAU) {
      updates.rates().reduce();
    }
    TrainingHistory.Row row =
        new TrainingHistory.Row(
            progress.batch() == 0 ? progress.epoch() : progress.epoch() + 1,
            update,
            progress.interval(),
            updates.optimizer().learningRate(),
            outcome.loss(),
            outcome.score(),
            progress.skipped());
    history.add(row);
    progress =
        progress.validated(
            better
                ? new TrainingProgress.Best(update, outcome, 0)
                : new TrainingProgress.Best(best.update(), best.outcome(), best.since() + 1),
            updates.rates().factor());
    parts.log().validation(row, recipe.selection().by(), better);
    if (better) {
      saveModel();
    }
    snapshots.offer(parts.model().getBlock(), update, outcome);
    checkpoint();
    parts.validation().show(parts.log());
  }

  private void saveModel() throws IOException {
    Seq2SeqModels.save(parts.model(), parts.text(), parts.folder().model(), DataType.FLOAT32);
  }

  private void checkpoint() throws IOException {
    parts
        .folder()
        .checkpoint()
        .save(
            recipe, progress, history, parts.model(), parts.text(), updates.optimizer(), snapshots);
    parts.folder().write(history, recipe.selection().by());
    lastCheckpoint = System.nanoTime();
  }

  /** Puts the mean of the best models in place of the best, if it is better. */
  private void average() throws IOException {
    if (snapshots.size() < 2) {
      return;
    }
    snapshots.average(parts.model().getBlock(), parts.model().getNDManager());
    Validation.Outcome outcome = parts.validation().measure();
    boolean better = recipe.selection().by().compare(outcome, progress.best().outcome()) < 0;
    parts.log().average(snapshots.size(), outcome, recipe.selection().by(), better);
    if (better) {
      saveModel();
    }
  }

  private static void close(Iterator<Batch> batches) throws IOException {
    if (batches instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (IOException | RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IOException(e);
      }
    }
  }
}
