package io.github.djlseq2seq.zoo.train;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Batch;
import io.github.djlseq2seq.block.Seq2Seq;
import io.github.djlseq2seq.translate.training.GradientNormClipper;
import io.github.djlseq2seq.translate.training.LearningRate;
import io.github.djlseq2seq.translate.training.MaskedNllLoss;
import io.github.djlseq2seq.translate.training.ResumableOptimizer;
import java.io.IOException;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Updates a model's parameters, once for so many batches as a recipe says. */
final class Updates implements AutoCloseable {

  private final TrainingRecipe recipe;
  private final Model model;
  private final LearningRate.Halving rates;
  private final ResumableOptimizer optimizer;
  private final GradientNormClipper clipper;
  private final Trainer trainer;
  private final @Nullable GradientSum sum;
  private int skippedInARow;

  /**
   * What an update was.
   *
   * @param batches the number of batches
   * @param tokens the number of target tokens
   * @param loss the sum of their losses
   * @param rate the learning rate
   * @param skipped whether a value was not finite, so that nothing was changed
   */
  record Update(int batches, long tokens, double loss, float rate, boolean skipped) {}

  Updates(TrainingRecipe recipe, Model model, long expected) {
    this.recipe = recipe;
    this.model = model;
    rates = recipe.schedule().rates(recipe.learningRate(), recipe.warmup(), expected);
    optimizer = recipe.optimizer().create(rates, recipe.weightDecay());
    clipper = new GradientNormClipper(recipe.clipNorm());
    trainer =
        model.newTrainer(
            new DefaultTrainingConfig(new MaskedNllLoss(recipe.labelSmoothing()))
                .optOptimizer(optimizer)
                .optDevices(new Device[] {model.getNDManager().getDevice()}));
    // A new trainer unfreezes everything.
    recipe.frozen().freeze((Seq2Seq) model.getBlock());
    trainer.initialize(new Shape(1, 1));
    sum = recipe.accumulate() > 1 ? new GradientSum(model.getBlock(), trainer.getManager()) : null;
  }

  ResumableOptimizer optimizer() {
    return optimizer;
  }

  NDManager manager() {
    return trainer.getManager();
  }

  LearningRate.Halving rates() {
    return rates;
  }

  /** Frees what the training needed; the gradients too, so that predictors pack weights once. */
  @Override
  public void close() {
    trainer.close();
    optimizer.close();
  }

  /** Takes the next batches and updates the parameters. */
  Update next(Iterator<Batch> batches) throws IOException {
    float rate = optimizer.learningRate();
    long tokens = 0;
    double loss = 0;
    int taken = 0;
    for (; taken < recipe.accumulate() && batches.hasNext(); taken++) {
      try (Batch batch = batches.next()) {
        seed(taken);
        long count = batch.getLabels().get(1).sum().getLong();
        loss += backward(batch) * (double) count;
        tokens += count;
        if (sum != null) {
          sum.add(count);
        }
      }
    }
    if (sum != null) {
      sum.apply();
    }
    float norm = clipper.clip(trainer);
    boolean finite = Double.isFinite(loss) && Float.isFinite(norm);
    if (finite) {
      skippedInARow = 0;
    } else {
      skip(loss / tokens, norm, rate);
    }
    trainer.step();
    return new Update(taken, tokens, finite ? loss : 0, rate, !finite);
  }

  /** The engines' random state cannot be saved: dropout follows from the update's number. */
  private void seed(int batch) {
    long seed = recipe.seed() * 1_000_003L + optimizer.updates() + batch * 7_368_787L;
    model.getNDManager().getEngine().setRandomSeed((int) seed);
  }

  private float backward(Batch batch) {
    try (GradientCollector collector = trainer.newGradientCollector()) {
      NDList predictions = trainer.forward(batch.getData(), batch.getLabels());
      NDArray value = trainer.getLoss().evaluate(batch.getLabels(), predictions);
      collector.backward(value);
      return value.getFloat();
    }
  }

  private void skip(double loss, float norm, float rate) throws IOException {
    skippedInARow++;
    if (skippedInARow > GradientNormClipper.MOST_SKIPPED) {
      throw new IOException(
          "update %d: loss %s, gradient norm %s at learning rate %s; the %d steps before were left out for the same reason. Lower learningRate or clipNorm; the last checkpoint is whole"
              .formatted(
                  optimizer.updates() + 1, loss, norm, rate, GradientNormClipper.MOST_SKIPPED));
    }
    optimizer.skipNextStep();
  }
}
