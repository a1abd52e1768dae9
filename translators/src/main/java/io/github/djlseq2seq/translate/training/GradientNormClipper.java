package io.github.djlseq2seq.translate.training;

import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.training.Trainer;
import ai.djl.training.listener.TrainingListenerAdapter;

/**
 * Clips the norm of all gradients together (Pascanu et al. 2013): {@code g = g min(1, limit /
 * |g|)}, between the backward pass and the update.
 */
public final class GradientNormClipper extends TrainingListenerAdapter {

  private static final float SMALL = 1e-20f;

  private final float limit;

  /**
   * Makes a clipper.
   *
   * @param limit the largest norm that stays as it is; positive
   * @throws IllegalArgumentException if {@code limit} is not positive
   */
  public GradientNormClipper(double limit) {
    if (!(limit > 0)) {
      throw new IllegalArgumentException("limit must be positive, found " + limit);
    }
    this.limit = (float) limit;
  }

  @Override
  public void onTrainingBatch(Trainer trainer, BatchData batchData) {
    clip(trainer);
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
    NDList squares = new NDList();
    gradients.forEach(gradient -> squares.add(gradient.square().sum()));
    return (float) Math.sqrt(NDArrays.stack(squares).sum().getFloat());
  }
}
