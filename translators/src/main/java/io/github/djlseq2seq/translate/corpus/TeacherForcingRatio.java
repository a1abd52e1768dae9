package io.github.djlseq2seq.translate.corpus;

/**
 * How often a decoder in training reads the true last token instead of the one that it would have
 * chosen itself (scheduled sampling, Bengio et al. 2015, with linear decay).
 *
 * @param start the probability at the first update, from 0 to 1; 1 is plain teacher forcing
 * @param end the probability at the last update, from 0 to 1
 */
public record TeacherForcingRatio(double start, double end) {

  /** Always the true token: all steps of a decoder without input feeding run in one call. */
  public static final TeacherForcingRatio ALWAYS = new TeacherForcingRatio(1, 1);

  /**
   * Checks the values.
   *
   * @param start the probability at the first update
   * @param end the probability at the last update
   * @throws IllegalArgumentException if one is not a probability
   */
  public TeacherForcingRatio {
    check("start", start);
    check("end", end);
  }

  private static void check(String name, double ratio) {
    if (!(ratio >= 0 && ratio <= 1)) {
      throw new IllegalArgumentException(name + " must be from 0 to 1, found " + ratio);
    }
  }

  /**
   * Returns the ratio at an update, on the line from {@code start} to {@code end}.
   *
   * @param update the update's number, from 0
   * @param updates the number of all updates
   * @return the probability
   */
  public double at(long update, long updates) {
    return updates < 2
        ? start
        : start + (end - start) * Math.min(1, (double) update / (updates - 1));
  }
}
