package io.github.djlseq2seq.zoo.train;

import io.github.djlseq2seq.block.ConfigJson;
import io.github.djlseq2seq.block.Seq2SeqConfig;
import io.github.djlseq2seq.translate.ModelText;
import io.github.djlseq2seq.translate.Translation;
import io.github.djlseq2seq.translate.corpus.Corpus;
import io.github.djlseq2seq.translate.corpus.SentencePair;
import io.github.djlseq2seq.zoo.ModelReference;
import io.github.djlseq2seq.zoo.Seq2SeqModelZoo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.testng.Assert;
import org.testng.annotations.Test;

/** Training a model of a toy language from nothing, and from a model. */
public class TrainingRunTest extends TrainingCase {

  @Test(dataProvider = "engines")
  public void learnsToTranslateSentencesItHasNotSeen(String engine) throws Exception {
    Path folder =
        train(
            engine,
            recipe("epochs=40", "learningRate=0.01", "model.hidden=48", "model.embedding=32"));
    int right = right(folder.resolve("model"), engine, VALID_PAIRS);
    Assert.assertTrue(right >= 18, right + " of 20 sentences are right");
    Assert.assertEquals(history(folder).rows().size(), 40);
    Assert.assertTrue(Files.readString(folder.resolve("history.svg")).contains("<polyline"));
  }

  @Test(dataProvider = "engines")
  public void goesOnFromAModel(String engine) throws Exception {
    Path first = train(engine, recipe("epochs=20", "learningRate=0.01")).resolve("model");
    double before = loss(first, engine);
    Path folder = folder();
    TrainingRecipe recipe =
        recipe(
            "epochs=5", "learningRate=0.01", "frozen.encoder=true", "frozen.sourceEmbedding=true");
    run(folder, engine).start(recipe, first, TRAIN, VALID);
    Assert.assertTrue(
        history(folder).rows().get(0).loss() < before * 1.5, "it did not start from the model");
    Assert.assertTrue(loss(folder.resolve("model"), engine) < before, "it learnt nothing");
    for (String part : List.of("Encoder", "SourceEmbedding")) {
      Assert.assertEquals(
          Parts.of(folder.resolve("checkpoint/model"), engine, part),
          Parts.of(first, engine, part));
    }
    Assert.assertNotEquals(
        Parts.of(folder.resolve("checkpoint/model"), engine, "Decoder"),
        Parts.of(first, engine, "Decoder"));
  }

  /** A small corpus gives fewer pieces than were asked for. */
  @Test
  public void aModelOfSubwordsGoesOn() throws Exception {
    Path first =
        train("PyTorch", recipe("epochs=1", "source.tokenizer=subword", "source.subwords=500"))
            .resolve("model");
    Seq2SeqConfig config =
        Seq2SeqConfig.fromJson(ConfigJson.text(first.resolve("config.json")), "config.json");
    Assert.assertTrue(config.sourceVocabulary() < 500, "" + config);
    TrainingRecipe start = TrainingRecipe.fineTuning(config, ModelText.read(first), first);
    start.checkKeeps(start);
    Path folder = folder();
    run(folder, "PyTorch").start(start, first, TRAIN, VALID);
    Assert.assertTrue(Files.exists(folder.resolve("model/source.bpe")));
    IllegalArgumentException error =
        Assert.expectThrows(
            IllegalArgumentException.class,
            () ->
                start
                    .with(ConfigJson.settings(List.of("sourceVectors=x.txt")), "--set")
                    .checkKeeps(start));
    Assert.assertTrue(error.getMessage().contains("sourceVectors must stay"), "" + error);
  }

