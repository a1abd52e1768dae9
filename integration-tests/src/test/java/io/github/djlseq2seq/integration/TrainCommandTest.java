package io.github.djlseq2seq.integration;

import ai.djl.util.Utils;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.testng.Assert;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

/** {@code seq2seq train}, from good options and from bad ones. */
public class TrainCommandTest {

  private static final String PAIRS = "un chat\ta cat\nun chien\ta dog\nun mur\ta wall\n";

  private Path folder;
  private Path data;

  @BeforeMethod
  public void makeFolder() throws Exception {
    folder = Files.createTempDirectory("seq2seq-train");
    data = Files.writeString(folder.resolve("data.tsv"), PAIRS.repeat(8));
  }

  @AfterMethod
  public void deleteFolder() {
    Utils.deleteQuietly(folder);
  }

  private CommandLine.Result train(String out, String... more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("train", "--train", data.toString()));
    arguments.addAll(List.of("--valid", data.toString(), "--out", folder.resolve(out).toString()));
    arguments.addAll(List.of(more));
    return CommandLine.run(arguments.toArray(String[]::new));
  }

  @Test
  public void whatIsNotSetFollowsFromTheDataAndIsTold() throws Exception {
    CommandLine.Result result =
        train("run", "--set", "epochs=2", "--set", "minCount=1", "--set", "model.hidden=8");
    Assert.assertEquals(result.code(), 0, result.err());
    Assert.assertTrue(
        result.err().contains("24 pairs, sources of 2.0 words on average, hence preset sentences"),
        result.err());
    Assert.assertTrue(result.err().contains("epoch 2/2"), result.err());
  }

  @Test
  public void showsTheRecipeThatTheDataGive() throws Exception {
    Path words = Files.writeString(folder.resolve("words.tsv"), "가게\tk a k e\n".repeat(30));
    CommandLine.Result result =
        CommandLine.run("train", "--show-recipe", "--train", words.toString());
    Assert.assertEquals(result.code(), 0, result.err());
    Assert.assertTrue(result.out().contains("\"tokenizer\":\"jamo\""), result.out());
    CommandLine.Result preset =
        CommandLine.run(
            "train", "--show-recipe", "--train", words.toString(), "--preset", "sentences");
    Assert.assertFalse(preset.out().contains("jamo"), preset.out());
  }

  @Test
  public void goesOnFromAModelOfTheZoo() throws Exception {
    CommandLine.Result result =
        train(
            "tuned",
            "--from",
            "translation:source=fr,target=en",
            "--set",
            "epochs=1",
            "--set",
            "frozen.encoder=true");
    Assert.assertEquals(result.code(), 0, result.err());
    String model = folder.resolve("tuned/model").toString();
    CommandLine.Result answer = CommandLine.run("translate", "--model", model, "Il pleut.");
    Assert.assertEquals(answer.out(), "It's raining.\n", answer.err());
  }

  @Test
  public void aRunThatIsThereIsResumedOrLeftAlone() throws Exception {
    String[] settings = {"--set", "epochs=1", "--set", "model.hidden=8"};
    Assert.assertEquals(train("run", settings).code(), 0);
    CommandLine.Result again = train("run", settings);
    Assert.assertEquals(again.code(), 1);
    Assert.assertTrue(again.err().contains("resume it"), again.err());
    CommandLine.Result resumed = train("run", "--resume");
    Assert.assertEquals(resumed.code(), 0, resumed.err());
    Assert.assertTrue(resumed.err().contains("resumed after update"), resumed.err());
  }

  @DataProvider
  public Object[][] mistakes() {
    String from = "translation:source=fr,target=en";
    return new Object[][] {
      {"--set model.hiden=8", "did you mean \"hidden\"?"},
      {"--set hidden=8", "did you mean \"model.hidden\"?"},
      {"--set epochs=many", "\"epochs\" must be a whole number, found \"many\""},
      {"--preset words", "--preset"},
      {"--checkpoint-minutes -1", "--checkpoint-minutes must be 0 or more, found -1"},
      {"--resume --set epochs=3", "--resume goes on with the checkpoint's recipe"},
      {"--from " + from + " --set model.hidden=8", "model.hidden must stay 256"},
      {"--from " + from + " --preset sentences", "--preset is for a new model"},
    };
  }

  @Test(dataProvider = "mistakes")
  public void wrongUsageSaysWhatWouldBeRight(String options, String message) throws Exception {
    CommandLine.Result result = train("run", options.split(" ", -1));
    Assert.assertEquals(result.code(), 2, result.err());
    Assert.assertTrue(result.err().contains(message), result.err());
    Assert.assertFalse(Files.exists(folder.resolve("run")), "a folder was made");
  }

  @Test
  public void whatIsNotThereIsNamed() throws Exception {
    CommandLine.Result resumed = train("none", "--resume");
    Assert.assertEquals(resumed.code(), 1);
    Assert.assertTrue(resumed.err().contains("there is no folder"), resumed.err());
    Files.delete(data);
    CommandLine.Result missing = train("run");
    Assert.assertEquals(missing.code(), 1);
    Assert.assertTrue(missing.err().contains("data.tsv"), missing.err());
  }
}
