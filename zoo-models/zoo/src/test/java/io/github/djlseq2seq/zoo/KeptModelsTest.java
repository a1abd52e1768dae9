package io.github.djlseq2seq.zoo;

import ai.djl.inference.Predictor;
import ai.djl.repository.zoo.ZooModel;
import io.github.djlseq2seq.translate.Translation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.testng.Assert;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

/**
 * A model of each format that was ever published, never written again: it must load and answer as
 * it did, whatever keys and parameters later releases have.
 */
public class KeptModelsTest {

  private static final Path MODELS = Path.of("src/test/resources/models");

  /** A folder for each format, and what its model makes of {@link #SOURCE}, with what score. */
  @DataProvider
  public Object[][] enginesAndModels() {
    return new Object[][] {
      {"PyTorch", "format-1", "We sees the green cat.", -9.52994e-4},
      {"MXNet", "format-1", "We sees the green cat.", -9.52994e-4}
    };
  }

  private static final String SOURCE = "Nous voit le chat vert.";

  @Test(dataProvider = "enginesAndModels")
  public void aPublishedModelKeepsAnswering(String engine, String folder, String text, double score)
      throws Exception {
    Sandbox.need(engine);
    try (ZooModel<String, Translation> model =
            Seq2SeqModelZoo.load(
                ModelReference.parse(MODELS.resolve(folder).toString()),
                engine,
                String.class,
                Translation.class,
                Map.of());
        Predictor<String, Translation> predictor = model.newPredictor()) {
      Translation translation = predictor.predict(SOURCE);
      Assert.assertEquals(translation.text(), text);
      Assert.assertEquals(translation.score(), score, 1e-5);
    }
  }

  @Test
  public void everyKeptModelIsTested() throws Exception {
    try (var kept = Files.list(MODELS)) {
      Assert.assertEquals(2 * kept.count(), enginesAndModels().length);
    }
  }
}
