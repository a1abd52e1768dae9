package io.github.djlseq2seq.block;

import static io.github.djlseq2seq.block.TestModels.assertGradientsNear;
import static io.github.djlseq2seq.block.TestModels.assertNear;
import static org.testng.Assert.assertEquals;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import io.github.djlseq2seq.block.TestModels.Gradients;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

/** One file of parameters, two engines, the same numbers. */
public final class EnginesAgreeTest {

  private static final long SEED = 11;

  @DataProvider
  public Object[][] directionsAndConfigs() {
    Object[][] configs = TestModels.configs();
    Object[][] rows = new Object[2 * configs.length][];
    for (int i = 0; i < rows.length; i++) {
      boolean fromPytorch = i % 2 == 0;
      rows[i] =
          new Object[] {
            fromPytorch ? TestModels.PYTORCH : TestModels.MXNET,
            fromPytorch ? TestModels.MXNET : TestModels.PYTORCH,
            configs[i / 2][0]
          };
    }
    return rows;
  }

  @Test(dataProvider = "directionsAndConfigs")
  public void logProbabilitiesAndGradientsAreTheSame(String from, String to, Seq2SeqConfig config)
      throws IOException, MalformedModelException {
    TestBatch batch = TestBatch.random(SEED, config, 4);
    Path folder = Files.createTempDirectory("seq2seq");
    try (Model saved = TestModels.random(from, config, SEED);
        Model loaded = TestModels.empty(to, config)) {
      saved.save(folder, null);
      loaded.load(folder);
      assertNear(
          TestModels.logProbabilities(loaded, batch),
          TestModels.logProbabilities(saved, batch),
          1e-4,
          "log-probabilities");
      // Attaches gradients, which loading does not.
      loaded.getBlock().initialize(loaded.getNDManager(), loaded.getDataType());
      Gradients expected = TestModels.gradients(saved, batch);
      Gradients actual = TestModels.gradients(loaded, batch);
      assertEquals(actual.loss(), expected.loss(), 1e-4 * expected.loss(), "loss");
      assertGradientsNear(actual.ofParameters(), expected.ofParameters(), 1e-3, "gradients");
    } finally {
      Files.deleteIfExists(folder.resolve("tiny-0000.params"));
      Files.delete(folder);
    }
  }
}
