package io.github.djlseq2seq.translate.training;

import ai.djl.training.tracker.PolynomialDecayTracker;
import ai.djl.training.tracker.Tracker;

/**
 * Learning rates by the number of the update, from 1; {@link Tracker#fixed} is the constant one.
 */
public final class LearningRate {

  private LearningRate() {}

  /**
   * Rises in a straight line to a peak and falls in a straight line to zero.
   *
   * @param peak the rate of update {@code warmUp}
   * @param warmUp over how many updates it rises; 0 for not at all
   * @param updates the number of all updates, more than {@code warmUp}; the rate of the one after
   *     the last is zero
   * @return the rate
   * @throws IllegalArgumentException if a value is out of range
   */
  public static Tracker linear(double peak, int warmUp, int updates) {
    checkPeak(peak);
    checkAtLeast("warmUp", 0, warmUp);
    if (updates <= warmUp) {
      throw new IllegalArgumentException(
          "updates must be more than warmUp %d, found %d".formatted(warmUp, updates));
    }
    Tracker decay =
        PolynomialDecayTracker.builder()
            .setBaseValue((float) peak)
            .setEndLearningRate(0)
            .setDecaySteps(updates - warmUp + 1)
            .build();
    return Tracker.warmUp().optWarmUpSteps(warmUp).setMainTracker(decay).build();
  }

  /**
   * Rises in a straight line to a peak and stays.
   *
   * @param peak the rate of update {@code warmUp} and all after it
   * @param warmUp over how many updates it rises; 0 for not at all
   * @return the rate
   * @throws IllegalArgumentException if a value is out of range
   */
  public static Tracker constant(double peak, int warmUp) {
    checkPeak(peak);
    checkAtLeast("warmUp", 0, warmUp);
    Tracker fixed = Tracker.fixed((float) peak);
    return Tracker.warmUp().optWarmUpSteps(warmUp).setMainTracker(fixed).build();
  }

  /**
   * Rises in a straight line to a peak and falls with the inverse square root of the update's
   * number (Vaswani et al. 2017, section 5.3), {@code peak min(u / warmUp, sqrt(warmUp / u))}.
   *
   * @param peak the rate of update {@code warmUp}
   * @param warmUp over how many updates it rises, at least 1
   * @return the rate
   * @throws IllegalArgumentException if a value is out of range
   */
  public static Tracker inverseSquareRoot(double peak, int warmUp) {
    checkPeak(peak);
    checkAtLeast("warmUp", 1, warmUp);
    return update ->
        (float) (peak * Math.min((double) update / warmUp, Math.sqrt((double) warmUp / update)));
  }

  /**
   * A rate that whoever watches the training halves when it no longer gets better.
   *
   * @param base the rate before it is halved, for example {@link Tracker#fixed}
   * @return the rate
   */
  public static Halving halving(Tracker base) {
    return new Halving(base);
  }

  /** A rate times a factor that starts at 1 and can be halved; save it by the factor. */
  public static final class Halving implements Tracker {

    private final Tracker base;
    private double factor = 1;

    private Halving(Tracker base) {
      this.base = base;
    }

    @Override
    public float getNewValue(int numUpdate) {
      return (float) (base.getNewValue(numUpdate) * factor);
    }

    /** Halves the rate from the next update on. */
    public void reduce() {
      factor /= 2;
    }

    /**
     * Returns what the base rate is multiplied with.
     *
     * @return the factor
     */
    public double factor() {
      return factor;
    }

    /**
     * Sets what the base rate is multiplied with.
     *
     * @param factor the factor, above 0 and at most 1
     * @throws IllegalArgumentException if it is out of range
     */
    public void setFactor(double factor) {
      if (!(factor > 0 && factor <= 1)) {
        throw new IllegalArgumentException("factor must be above 0 and at most 1, found " + factor);
      }
      this.factor = factor;
    }
  }

  private static void checkPeak(double peak) {
    if (!(peak > 0 && peak <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException("peak must be positive, found " + peak);
    }
  }

  private static void checkAtLeast(String name, int least, int value) {
    if (value < least) {
      throw new IllegalArgumentException(
          "%s must be at least %d, found %d".formatted(name, least, value));
    }
  }
}
