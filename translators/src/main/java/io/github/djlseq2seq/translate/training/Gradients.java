package io.github.djlseq2seq.translate.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;

/**
 * Changes gradients in their own memory.
 *
 * <p>On PyTorch DJL's {@code copyTo} and {@code set(Buffer)} put memory of Java's in place of the
 * array's own and keep it no longer than the Java object, which of a gradient is a passing one: the
 * next backward pass would then write to memory that is freed.
 */
public final class Gradients {

  private static final NDIndex ALL = new NDIndex("...");

  private Gradients() {}

  /**
   * Sets a gradient to zero, whatever is in it.
   *
   * @param gradient the gradient, or another array
   */
  public static void clear(NDArray gradient) {
    // DJL makes arrays on the way.
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      gradient.set(ALL, 0);
    }
  }

  /**
   * Sets a parameter's gradient to zero, if it has one.
   *
   * @param weight the parameter
   */
  static void clearOf(NDArray weight) {
    if (!weight.hasGradient()) {
      return;
    }
    try (NDArray gradient = weight.getGradient()) {
      clear(gradient);
    }
  }

  /**
   * Sets a gradient.
   *
   * @param gradient the gradient, or another array
   * @param values what it is to be, of the same shape
   */
  public static void set(NDArray gradient, NDArray values) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      gradient.set(ALL, values);
    }
  }
}
