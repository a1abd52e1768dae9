package io.github.djlseq2seq.block;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/** Vectors and matrices of the reference, in double precision. */
final class ReferenceMath {

  private ReferenceMath() {}

  /** {@code W x} of a weight that lies row by row. */
  static double[] linear(double[] x, double[] weight) {
    double[] y = new double[weight.length / x.length];
    for (int i = 0; i < y.length; i++) {
      for (int j = 0; j < x.length; j++) {
        y[i] += weight[i * x.length + j] * x[j];
      }
    }
    return y;
  }

  static double[] linear(double[] x, double[] weight, double[] bias) {
    return sum(linear(x, weight), bias);
  }

  static double[] sum(double[] x, double[] y) {
    double[] sum = new double[x.length];
    Arrays.setAll(sum, i -> x[i] + y[i]);
    return sum;
  }

  static double dot(double[] x, double[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += x[i] * y[i];
    }
    return sum;
  }

  static double[] concat(double[] a, double[] b) {
    double[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  static double[] map(double[] x, DoubleUnaryOperator function) {
    return Arrays.stream(x).map(function).toArray();
  }

  static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  static double[] logSoftmax(double[] x) {
    double largest = Arrays.stream(x).max().orElseThrow();
    double sum = Arrays.stream(x).map(v -> Math.exp(v - largest)).sum();
    return map(x, v -> v - largest - Math.log(sum));
  }

  /** Gain and bias on what has mean 0 and variance 1. */
  static double[] normalised(double[] x, double[] gain, double[] bias) {
    double mean = Arrays.stream(x).average().orElseThrow();
    double variance = Arrays.stream(x).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
    double[] y = new double[x.length];
    Arrays.setAll(y, i -> gain[i] * (x[i] - mean) / Math.sqrt(variance + 1e-5) + bias[i]);
    return y;
  }
}
