package io.github.djlseq2seq.zoo.train;

import io.github.djlseq2seq.block.ConfigJson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.testng.Assert;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

/** What the keys of a recipe do. */
public class RecipeKeysTest extends TrainingCase {

  @Test(dataProvider = "engines")
  public void severalBatchesMakeOneUpdateAsIfTheyWereOne(String engine) throws Exception {
    String[] plain = {
      "epochs=1", "model.dropout=0", "clipNorm=1e6", "warmup=0", "optimizer=sgd", "learningRate=0.5"
    };
    TrainingRecipe whole = recipe(plain).with(ConfigJson.settings(List.of("batchSize=105")), "t");
    TrainingRecipe parts =
        recipe(plain).with(ConfigJson.settings(List.of("batchSize=16", "accumulate=7")), "t");
    Map<String, List<Float>> expected = Parts.of(train(engine, whole).resolve("model"), engine);
    Path folder = train(engine, parts);
    Assert.assertEquals(history(folder).lastUpdate(), 1);
    Map<String, List<Float>> actual = Parts.of(folder.resolve("model"), engine);
    expected.forEach((name, values) -> near(name, actual.get(name), values));
  }

  private static void near(String name, List<Float> actual, List<Float> expected) {
    for (int i = 0; i < expected.size(); i++) {
      Assert.assertEquals(actual.get(i), expected.get(i), 1e-6f, name);
    }
  }

  @Test
  public void patienceEndsATrainingThatGetsNoBetter() throws Exception {
    Path folder =
        train(
            "PyTorch",
            recipe(
                "epochs=30",
                "learningRate=1e-9",
                "selection.by=exact",
                "selection.patience=3",
                "frozen.targetEmbedding=true"));
    List<TrainingHistory.Row> rows = history(folder).rows();
    Assert.assertTrue(rows.size() < 30, rows.size() + " validations");
    Assert.assertEquals(
        log().split("stopped early: no better for 3 validations", -1).length, 2, log());
  }

  @Test
  public void theBestIsChosenByTheScoreOfTranslations() throws Exception {
    Path folder = train("PyTorch", recipe("epochs=25", "learningRate=0.01", "selection.by=chrf"));
    List<TrainingHistory.Row> rows = history(folder).rows();
    double best = rows.stream().mapToDouble(TrainingHistory.Row::score).max().orElseThrow();
    Assert.assertTrue(best > 60, "chrF " + best);
    Assert.assertTrue(log().contains(", chrf "), log());
    Assert.assertTrue(Files.readString(folder.resolve("history.svg")).contains("validation chrf"));
  }

  @Test(dataProvider = "engines")
  public void validatesAfterSoManyUpdates(String engine) throws Exception {
    Path folder = train(engine, recipe("epochs=3", "selection.every=5"));
    Assert.assertEquals(
        history(folder).rows().stream().map(TrainingHistory.Row::update).toList(),
        List.of(5L, 10L, 15L, 20L, 21L));
  }

  @Test(dataProvider = "engines")
  public void theMeanOfTheBestModelsIsTakenWhereItIsBetter(String engine) throws Exception {
    Path folder =
        train(
            engine,
            recipe("epochs=12", "learningRate=0.02", "schedule=constant", "selection.average=4"));
    double best =
        history(folder).rows().stream().mapToDouble(TrainingHistory.Row::loss).min().orElseThrow();
    double chosen =
        Parts.with(
            folder.resolve("model"),
            engine,
            (model, text) -> HeldOutScore.loss(model, text, VALID_PAIRS, 16));
    Assert.assertTrue(log().contains("the mean of the 4 best models"), log());
    boolean taken = log().contains("it is the model");
    Assert.assertEquals(chosen < best - 1e-6, taken, chosen + " against " + best);
  }

  @Test
  public void aPlateauHalvesTheRate() throws Exception {
    Path folder =
        train("PyTorch", recipe("epochs=12", "learningRate=0.3", "warmup=0", "schedule=plateau"));
    double rate = 0.3;
    double best = Double.MAX_VALUE;
    for (TrainingHistory.Row row : history(folder).rows()) {
      rate = row.loss() < best ? rate : rate / 2;
      Assert.assertEquals(row.rate(), rate, 1e-6, "after epoch " + row.epoch());
      best = Math.min(best, row.loss());
    }
    Assert.assertTrue(rate < 0.3, "every epoch was better than the last: nothing was tested");
  }

  @Test
  public void batchesMayBeOfSoManyTokens() throws Exception {
    Path folder = train("PyTorch", recipe("epochs=1", "batchTokens=80"));
    // Targets of 6 tokens and eos: 11 pairs a batch.
    Assert.assertEquals(history(folder).lastUpdate(), 10);
  }

  @DataProvider
  public Object[][] optimizers() {
    return new Object[][] {
      {"PyTorch", "sgd"}, {"PyTorch", "adamw"}, {"MXNet", "sgd"}, {"MXNet", "adamw"}
    };
  }

  @Test(dataProvider = "optimizers")
  public void everyOptimizerLearns(String engine, String optimizer) throws Exception {
    TrainingRecipe recipe =
        optimizer.equals("sgd")
            ? recipe("epochs=15", "optimizer=sgd", "learningRate=0.5")
            : recipe("epochs=15", "optimizer=adamw", "learningRate=0.01", "weightDecay=0.01");
    Path folder = train(engine, recipe);
    List<TrainingHistory.Row> rows = history(folder).rows();
    double first = rows.get(0).loss();
    double last = rows.get(rows.size() - 1).loss();
    Assert.assertTrue(last < 0.5 * first, first + " became " + last);
  }

  @DataProvider
  public Object[][] mistakes() {
    return new Object[][] {
      {"accumulate=0", "accumulate must be positive, found 0"},
      {"batchTokens=-1", "batchTokens must be 0 or more, found -1"},
      {
        "weightDecay=0.1",
        "weightDecay must be positive, such as 0.01, if optimizer is adamw, and else 0, found 0.1"
      },
      {"selection.average=0", "selection.average must be from 1 to 50, found 0"},
      {"selection.patience=-1", "selection.patience must be 0 or more, found -1"},
      {
        "selection.by=belu",
        "\"by\" must be one of loss, bleu, chrf, wer, cer, exact, found \"belu\""
      },
      {"lerningRate=1", "unknown key \"lerningRate\"; did you mean \"learningRate\"?"},
      {"patience=3", "unknown key \"patience\"; did you mean \"selection.patience\"?"},
    };
  }

  @Test(dataProvider = "mistakes")
  public void whatCannotBeIsRefused(String setting, String message) {
    IllegalArgumentException e =
        Assert.expectThrows(IllegalArgumentException.class, () -> recipe(setting));
    Assert.assertTrue(String.valueOf(e.getMessage()).contains(message), e.getMessage());
  }
}