  @Test
  public void aModelCardThatIsWrittenMeanwhileStays() throws Exception {
    Path folder = folder();
    TrainingRecipe recipe = recipe("epochs=2", "learningRate=0.01");
    TrainingRun first = run(folder, "PyTorch");
    first.requestStop();
    first.start(recipe, null, TRAIN, VALID);
    Files.createDirectories(folder.resolve("model"));
    Path card = Files.writeString(folder.resolve("model/README.md"), "# Mine\n");
    run(folder, "PyTorch").resume(TRAIN, VALID);
    Assert.assertEquals(Files.readString(card), "# Mine\n");
    Assert.assertTrue(Files.exists(folder.resolve("model/model-0000.params")));
  }

  @Test
  public void aNewModelHasNoPrefix() throws Exception {
    IllegalArgumentException error =
        Assert.expectThrows(
            IllegalArgumentException.class, () -> train("PyTorch", recipe("source.prefix=x")));
    Assert.assertTrue(error.getMessage().contains("source.prefix must be empty"), "" + error);
  }

  @Test
  public void aTrainingIsNotOverwritten() throws Exception {
    TrainingRecipe recipe = recipe("epochs=1");
    Path folder = train("PyTorch", recipe);
    byte[] before = parameters(folder.resolve("model"));
    IOException error =
        Assert.expectThrows(
            IOException.class, () -> run(folder, "PyTorch").start(recipe, null, TRAIN, VALID));
    Assert.assertTrue(error.getMessage().contains("resume it"), error.getMessage());
    Assert.assertEquals(parameters(folder.resolve("model")), before);
  }

  @Test
  public void pairsThatAreAllTooLongAreAnError() throws Exception {
    TrainingRecipe recipe = recipe("source.maxTokens=2");
    IOException error = Assert.expectThrows(IOException.class, () -> train("PyTorch", recipe));
    Assert.assertEquals(
        error.getMessage(),
        "the training data have no pair that the model can read; left out 105 with a source of more than source.maxTokens");
  }

  @Test
  public void whatIsLeftOutIsTold() throws Exception {
    Path file =
        Files.writeString(
            folder().resolve("bad.tsv"), "un\tone\nno tab\n\tblank\ndeux mots ici\ttwo\n");
    Path folder = folder();
    TrainingRecipe recipe = recipe("epochs=1", "source.maxTokens=2");
    run(folder, "PyTorch").start(recipe, null, Corpus.of(file, true), VALID_SHORT);
    Assert.assertTrue(
        log().contains("training: 1 pairs; left out 1 with a source of more than source.maxTokens"),
        log());
    Assert.assertTrue(log().contains("1 bad lines, columns"), log());
    Assert.assertTrue(log().contains("1 bad lines, blank_source"), log());
  }

  private static final Corpus VALID_SHORT = Corpus.of(List.of(new SentencePair("un", "one")));

  @Test
  public void aTrainingThatBlowsUpStopsAndLeavesItsCheckpoint() throws Exception {
    Path folder = folder();
    TrainingRecipe recipe = recipe("epochs=30", "learningRate=1e38", "clipNorm=1e30");
    IOException error =
        Assert.expectThrows(
            IOException.class, () -> run(folder, "PyTorch").start(recipe, null, TRAIN, VALID));
    Assert.assertTrue(error.getMessage().contains("last checkpoint is whole"), error.getMessage());
    Assert.assertTrue(error.getMessage().contains("E3"), error.getMessage());
  }

  private static int right(Path model, String engine, List<SentencePair> pairs) throws Exception {
    int right = 0;
    try (var loaded =
            Seq2SeqModelZoo.load(
                ModelReference.parse(model.toString()),
                engine,
                String.class,
                Translation.class,
                Map.of());
        var predictor = loaded.newPredictor()) {
      for (SentencePair pair : pairs) {
        right += predictor.predict(pair.source()).text().equals(pair.target()) ? 1 : 0;
      }
    }
    return right;
  }

  private static double loss(Path model, String engine) throws Exception {
    return Parts.with(
        model, engine, (loaded, text) -> HeldOutScore.loss(loaded, text, VALID_PAIRS, 16));
  }
}
