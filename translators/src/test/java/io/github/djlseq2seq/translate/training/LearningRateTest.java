package io.github.djlseq2seq.translate.training;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.expectThrows;

import ai.djl.training.tracker.Tracker;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

public class LearningRateTest {

  private static final double RELATIVE = 1e-6;

  @Test
  public void linearRisesToItsPeakAndFallsToZero() {
    Tracker rate = LearningRate.linear(0.4, 4, 13);
    double[] expected = {.1, .2, .3, .4, .36, .32, .28, .24, .2, .16, .12, .08, .04, 0, 0, 0};
    for (int update = 1; update <= expected.length; update++) {
      assertEquals(rate.getNewValue(update), expected[update - 1], 1e-7, "update " + update);
    }
  }

  @Test
  public void linearWithoutWarmUpStartsBelowItsPeak() {
    Tracker rate = LearningRate.linear(1, 0, 3);
    double[] expected = {.75, .5, .25, 0};
    for (int update = 1; update <= expected.length; update++) {
      assertEquals(rate.getNewValue(update), expected[update - 1], 1e-7, "update " + update);
    }
  }

  /** With a peak of (size warmUp)^-0.5 it is Vaswani's formula. */
  @Test
  public void inverseSquareRootIsThePapers() {
    int warmUp = 4000;
    Tracker rate = LearningRate.inverseSquareRoot(1 / Math.sqrt(512.0 * warmUp), warmUp);
    for (int update : new int[] {1, 2, 399, 3999, 4000, 4001, 16_000, 1_000_000}) {
      double expected =
          Math.min(1 / Math.sqrt(update), update * Math.pow(warmUp, -1.5)) / Math.sqrt(512);
      assertEquals(rate.getNewValue(update), expected, RELATIVE * expected, "update " + update);
    }
  }

  @Test
  public void halvingHalvesAndIsSavedByItsFactor() {
    LearningRate.Halving rate = LearningRate.halving(update -> update);
    assertEquals(rate.getNewValue(3), 3f);
    rate.reduce();
    rate.reduce();
    assertEquals(rate.getNewValue(4), 1f);
    LearningRate.Halving other = LearningRate.halving(update -> update);
    other.setFactor(rate.factor());
    assertEquals(other.getNewValue(4), 1f);
  }

  @DataProvider
  static Object[][] mistakes() {
    return new Object[][] {
      {(Runnable) () -> LearningRate.linear(0, 1, 2), "peak must be positive, found 0.0"},
      {(Runnable) () -> LearningRate.linear(1, -1, 2), "warmUp must be at least 0, found -1"},
      {
        (Runnable) () -> LearningRate.linear(1, 2, 2), "updates must be more than warmUp 2, found 2"
      },
      {
        (Runnable) () -> LearningRate.inverseSquareRoot(Double.NaN, 1),
        "peak must be positive, found NaN"
      },
      {(Runnable) () -> LearningRate.inverseSquareRoot(1, 0), "warmUp must be at least 1, found 0"},
      {
        (Runnable) () -> LearningRate.halving(Tracker.fixed(1)).setFactor(0),
        "factor must be above 0 and at most 1, found 0.0"
      },
    };
  }

  @Test(dataProvider = "mistakes")
  public void mistakesAreNamed(Runnable mistake, String message) {
    assertEquals(expectThrows(IllegalArgumentException.class, mistake::run).getMessage(), message);
  }
}
