package io.github.djlseq2seq.block;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertFalse;
import static org.testng.Assert.assertTrue;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import java.util.Map;
import org.testng.annotations.Test;

/** What parameters start from. */
public final class InitializationTest {

  private static final int SEED = 111;

  @Test(dataProvider = "enginesAndConfigs", dataProviderClass = TestModels.class)
  public void theSeedOfTheEngineSettlesEveryBit(String engine, Seq2SeqConfig config) {
    Map<String, float[]> first = initial(engine, config, SEED);
    Map<String, float[]> second = initial(engine, config, SEED);
    Map<String, float[]> other = initial(engine, config, SEED + 1);
    first.forEach(
        (name, values) -> {
          assertTrue(Arrays.equals(second.get(name), values), name + " of one seed");
          boolean constant = Arrays.equals(values, other.get(name));
          assertEquals(constant, isConstant(name), name + " of another seed is the same");
        });
  }

  /** Biases apart from those of cells, and normalisations. */
  private static boolean isConstant(String name) {
    return name.endsWith(".bias") || name.endsWith(".gain");
  }

  /** Large enough for each distribution to fill its range. */
  @Test(dataProvider = "engines", dataProviderClass = TestModels.class)
  public void distributionsAreAsStated(String engine) {
    Seq2SeqConfig config =
        Seq2SeqConfig.of(300, 200)
            .with("bridge=dense", "attention=additive", "layers=2", "layerNorm=true")
            .with("embedding=40", "hidden=50", "encoderHidden=60");
    Map<String, float[]> initial = initial(engine, config, SEED);
    assertNormal(initial, "SourceEmbedding.table", 1 / Math.sqrt(40));
    assertNormal(initial, "TargetEmbedding.table", 1 / Math.sqrt(40));
    // Half of the encoder's width in each direction.
    assertUniform(initial, "Encoder.Stack.Layer0Backward.inputWeight", 1 / Math.sqrt(30));
    assertUniform(initial, "Encoder.Stack.Layer1Forward.hiddenBias", 1 / Math.sqrt(30));
    assertUniform(initial, "Decoder.Stack.Layer0Forward.inputBias", 1 / Math.sqrt(50));
    assertUniform(initial, "Decoder.Stack.Layer1Forward.hiddenWeight", 1 / Math.sqrt(50));
    assertUniform(initial, "Bridge.State3.weight", Math.sqrt(3.0 / 60));
    assertUniform(initial, "Decoder.Attention.query", Math.sqrt(3.0 / 50));
    assertUniform(initial, "Decoder.Attention.memory", Math.sqrt(3.0 / 60));
    assertUniform(initial, "Decoder.Combine.weight", Math.sqrt(3.0 / 110));
    assertUniform(initial, "Generator.weight", Math.sqrt(3.0 / 50));
    initial.forEach(
        (name, values) -> {
          if (isConstant(name)) {
            for (float value : values) {
              assertEquals(value, name.endsWith(".gain") ? 1f : 0f, name);
            }
          }
        });
    double score = largest(initial.get("Decoder.Attention.score"));
    assertTrue(score <= Math.sqrt(3.0 / 50) && score > 0, "Decoder.Attention.score: " + score);
  }

  @Test(dataProvider = "engines", dataProviderClass = TestModels.class)
  public void featuresAndBilinearAttentionStartUniform(String engine) {
    Seq2SeqConfig config =
        Seq2SeqConfig.of(9, 11)
            .with("bridge=zero", "tied=true", "sourceFeatures=30")
            .with("embedding=40", "hidden=50", "encoderHidden=60");
    Map<String, float[]> initial = initial(engine, config, SEED);
    assertUniform(initial, "Front.weight", Math.sqrt(3.0 / 30));
    assertUniform(initial, "Decoder.Attention.weight", Math.sqrt(3.0 / 60));
    assertFalse(initial.containsKey("Generator.weight"), "tied");
  }

  private static Map<String, float[]> initial(String engine, Seq2SeqConfig config, int seed) {
    try (Model model = TestModels.empty(engine, config)) {
      Engine.getEngine(engine).setRandomSeed(seed);
      model.getBlock().initialize(model.getNDManager(), DataType.FLOAT32);
      return TestModels.parameters(model);
    }
  }

  /** Within the bound, close to it, and of its variance; 100 values or more. */
  private static void assertUniform(Map<String, float[]> initial, String name, double bound) {
    float[] values = initial.get(name);
    double largest = largest(values);
    assertTrue(largest <= bound * (1 + 1e-6), name + " has " + largest + " beyond " + bound);
    assertTrue(largest > 0.9 * bound, name + " has at most " + largest + " within " + bound);
    assertDeviation(name, values, bound / Math.sqrt(3));
  }

  private static void assertNormal(Map<String, float[]> initial, String name, double deviation) {
    assertDeviation(name, initial.get(name), deviation);
    // Of thousands of normal values some are beyond three deviations.
    assertTrue(largest(initial.get(name)) > 3 * deviation, name);
  }

  /** Within five of their own standard errors, for what is no more outlying than a normal one. */
  private static void assertDeviation(String name, float[] values, double deviation) {
    int number = values.length;
    double sum = 0;
    double squares = 0;
    for (float value : values) {
      sum += value;
      squares += (double) value * value;
    }
    double found = Math.sqrt(squares / number);
    assertEquals(sum / number, 0, 5 * deviation / Math.sqrt(number), name + ": mean");
    assertEquals(found, deviation, 5 * deviation / Math.sqrt(2.0 * number), name + ": deviation");
  }

  private static double largest(float[] values) {
    double largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }
}
