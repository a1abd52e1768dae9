package io.github.djlseq2seq.zoo;

import ai.djl.inference.Predictor;
import ai.djl.repository.zoo.ZooModel;
import io.github.djlseq2seq.translate.Translation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.testng.Assert;
import org.testng.annotations.Test;

/** Every model that the project ships is whole, says under which licence, and answers. */
public class EmbeddedModelsTest {

  @Test
  public void everyModelLoadsAndAnswers() throws Exception {
    try (Sandbox sandbox = new Sandbox()) {
      List<ModelDescription> models = Seq2SeqModelZoo.list();
      for (ModelDescription model : models) {
        Assert.assertNotEquals(model.licence(), "unknown", model.toString());
        try (ZooModel<String, Translation> loaded =
                Seq2SeqModelZoo.load(
                    ModelReference.parse(model.reference()),
                    Sandbox.anyEngine(),
                    String.class,
                    Translation.class,
                    Map.of("maxLength", 5));
            Predictor<String, Translation> predictor = loaded.newPredictor()) {
          Path card = loaded.getModelPath().resolve(Seq2SeqModels.CARD_FILE);
          Assert.assertTrue(Files.readString(card).contains(model.licence()), model.toString());
          Assert.assertNotNull(predictor.predict("a"), model.toString());
        }
      }
      Assert.assertTrue(Files.exists(sandbox.path("cache")) || models.isEmpty());
    }
  }
}
