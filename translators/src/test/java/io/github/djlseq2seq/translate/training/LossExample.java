package io.github.djlseq2seq.translate.training;

import static org.testng.Assert.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.djlseq2seq.block.SpecialToken;
import java.util.Arrays;
import java.util.Random;

/** Labels of unequal lengths, and log-probabilities for them. */
final class LossExample {

  private static final long SEED = 5;

  private final int[] lengths;
  private final int width;
  private final int vocabulary;
  private final long[] labels;
  private final float[] logProbabilities;

  private LossExample(
      int[] lengths, int width, int vocabulary, long[] labels, float[] logProbabilities) {
    this.lengths = lengths;
    this.width = width;
    this.vocabulary = vocabulary;
    this.labels = labels;
    this.logProbabilities = logProbabilities;
  }

  /** Sums of probabilities are 1 at real positions; {@code padding} stands at the others. */
  static LossExample random(int batch, int width, int vocabulary, float padding) {
    return random(SEED, batch, width, vocabulary, padding);
  }

  static LossExample random(long seed, int batch, int width, int vocabulary, float padding) {
    Random random = new Random(seed);
    int[] lengths = new int[batch];
    Arrays.setAll(lengths, i -> i == 0 ? width : 1 + random.nextInt(width));
    long[] labels = new long[batch * width];
    float[] values = new float[batch * width * vocabulary];
    for (int row = 0; row < labels.length; row++) {
      double[] logits = random.doubles(vocabulary, -3, 3).toArray();
      double total = Arrays.stream(logits).map(Math::exp).sum();
      int token = 3 + random.nextInt(vocabulary - 3);
      boolean real = row % width < lengths[row / width];
      labels[row] = real ? token : SpecialToken.PAD.id();
      for (int v = 0; v < vocabulary; v++) {
        values[row * vocabulary + v] = real ? (float) (logits[v] - Math.log(total)) : padding;
      }
    }
    return new LossExample(lengths, width, vocabulary, labels, values);
  }

  /** Sets a token's log-probability at every position. */
  void setAll(SpecialToken token, float value) {
    for (int row = 0; row < labels.length; row++) {
      logProbabilities[row * vocabulary + token.id()] = value;
    }
  }

  NDArray predictions(NDManager manager) {
    return manager.create(logProbabilities, new Shape(lengths.length, width, vocabulary));
  }

  NDList labelArrays(NDManager manager) {
    return new NDList(
        manager.create(labels, new Shape(lengths.length, width)),
        manager.create(Arrays.stream(lengths).asLongStream().toArray()));
  }

  NDArray loss(NDManager manager, double smoothing) {
    return new MaskedNllLoss(smoothing)
        .evaluate(labelArrays(manager), new NDList(predictions(manager)));
  }

  double expectedLoss(double smoothing) {
    double[] weights = expectedGradient(smoothing);
    double loss = 0;
    for (int i = 0; i < weights.length; i++) {
      loss += weights[i] == 0 ? 0 : weights[i] * logProbabilities[i];
    }
    return loss;
  }

  /** How many tokens there are. */
  int tokens() {
    return Arrays.stream(lengths).sum();
  }

  /** At how many of them nothing is more likely than the label. */
  int right() {
    int right = 0;
    for (int row = 0; row < labels.length; row++) {
      if (row % width < lengths[row / width]) {
        float own = logProbabilities[row * vocabulary + (int) labels[row]];
        int best = 0;
        for (int v = 0; v < vocabulary; v++) {
          best += logProbabilities[row * vocabulary + v] > own ? 1 : 0;
        }
        right += best == 0 ? 1 : 0;
      }
    }
    return right;
  }

  /** What each log-probability weighs, which is its gradient as well. */
  double[] expectedGradient(double smoothing) {
    double[] weights = new double[logProbabilities.length];
    double tokens = tokens();
    for (int row = 0; row < labels.length; row++) {
      if (row % width >= lengths[row / width]) {
        continue;
      }
      for (int v = 0; v < vocabulary; v++) {
        boolean output = v != SpecialToken.PAD.id() && v != SpecialToken.BOS.id();
        double share = output ? smoothing / (vocabulary - 2) : 0;
        double own = v == labels[row] ? 1 - smoothing : 0;
        weights[row * vocabulary + v] = -(own + share) / tokens;
      }
    }
    assertTrue(Arrays.stream(weights).anyMatch(weight -> weight < 0));
    return weights;
  }

  @Override
  public String toString() {
    return "B %d, T %d, V %d".formatted(lengths.length, width, vocabulary);
  }
}
