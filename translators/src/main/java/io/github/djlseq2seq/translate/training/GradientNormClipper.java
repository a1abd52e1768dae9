package io.github.djlseq2seq.translate.training;

import ai.djl.Device;
import ai.djl.TrainingDivergedException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.training.Trainer;
import ai.djl.training.listener.TrainingListenerAdapter;
import org.jspecify.annotations.Nullable;

/**
 * Clips the norm of all gradients together (Pascanu et al. 2013): {@code g = g min(1, limit /
 * |g|)}, between the backward pass and the update.
 *
 * <p>With a {@link ResumableOptimizer} it also looks after the training: a step whose loss or
 * gradient norm is not finite is left out and counted, too many of them in a row end the training,
 * and when the trainer is closed the optimizer is closed with it, and the model's gradients are
 * freed: its predictors then pack the weights once for all of them, as before the training. Do not
 * add DJL's {@code DivergenceCheckTrainingListener}, which is in all of its default sets of
 * listeners: it ends the training at the first loss that is NaN.
 */
public final class GradientNormClipper extends TrainingListenerAdapter {

  /** How many steps in a row may be left out; one more ends the training. */
  public static final int MOST_SKIPPED = 5;

  private static final float SMALL = 1e-20f;

  private final float limit;
  private final @Nullable ResumableOptimizer optimizer;
  private long skipped;
  private int inRow;

  /**
   * Makes a clipper that leaves gradients that are not finite as they are.
   *
   * @param limit the largest norm that stays as it is; positive
   * @throws IllegalArgumentException if {@code limit} is not positive
   */
  public GradientNormClipper(double limit) {
    this(limit, null);
  }

  /**
   * Makes a clipper that also looks after the training.
   *
   * @param limit the largest norm that stays as it is; positive, and infinite for no clipping
   * @param optimizer the training's optimizer
   * @throws IllegalArgumentException if {@code limit} is not positive
   */
  public GradientNormClipper(double limit, @Nullable ResumableOptimizer optimizer) {
    if (!(limit > 0)) {
      throw new IllegalArgumentException("limit must be positive, found " + limit);
    }
    this.limit = (float) limit;
    this.optimizer = optimizer;
  }

  /**
   * Returns how many steps were left out so far.
   *
   * @return the number of steps
   */
  public long skipped() {
    return skipped;
  }

  /**
   * {@inheritDoc}
   *
   * @throws TrainingDivergedException if too many steps in a row cannot be made
   */
  @Override
  public void onTrainingBatch(Trainer trainer, BatchData batchData) {
    float norm = clip(trainer);
    if (optimizer == null) {
      return;
    }
    float loss = loss(trainer, batchData);
    boolean bad = !Float.isFinite(loss) || !Float.isFinite(norm);
    optimizer.expectStep(bad);
    if (!bad) {
      inRow = 0;
      return;
    }
    skipped++;
    inRow++;
    if (inRow > MOST_SKIPPED) {
      throw new TrainingDivergedException(
          "update %d: loss %s, gradient norm %s at learning rate %s; the %d steps before were left out for the same reason. Lower the learning rate or the clipper's limit %s"
              .formatted(
                  optimizer.updates() + 1,
                  loss,
                  norm,
                  optimizer.learningRate(),
                  MOST_SKIPPED,
                  limit));
    }
  }

  /** DJL does not hand the loss on. */
  private static float loss(Trainer trainer, BatchData batchData) {
    float sum = 0;
    for (Device device : batchData.getLabels().keySet()) {
      NDList labels = batchData.getLabels().get(device);
      NDList predictions = batchData.getPredictions().get(device);
      sum += trainer.getLoss().evaluate(labels, predictions).getFloat();
    }
    return sum;
  }

  @Override
  public void onTrainingEnd(Trainer trainer) {
    if (optimizer != null) {
      optimizer.close();
      for (Parameter parameter : trainer.getModel().getBlock().getParameters().values()) {
        if (parameter.isInitialized()) {
          parameter.getArray().setRequiresGradient(false);
        }
      }
    }
  }

  /**
   * Clips the gradients that a trainer's next step would use.
   *
   * @param trainer the trainer
   * @return the norm before clipping; NaN or infinite if a gradient is, and then nothing is changed
   */
  public float clip(Trainer trainer) {
    try (NDManager scratch = trainer.getManager().newSubManager()) {
      NDList gradients = new NDList();
      for (Parameter parameter : trainer.getModel().getBlock().getParameters().values()) {
        if (parameter.requiresGradient()) {
          gradients.add(parameter.getArray().getGradient());
        }
      }
      gradients.attach(scratch);
      float norm = norm(gradients);
      if (!Float.isFinite(norm)) {
        // Squares of finite gradients can be more than a float holds.
        NDList small = new NDList();
        gradients.forEach(gradient -> small.add(gradient.mul(SMALL)));
        norm = norm(small) / SMALL;
      }
      if (norm > limit && Float.isFinite(norm)) {
        float share = limit / norm;
        gradients.forEach(gradient -> gradient.muli(share));
      }
      return norm;
    }
  }

  private static float norm(NDList gradients) {
    // MXNet's norm takes one number after the other.
    NDList squares = new NDList();
    for (NDArray gradient : gradients) {
      NDArray flat = gradient.flatten();
      squares.add(flat.dot(flat));
    }
    return (float) Math.sqrt(NDArrays.stack(squares).sum().getFloat());
  }
}
