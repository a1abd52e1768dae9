package io.github.djlseq2seq.block;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertTrue;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleSupplier;
import org.testng.annotations.Test;

/** The gradients of the loss are its slopes, taken as central finite differences. */
public final class GradientTest {

  private static final long SEED = 31;

  /**
   * Against the slopes of the reference, every entry of every parameter.
   *
   * <p>In double precision both errors of a difference over 2e-4, the curve's (1e-8 times its third
   * derivative) and the rounding's (1e-15 / 2e-4), are far below those of float32 gradients: some
   * dozen terms of size 1, of a relative error of 1e-7 each, which MXNet's approximate exponential
   * makes 1e-6.
   */
  @Test(dataProvider = "enginesAndConfigs", dataProviderClass = TestModels.class)
  public void everyGradientIsTheSlopeOfTheFormulas(String engine, Seq2SeqConfig config) {
    TestBatch batch = TestBatch.random(SEED, config, 2);
    try (Model model = TestModels.random(engine, config, SEED)) {
      Map<String, float[]> gradients = TestModels.gradients(model, batch).ofParameters();
      ReferenceModel reference = new ReferenceModel(model);
      reference
          .parameters()
          .forEach(
              (name, values) -> {
                for (int i = 0; i < values.length; i++) {
                  double kept = values[i];
                  values[i] = kept + 1e-4;
                  double above = reference.loss(batch);
                  values[i] = kept - 1e-4;
                  double slope = (above - reference.loss(batch)) / 2e-4;
                  values[i] = kept;
                  double allowed = 2e-5 + 1e-4 * Math.abs(slope);
                  assertEquals(gradients.get(name)[i], slope, allowed, name + ", entry " + i);
                }
              });
    }
  }

  /**
   * Against the slopes of the block itself, some entries of every parameter.
   *
   * <p>The loss of two sentences adds up about ten log-probabilities, whose float32 rounding is
   * about 1e-6 together and 1e-4 after dividing by the step of 2e-2; the curve's own error is 1e-2
   * squared by a sixth of its third derivative, again about 1e-4.
   */
  @Test(dataProvider = "enginesAndConfigs", dataProviderClass = TestModels.class)
  public void someGradientsAreTheSlopesOfTheBlock(String engine, Seq2SeqConfig config) {
    TestBatch batch = TestBatch.random(SEED, config, 2);
    Random random = new Random(SEED);
    try (Model trained = TestModels.random(engine, config, SEED);
        Model moved = TestModels.frozen(engine, config, SEED)) {
      Map<String, float[]> gradients = TestModels.gradients(trained, batch).ofParameters();
      Map<String, NDArray> arrays = TestModels.arrays(moved);
      gradients.forEach(
          (name, gradient) -> {
            for (int i : new int[] {steepest(gradient), random.nextInt(gradient.length)}) {
              double slope = slope(arrays.get(name), i, () -> loss(moved, batch));
              double allowed = 5e-4 + 1e-3 * Math.abs(slope);
              assertEquals(gradient[i], slope, allowed, name + ", entry " + i);
            }
          });
    }
  }

  /** A token that no sentence holds has no say in the loss. */
  @Test(dataProvider = "engines", dataProviderClass = TestModels.class)
  public void absentTokensHaveNoGradient(String engine) {
    Seq2SeqConfig config = TestModels.config(1, true, false);
    TestBatch batch = TestBatch.of(new int[] {4, 5, 4}, new int[] {6});
    try (Model model = TestModels.random(engine, config, SEED)) {
      Map<String, float[]> gradients = TestModels.gradients(model, batch).ofParameters();
      float[] table = gradients.get("SourceEmbedding.table");
      for (int i = 0; i < table.length; i++) {
        int token = i / config.embedding();
        assertEquals(table[i] != 0, token == 4 || token == 5, "gradient of token " + token);
      }
    }
  }

  private static int steepest(float[] gradient) {
    int best = 0;
    for (int i = 1; i < gradient.length; i++) {
      best = Math.abs(gradient[i]) > Math.abs(gradient[best]) ? i : best;
    }
    assertTrue(gradient[best] != 0, "no gradient at all");
    return best;
  }

  private static double slope(NDArray array, int entry, DoubleSupplier loss) {
    float[] values = array.toFloatArray();
    float kept = values[entry];
    float above = kept + 1e-2f;
    float below = kept - 1e-2f;
    values[entry] = above;
    array.set(values);
    double lossAbove = loss.getAsDouble();
    values[entry] = below;
    array.set(values);
    double lossBelow = loss.getAsDouble();
    values[entry] = kept;
    array.set(values);
    // The step as float32 has it.
    return (lossAbove - lossBelow) / ((double) above - below);
  }

  /** The loss summed in double precision: a float32 sum of this size would add to the noise. */
  private static double loss(Model model, TestBatch batch) {
    float[] logProbabilities = TestModels.logProbabilities(model, batch);
    int width = batch.targetWidth();
    int vocabulary = logProbabilities.length / (width * batch.size());
    double sum = 0;
    for (int i = 0; i < batch.size(); i++) {
      int[] labels = batch.labels(i);
      for (int t = 0; t < labels.length; t++) {
        sum -= logProbabilities[(i * width + t) * vocabulary + labels[t]];
      }
    }
    return sum;
  }
}
