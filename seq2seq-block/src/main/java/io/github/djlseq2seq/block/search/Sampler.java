package io.github.djlseq2seq.block.search;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Draws tokens; each sample of a sentence has a source of randomness of its own. */
final class Sampler {

  private final Sampling sampling;
  private final SplittableRandom[] random;

  Sampler(Sampling sampling, int samples) {
    this.sampling = sampling;
    // Generators of seeds in a row begin alike; those that are split off do not.
    SplittableRandom root = new SplittableRandom(sampling.seed());
    random = Stream.generate(root::split).limit(samples).toArray(SplittableRandom[]::new);
  }

  /**
   * Draws a token.
   *
   * @param sample which sample it is for
   * @param row the log-probabilities of all rows
   * @param from where this row begins
   * @param vocabulary V
   * @return the token; -1 if none may come
   */
  int draw(int sample, float[] row, int from, int vocabulary) {
    // Drawn in any case, so that no step's draw hangs on what another step had to choose from.
    double point = random[sample].nextDouble();
    int[] order = likeliest(row, from, vocabulary);
    if (order.length == 0) {
      return -1;
    }
    double[] shares = new double[order.length];
    double total = 0;
    for (int i = 0; i < order.length; i++) {
      double distance = (double) row[from + order[i]] - row[from + order[0]];
      shares[i] = Math.exp(distance / sampling.temperature());
      total += shares[i];
    }
    return order[place(shares, total, point)];
  }

  /** The tokens that may come, the likeliest first; of equals the smaller. */
  private int[] likeliest(float[] row, int from, int vocabulary) {
    long[] keys = new long[vocabulary];
    int size = 0;
    for (int token = 0; token < vocabulary; token++) {
      float value = row[from + token];
      if (value > Float.NEGATIVE_INFINITY) {
        // Log-probabilities are negative: the bits of their size rise as they fall.
        keys[size++] = (long) Float.floatToIntBits(Math.max(0, -value)) << 32 | token;
      }
    }
    Arrays.sort(keys, 0, size);
    int most = sampling.topK() == 0 ? size : Math.min(size, sampling.topK());
    return Arrays.stream(keys, 0, most).mapToInt(key -> (int) key).toArray();
  }

  /** The token at a point from 0 to 1 of what top-p leaves. */
  private int place(double[] shares, double total, double point) {
    double kept = 0;
    int size = 0;
    while (size < shares.length && (size == 0 || kept < sampling.topP() * total)) {
      kept += shares[size++];
    }
    double left = point * kept;
    for (int i = 0; i < size; i++) {
      left -= shares[i];
      if (left < 0) {
        return i;
      }
    }
    return size - 1;
  }
}
