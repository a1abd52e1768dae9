package io.github.djlseq2seq.translate.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;

/** How one parameter changes in an update, and what it remembers of the updates before. */
sealed interface UpdateRule {

  /** What the rule is called in saved states: those of another rule are refused. */
  String kind();

  /** How many arrays of the parameter's shape the rule remembers; they start as zeros. */
  int arrays();

  /**
   * Changes a parameter and its state in place, and clears the gradient that PyTorch would add to.
   *
   * @param rate the learning rate
   * @param update the number of the parameter's update, from 1
   */
  void update(NDArray weight, NDArray gradient, NDList state, float rate, int update);

  /** Gradient descent, with the velocity {@code v = m v + g} in place of g where m is not 0. */
  record Sgd(float momentum) implements UpdateRule {

    @Override
    public String kind() {
      return momentum == 0 ? "sgd" : "sgd with momentum";
    }

    @Override
    public int arrays() {
      return momentum == 0 ? 0 : 1;
    }

    @Override
    public void update(NDArray weight, NDArray gradient, NDList state, float rate, int update) {
      NDArray direction = gradient;
      if (momentum != 0) {
        // By hand: of DJL's own velocities the engines disagree on the sign.
        direction = state.get(0);
        direction.muli(momentum);
        direction.addi(gradient);
      }
      weight
          .getNDArrayInternal()
          .sgdUpdate(new NDList(weight, direction), new NDList(weight), rate, 0, 1, -1, 0, false);
    }
  }

  /** Adam, with decoupled weight decay where the decay is not 0. */
  record Adam(float decay) implements UpdateRule {

    private static final float BETA1 = 0.9f;
    private static final float BETA2 = 0.999f;
    private static final float EPSILON = 1e-8f;

    @Override
    public String kind() {
      return decay == 0 ? "adam" : "adamw";
    }

    @Override
    public int arrays() {
      return 2;
    }

    @Override
    public void update(NDArray weight, NDArray gradient, NDList state, float rate, int update) {
      if (decay != 0 && weight.getShape().dimension() > 1) {
        // The same memory, but apart from the graph of gradients, where PyTorch lets it change.
        try (NDArray values = weight.stopGradient()) {
          values.muli(1 - rate * decay);
        }
      }
      double spread = Math.sqrt(1 - Math.pow(BETA2, update));
      if (FusedAdam.runsIn(weight.getManager())) {
        // It adds epsilon to the corrected root.
        float epsilon = (float) (EPSILON / spread);
        FusedAdam.update(
            weight, gradient, state.get(0), state.get(1), update, rate, epsilon, BETA1, BETA2);
        Gradients.clearOf(weight);
        return;
      }
      double correction = spread / (1 - Math.pow(BETA1, update));
      weight
          .getNDArrayInternal()
          .adamUpdate(
              new NDList(weight, gradient).addAll(state),
              new NDList(weight),
              rate,
              (float) (rate * correction),
              0,
              1,
              -1,
              BETA1,
              BETA2,
              EPSILON,
              false,
              false);
    }
  }
}
