package io.github.djlseq2seq.block;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertTrue;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import io.github.djlseq2seq.block.recurrent.CellType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.DoubleSupplier;
import org.testng.annotations.Test;

/** The gradients of the loss are its slopes, taken as central finite differences. */
public final class GradientTest {

  private static final long SEED = 31;
  private static final Map<Seq2SeqConfig, Map<String, OptionalDouble[]>> SLOPES = new HashMap<>();
  private static final Map<Seq2SeqConfig, Long> SEEDS = new HashMap<>();

  /** Half the steps of the slopes of the block and of the formulas. */
  private static final float WIDE = 2e-2f;

  private static final double NARROW = 1e-4;

  /** Entries, of a hundred, whose step may reach over the bend of a rectifier. */
  private static final int BENT = 2;

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
    long seed = SEEDS.computeIfAbsent(config, c -> seed(engine, c));
    TestBatch batch = TestBatch.random(seed, config, 2);
    try (Model model = TestModels.random(engine, config, seed)) {
      Map<String, float[]> gradients = TestModels.gradients(model, batch).ofParameters();
      slopes(model, batch)
          .forEach(
              (name, slopes) -> {
                float[] gradient = gradients.get(name);
                for (int i = 0; i < gradient.length; i++) {
                  double expected = slopes[i].orElse(gradient[i]);
                  double allowed = 2e-5 + 1e-4 * Math.abs(expected);
                  String entry = config + ": " + name + ", entry " + i;
                  assertEquals(gradient[i], expected, allowed, entry);
                }
              });
    }
  }

  /**
   * The first seed of which no more than {@link #BENT} of a hundred entries have no slope: a unit
   * that stands right at its rectifier's bend takes all its weights with it.
   */
  private static long seed(String engine, Seq2SeqConfig config) {
    if (config.cell() != CellType.RNN_RELU) {
      return SEED;
    }
    for (long seed = SEED; seed < SEED + 10; seed++) {
      TestBatch batch = TestBatch.random(seed, config, 2);
      try (Model model = TestModels.random(engine, config, seed)) {
        List<OptionalDouble> slopes =
            slopes(model, batch).values().stream().flatMap(Arrays::stream).toList();
        long bent = slopes.stream().filter(OptionalDouble::isEmpty).count();
        if (100 * bent <= (long) BENT * slopes.size()) {
          return seed;
        }
        SLOPES.remove(config);
      }
    }
    throw new AssertionError("rectifiers bend everywhere: " + config);
  }

  /**
   * The slopes of all entries, calculated for the first engine: the others' have the same values.
   */
  private static Map<String, OptionalDouble[]> slopes(Model model, TestBatch batch) {
    return SLOPES.computeIfAbsent(
        TestModels.block(model).config(),
        config -> {
          ReferenceModel reference = new ReferenceModel(model);
          Map<String, OptionalDouble[]> slopes = new LinkedHashMap<>();
          reference
              .parameters()
              .forEach(
                  (name, values) -> {
                    OptionalDouble[] ofValues = new OptionalDouble[values.length];
                    Arrays.setAll(ofValues, i -> slope(reference, batch, name, i, NARROW));
                    slopes.put(name, ofValues);
                  });
          return slopes;
        });
  }

  /**
   * Against the slopes of the block itself, the steepest and another entry of every parameter;
   * where a rectifier bends right there, the next ones.
   *
   * <p>The loss of two sentences adds up about ten log-probabilities, whose float32 rounding is
   * some 1e-6 together, more where layers are normalized, and 1e-4 after dividing by the step of
   * 4e-2. What the curve and its bends do to so wide a step is the same for the formulas: so much
   * is taken off.
   */
  @Test(dataProvider = "enginesAndConfigs", dataProviderClass = TestModels.class)
  public void someGradientsAreTheSlopesOfTheBlock(String engine, Seq2SeqConfig config) {
    TestBatch batch = TestBatch.random(SEED, config, 2);
    Random random = new Random(SEED);
    try (Model trained = TestModels.random(engine, config, SEED);
        Model moved = TestModels.frozen(engine, config, SEED)) {
      ReferenceModel reference = new ReferenceModel(moved);
      Map<String, float[]> gradients = TestModels.gradients(trained, batch).ofParameters();
      Map<String, NDArray> arrays = TestModels.arrays(moved);
      gradients.forEach(
          (name, gradient) -> {
            List<Integer> order = byChance(gradient, random);
            int any = firstUnbent(reference, batch, name, order);
            order.sort(Comparator.comparingDouble(i -> -Math.abs(gradient[i])));
            int steepest = firstUnbent(reference, batch, name, order);
            assertTrue(gradient[steepest] != 0, "no gradient at all reached " + name);
            for (int i : new int[] {steepest, any}) {
              double wide = slope(arrays.get(name), i, () -> loss(moved, batch));
              double slope = wide - excess(reference, batch, name, i);
              double allowed = 5e-4 + 1e-3 * Math.abs(slope);
              assertEquals(gradient[i], slope, allowed, config + ": " + name + ", entry " + i);
            }
          });
    }
  }

  /** A token that no sentence holds has no say in the loss. */
  @Test(dataProvider = "engines", dataProviderClass = TestModels.class)
  public void absentTokensHaveNoGradient(String engine) {
    Seq2SeqConfig config = TestModels.config(1, true, false);
    TestBatch batch = TestBatch.of(config, new int[] {4, 5, 4}, new int[] {6});
    try (Model model = TestModels.random(engine, config, SEED)) {
      Map<String, float[]> gradients = TestModels.gradients(model, batch).ofParameters();
      float[] table = gradients.get("SourceEmbedding.table");
      for (int i = 0; i < table.length; i++) {
        int token = i / config.embedding();
        assertEquals(table[i] != 0, token == 4 || token == 5, "gradient of token " + token);
      }
    }
  }

  private static List<Integer> byChance(float[] gradient, Random random) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < gradient.length; i++) {
      order.add(i);
    }
    Collections.shuffle(order, random);
    return order;
  }

  private static int firstUnbent(
      ReferenceModel reference, TestBatch batch, String name, List<Integer> order) {
    return order.stream()
        .filter(i -> slope(reference, batch, name, i, NARROW).isPresent())
        .findFirst()
        .orElseThrow(() -> new AssertionError("rectifiers bend at all entries of " + name));
  }

  /** How much a wide step's slope is more than a narrow one's. */
  private static double excess(ReferenceModel reference, TestBatch batch, String name, int entry) {
    double narrow = slope(reference, batch, name, entry, NARROW).orElseThrow();
    double above = moved(reference, batch, name, entry, WIDE);
    return (above - moved(reference, batch, name, entry, -WIDE)) / (2 * WIDE) - narrow;
  }

  /** The slope of the formulas; none if a rectifier bends within the step, where there is none. */
  private static OptionalDouble slope(
      ReferenceModel reference, TestBatch batch, String name, int entry, double step) {
    double above = moved(reference, batch, name, entry, step);
    int bendsAbove = reference.bends();
    double below = moved(reference, batch, name, entry, -step);
    return bendsAbove == reference.bends()
        ? OptionalDouble.of((above - below) / (2 * step))
        : OptionalDouble.empty();
  }

  /** The loss of the formulas with one entry moved. */
  private static double moved(
      ReferenceModel reference, TestBatch batch, String name, int entry, double step) {
    double[] values = reference.parameters().get(name);
    double kept = values[entry];
    values[entry] = kept + step;
    double loss = reference.loss(batch);
    values[entry] = kept;
    return loss;
  }

  private static double slope(NDArray array, int entry, DoubleSupplier loss) {
    float[] values = array.toFloatArray();
    float kept = values[entry];
    float above = kept + WIDE;
    float below = kept - WIDE;
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
