package io.github.djlseq2seq.block.layer;

import ai.djl.ndarray.NDArray;

/**
 * Dropout (Srivastava et al. 2014): at training each value becomes 0 with a probability, and the
 * others grow so that the expected sum stays.
 */
public final class Dropout {

  private Dropout() {}

  /**
   * Drops values.
   *
   * @param input any array
   * @param rate the share of values to drop
   * @param training whether this is a training step; otherwise nothing is dropped
   * @return the input or what is left of it
   */
  public static NDArray apply(NDArray input, double rate, boolean training) {
    return training && rate > 0
        ? input.getNDArrayInternal().dropout(input, (float) rate, true).singletonOrThrow()
        : input;
  }
}
