package io.github.djlseq2seq.translate.training;

/** Algorithm 1 of Kingma and Ba (2015), in the form of its section 2, for one parameter. */
final class AdamInDoubles {

  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;

  private final double[] values;
  private final double[] mean;
  private final double[] variance;
  private int updates;

  AdamInDoubles(float[] start) {
    values = new double[start.length];
    for (int i = 0; i < start.length; i++) {
      values[i] = start[i];
    }
    mean = new double[start.length];
    variance = new double[start.length];
  }

  void update(float[] gradient, double rate) {
    updates++;
    double correction = Math.sqrt(1 - Math.pow(BETA2, updates)) / (1 - Math.pow(BETA1, updates));
    for (int i = 0; i < values.length; i++) {
      mean[i] = BETA1 * mean[i] + (1 - BETA1) * gradient[i];
      variance[i] = BETA2 * variance[i] + (1 - BETA2) * gradient[i] * gradient[i];
      values[i] -= rate * correction * mean[i] / (Math.sqrt(variance[i]) + 1e-8);
    }
  }

  double[] values() {
    return values.clone();
  }
}
