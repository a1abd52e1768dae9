package io.github.djlseq2seq.block;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertTrue;

import ai.djl.Model;
import java.util.Arrays;
import org.testng.annotations.Test;

/** What the next token depends on, and what not. */
public final class DependenceTest {

  private static final long SEED = 51;
  private static final int[] SOURCE = {4, 5, 6, 7};
  private static final int[] TARGET = {4, 5, 6, 7, 8};

  /** A change that float32 rounding cannot make. */
  private static final double VISIBLE = 1e-4;

  @Test(dataProvider = "enginesAndConfigs", dataProviderClass = TestModels.class)
  public void everySourceTokenMattersAtEveryStep(String engine, Seq2SeqConfig config) {
    try (Model model = TestModels.frozen(engine, config, SEED)) {
      float[][] before = steps(model, SOURCE, TARGET);
      for (int i = 0; i < SOURCE.length; i++) {
        int[] source = SOURCE.clone();
        source[i] = 8;
        float[][] after = steps(model, source, TARGET);
        for (int t = 0; t < before.length; t++) {
          assertTrue(
              difference(before[t], after[t]) > VISIBLE,
              "source token %d does not matter at step %d".formatted(i, t));
        }
      }
    }
  }

  @Test(dataProvider = "enginesAndConfigs", dataProviderClass = TestModels.class)
  public void theOrderOfTheSourceMatters(String engine, Seq2SeqConfig config) {
    try (Model model = TestModels.frozen(engine, config, SEED)) {
      float[][] before = steps(model, SOURCE, TARGET);
      float[][] after = steps(model, new int[] {7, 6, 5, 4}, TARGET);
      assertTrue(difference(before[0], after[0]) > VISIBLE, "reversed source");
    }
  }

  @Test(dataProvider = "enginesAndConfigs", dataProviderClass = TestModels.class)
  public void aTargetTokenMattersAfterItAndNotBefore(String engine, Seq2SeqConfig config) {
    try (Model model = TestModels.frozen(engine, config, SEED)) {
      float[][] before = steps(model, SOURCE, TARGET);
      for (int i = 0; i < TARGET.length; i++) {
        int[] target = TARGET.clone();
        target[i] = 9;
        float[][] after = steps(model, SOURCE, target);
        for (int t = 0; t < before.length; t++) {
          double difference = difference(before[t], after[t]);
          String what = "target token %d at step %d".formatted(i, t);
          // Step t reads bos and the target up to token t - 1.
          if (t <= i) {
            assertEquals(difference, 0, 1e-6, what);
          } else {
            assertTrue(difference > VISIBLE, what);
          }
        }
      }
    }
  }

  /** The log-probabilities of each step. */
  private static float[][] steps(Model model, int[] source, int[] target) {
    float[] all =
        TestModels.logProbabilities(
            model, TestBatch.of(TestModels.block(model).config(), source, target));
    int vocabulary = all.length / (target.length + 1);
    float[][] steps = new float[target.length + 1][];
    Arrays.setAll(steps, t -> Arrays.copyOfRange(all, t * vocabulary, (t + 1) * vocabulary));
    return steps;
  }

  private static double difference(float[] a, float[] b) {
    double largest = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs((double) a[i] - b[i]));
    }
    return largest;
  }
}
