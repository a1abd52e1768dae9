package io.github.djlseq2seq.block.search;

/**
 * By what a hypothesis' log-probability is divided, so that long ones are not at a disadvantage.
 */
public enum LengthNorm {
  /** {@code length^alpha}; with alpha 1 the average over the tokens. */
  AVERAGE {
    @Override
    double divisor(int length, double alpha) {
      return Math.pow(length, alpha);
    }
  },

  /** {@code ((5 + length) / 6)^alpha} (Wu et al. 2016, equation 14). */
  GNMT {
    @Override
    double divisor(int length, double alpha) {
      return Math.pow((5.0 + length) / 6, alpha);
    }
  };

  /** Never falls as the length grows. */
  abstract double divisor(int length, double alpha);
}
