package io.github.djlseq2seq.zoo.train;

import ai.djl.util.Utils;
import com.google.gson.JsonObject;
import io.github.djlseq2seq.block.ConfigJson;
import io.github.djlseq2seq.translate.Translation;
import io.github.djlseq2seq.translate.corpus.SentencePair;
import io.github.djlseq2seq.zoo.ModelReference;
import io.github.djlseq2seq.zoo.Sandbox;
import io.github.djlseq2seq.zoo.Seq2SeqModelZoo;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.testng.Assert;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

/** Training a model of a toy language from nothing. */
public class TrainingRunTest {

  private static final List<SentencePair> PAIRS = ToyCorpus.shuffled(7);
  private static final List<SentencePair> TRAIN = PAIRS.subList(20, PAIRS.size());
  private static final List<SentencePair> VALID = PAIRS.subList(0, 20);

  private final List<Path> folders = new ArrayList<>();

  @DataProvider
  public Object[][] engines() {
    return new Object[][] {{"PyTorch"}, {"MXNet"}};
  }

  @Test(dataProvider = "engines")
  public void learnsToTranslateSentencesItHasNotSeen(String engine) throws Exception {
    Path folder = folder(engine);
    TrainingRecipe recipe =
        recipe("epochs=40", "learningRate=0.01", "model.hidden=48", "model.embedding=32");
    Path model = new TrainingRun(folder, engine, quiet()).start(recipe, TRAIN, VALID);
    int right = 0;
    try (var loaded =
            Seq2SeqModelZoo.load(
                ModelReference.parse(model.toString()),
                engine,
                String.class,
                Translation.class,
                Map.of());
        var predictor = loaded.newPredictor()) {
      for (SentencePair pair : VALID) {
        right += predictor.predict(pair.source()).text().equals(pair.target()) ? 1 : 0;
      }
    }
    Assert.assertTrue(right >= 18, right + " of 20 sentences are right");
    Assert.assertEquals(Files.readAllLines(folder.resolve("history.csv")).size(), 41);
  }

  /** The defaults, and all that is random or has a state. */
  @DataProvider
  public Object[][] enginesAndRecipes() {
    TrainingRecipe plain = recipe("epochs=3");
    TrainingRecipe rich =
        recipe(
            "epochs=3",
            "source.tokenizer=subword",
            "source.subwords=60",
            "source.reversed=true",
            "teacherForcing=0.9",
            "teacherForcingEnd=0.5",
            "model.cell=gru",
            "model.attention=additive",
            "model.inputFeeding=true",
            "model.layers=2",
            "model.layerNorm=true",
            "model.outputDropout=0.2");
    return new Object[][] {
      {"PyTorch", plain}, {"MXNet", plain}, {"PyTorch", rich}, {"MXNet", rich}
    };
  }

  @Test(dataProvider = "enginesAndRecipes")
  public void stoppedAndResumedIsAsIfNeverStopped(String engine, TrainingRecipe recipe)
      throws Exception {
    Path straight = folder(engine);
    new TrainingRun(straight, engine, quiet()).start(recipe, TRAIN, VALID);
    Path stopped = folder(engine);
    Assert.expectThrows(
        Stop.class,
        () ->
            new TrainingRun(stopped, engine, stoppingAt("epoch 2/3")).start(recipe, TRAIN, VALID));
    new TrainingRun(stopped, engine, quiet()).resume(TRAIN, VALID);
    for (String file :
        List.of(
            "checkpoint/model/model-0000.params",
            "checkpoint/optimizer.state",
            "checkpoint/progress.json",
            "model/model-0000.params")) {
      Assert.assertEquals(
          Files.mismatch(straight.resolve(file), stopped.resolve(file)), -1, "differs: " + file);
    }
  }

  @Test
  public void aTrainingIsNotOverwritten() throws Exception {
    Path folder = folder("PyTorch");
    TrainingRecipe recipe = recipe("epochs=1");
    new TrainingRun(folder, "PyTorch", quiet()).start(recipe, TRAIN, VALID);
    byte[] before = Files.readAllBytes(folder.resolve("model/model-0000.params"));
    IOException error =
        Assert.expectThrows(
            IOException.class,
            () -> new TrainingRun(folder, "PyTorch", quiet()).start(recipe, TRAIN, VALID));
    Assert.assertTrue(error.getMessage().contains("resume it"), error.getMessage());
    Assert.assertEquals(Files.readAllBytes(folder.resolve("model/model-0000.params")), before);
  }

  @Test
  public void resumingOtherDataIsAnError() throws Exception {
    Path folder = folder("PyTorch");
    new TrainingRun(folder, "PyTorch", quiet()).start(recipe("epochs=1"), TRAIN, VALID);
    IOException error =
        Assert.expectThrows(
            IOException.class,
            () -> new TrainingRun(folder, "PyTorch", quiet()).resume(TRAIN.subList(0, 50), VALID));
    Assert.assertTrue(error.getMessage().contains("have 50 pairs"), error.getMessage());
    IOException nothing =
        Assert.expectThrows(
            IOException.class,
            () -> new TrainingRun(folder("PyTorch"), "PyTorch", quiet()).resume(TRAIN, VALID));
    Assert.assertTrue(nothing.getMessage().contains("no checkpoint"), nothing.getMessage());
  }

  @Test
  public void aTrainingThatBlowsUpStopsAndLeavesItsCheckpoint() throws Exception {
    Path folder = folder("PyTorch");
    TrainingRecipe recipe = recipe("epochs=30", "learningRate=1e38", "clipNorm=1e30");
    IOException error =
        Assert.expectThrows(
            IOException.class,
            () -> new TrainingRun(folder, "PyTorch", quiet()).start(recipe, TRAIN, VALID));
    Assert.assertTrue(error.getMessage().contains("last checkpoint is whole"), error.getMessage());
    Assert.assertTrue(error.getMessage().contains("E3"), error.getMessage());
  }

  private static TrainingRecipe recipe(String... settings) {
    JsonObject small =
        ConfigJson.settings(
            List.of(
                "batchSize=16",
                "warmup=5",
                "minCount=1",
                "model.embedding=16",
                "model.hidden=24",
                "model.tied=true",
                "model.dropout=0.1"));
    return TrainingRecipe.fromJson(small, "test")
        .with(ConfigJson.settings(List.of(settings)), "test");
  }

  private Path folder(String engine) throws IOException {
    Sandbox.need(engine);
    Path folder = Files.createTempDirectory("training");
    folders.add(folder);
    return folder;
  }

  @AfterMethod
  public void deleteFolders() {
    folders.forEach(Utils::deleteQuietly);
    folders.clear();
  }

  private static PrintStream quiet() {
    return new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
  }

  /** Ends a training as a power cut would: in the middle, with nothing tidied up. */
  private static PrintStream stoppingAt(String line) {
    return new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8) {
      @Override
      public void println(String text) {
        if (text.startsWith(line)) {
          throw new Stop();
        }
      }
    };
  }

  private static final class Stop extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
