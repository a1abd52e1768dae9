package io.github.djlseq2seq.block;

import java.util.function.LongConsumer;

/** Runs random tests: with fixed seeds by default, with new and more of them in the full run. */
public final class Seeds {

  private static final int MORE = 10;

  private Seeds() {}

  /** Runs a test with several seeds; a failure names the one that it came from. */
  public static void each(int count, LongConsumer test) {
    long first = TestModels.FULL ? System.nanoTime() : 1;
    long number = TestModels.FULL ? (long) MORE * count : count;
    for (long seed = first; seed < first + number; seed++) {
      try {
        test.accept(seed);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("with seed " + seed + ": " + e.getMessage(), e);
      }
    }
  }
}
