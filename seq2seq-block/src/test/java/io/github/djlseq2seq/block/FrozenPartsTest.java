package io.github.djlseq2seq.block;

import ai.djl.Model;
import ai.djl.nn.Block;
import ai.djl.util.Pair;
import java.util.LinkedHashMap;
import java.util.Map;
import org.testng.annotations.Test;

/** A part that is frozen changes nothing about what the others learn. */
public final class FrozenPartsTest {

  private static final long SEED = 57;
  private static final double RELATIVE = 1e-5;

  @Test(dataProvider = "enginesAndConfigs", dataProviderClass = TestModels.class)
  public void theOthersGradientsStayTheSame(String engine, Seq2SeqConfig config) {
    TestBatch batch = TestBatch.random(SEED, config, 3);
    try (Model model = TestModels.random(engine, config, SEED)) {
      Map<String, float[]> all = TestModels.gradients(model, batch).ofParameters();
      for (Pair<String, Block> child : model.getBlock().getChildren()) {
        String name = child.getKey().substring(2);
        if (child.getValue().getParameters().isEmpty()) {
          continue;
        }
        child.getValue().freezeParameters(true);
        Map<String, float[]> others = new LinkedHashMap<>(all);
        others.keySet().removeIf(parameter -> parameter.startsWith(name + "."));
        TestModels.assertGradientsNear(
            TestModels.gradients(model, batch).ofParameters(), others, RELATIVE, name + " frozen");
        child.getValue().freezeParameters(false);
      }
    }
  }
}
