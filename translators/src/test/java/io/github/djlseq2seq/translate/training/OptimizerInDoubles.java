package io.github.djlseq2seq.translate.training;

/**
 * The optimizers' formulas for one parameter: gradient descent with Polyak's momentum, Adam
 * (algorithm 1 of Kingma and Ba 2015, in the form of its section 2) and AdamW (algorithm 2 of
 * Loshchilov and Hutter 2019).
 */
final class OptimizerInDoubles {

  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;

  private final TestOptimizer kind;
  private final boolean decays;
  private final double[] values;
  private final double[] mean;
  private final double[] variance;
  private int updates;

  /** One whose parameter starts from given values, of one dimension or more. */
  OptimizerInDoubles(TestOptimizer kind, float[] start, int dimensions) {
    this.kind = kind;
    decays = dimensions > 1;
    values = new double[start.length];
    for (int i = 0; i < start.length; i++) {
      values[i] = start[i];
    }
    mean = new double[start.length];
    variance = new double[start.length];
  }

  void update(float[] gradient, double rate) {
    updates++;
    for (int i = 0; i < values.length; i++) {
      values[i] -=
          switch (kind) {
            case SGD -> rate * gradient[i];
            case MOMENTUM -> {
              mean[i] = TestOptimizer.RATE_OF_MOMENTUM * mean[i] + gradient[i];
              yield rate * mean[i];
            }
            case ADAM -> adam(i, gradient[i], rate);
            case ADAMW -> {
              double decay = decays ? rate * TestOptimizer.DECAY * values[i] : 0;
              yield adam(i, gradient[i], rate) + decay;
            }
          };
    }
  }

  private double adam(int i, double gradient, double rate) {
    double correction = Math.sqrt(1 - Math.pow(BETA2, updates)) / (1 - Math.pow(BETA1, updates));
    mean[i] = BETA1 * mean[i] + (1 - BETA1) * gradient;
    variance[i] = BETA2 * variance[i] + (1 - BETA2) * gradient * gradient;
    return rate * correction * mean[i] / (Math.sqrt(variance[i]) + 1e-8);
  }

  double[] values() {
    return values.clone();
  }
}
