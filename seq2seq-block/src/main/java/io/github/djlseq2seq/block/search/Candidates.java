package io.github.djlseq2seq.block.search;

/**
 * The best extensions of a sentence's hypotheses, best first; of equals the earlier hypothesis and
 * the smaller token comes first, whatever the engine.
 */
final class Candidates {

  private final double[] totals;
  private final int[] hypotheses;
  private final int[] tokens;
  private int size;

  Candidates(int capacity) {
    totals = new double[capacity];
    hypotheses = new int[capacity];
    tokens = new int[capacity];
  }

  /**
   * Offers every token after one hypothesis.
   *
   * @return a token whose log-probability is not a number or infinite, which ends the search; -1 if
   *     there is none
   */
  int offer(float[] logProbabilities, int from, int vocabulary, int hypothesis, double total) {
    float least = least(total);
    for (int token = 0; token < vocabulary; token++) {
      float value = logProbabilities[from + token];
      // Written so that it is true of NaN as well; most tokens cost one comparison.
      if (!(value <= least)) {
        if (!(value < Float.POSITIVE_INFINITY)) {
          return token;
        }
        if (insert(total + value, hypothesis, token)) {
          least = least(total);
        }
      }
    }
    return -1;
  }

  /** A log-probability up to this cannot enter. */
  private float least(double total) {
    return size < totals.length
        ? Float.NEGATIVE_INFINITY
        : Math.nextDown((float) (totals[size - 1] - total));
  }

  private boolean insert(double total, int hypothesis, int token) {
    if (size == totals.length && total <= totals[size - 1]) {
      return false;
    }
    int place = size < totals.length ? size++ : size - 1;
    while (place > 0 && totals[place - 1] < total) {
      totals[place] = totals[place - 1];
      hypotheses[place] = hypotheses[place - 1];
      tokens[place] = tokens[place - 1];
      place--;
    }
    totals[place] = total;
    hypotheses[place] = hypothesis;
    tokens[place] = token;
    return true;
  }

  int size() {
    return size;
  }

  double total(int rank) {
    return totals[rank];
  }

  int hypothesis(int rank) {
    return hypotheses[rank];
  }

  int token(int rank) {
    return tokens[rank];
  }
}
