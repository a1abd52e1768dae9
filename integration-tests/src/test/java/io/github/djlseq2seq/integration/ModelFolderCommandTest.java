package io.github.djlseq2seq.integration;

import ai.djl.util.Utils;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.testng.Assert;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.Test;

/** Commands on a model of one's own that lacks something. */
public class ModelFolderCommandTest {

  private Path folder;
  private Path data;
  private Path model;

  /** A model without attention. */
  @BeforeClass
  public void train() throws IOException, InterruptedException {
    folder = Files.createTempDirectory("seq2seq-folder");
    data = folder.resolve("data.tsv");
    Files.writeString(data, "un chat\ta cat\nun mur\ta wall\n".repeat(8));
    Path run = folder.resolve("run");
    String[] train = {
      "train",
      "--train",
      data.toString(),
      "--valid",
      data.toString(),
      "--out",
      run.toString(),
      "--set",
      "epochs=1",
      "--set",
      "minCount=1",
      "--set",
      "model.hidden=8",
      "--set",
      "model.attention=none"
    };
    CommandLine.Result result = CommandLine.run(train);
    Assert.assertEquals(result.code(), 0, result.err());
    model = run.resolve("model");
  }

  @AfterClass(alwaysRun = true)
  public void deleteFolder() {
    Utils.deleteQuietly(folder);
  }

  @Test
  public void withoutAttentionThereIsNothingToDraw() throws Exception {
    Path picture = folder.resolve("a.png");
    failed(
        "has no attention",
        "translate",
        "--model",
        model.toString(),
        "--max-length",
        "3",
        "--heatmap",
        picture.toString(),
        "un mur");
    Assert.assertFalse(Files.exists(picture));
  }

  @Test
  public void withoutAttentionThereIsNoCoverage() throws Exception {
    failed(
        "coveragePenalty must be 0 for a model without attention, found 1.0",
        "translate",
        "--model",
        model.toString(),
        "--set",
        "coveragePenalty=1",
        "un mur");
  }

  @Test(dataProvider = "engines", dataProviderClass = EngineProvider.class)
  public void weightsThatAreNoNumbersAreToldByEveryCommand(String engine) throws Exception {
    EngineProvider.require(engine);
    String damaged = damage(Files.createTempDirectory(folder, "damaged")).toString();
    String says = "the model's parameters are damaged";
    String[] where = {"--model", damaged, "--engine", engine};
    failed(says, with(where, "translate", "un mur"));
    failed(says, with(where, "evaluate", "--test", data.toString()));
    failed(says, with(where, "evaluate", "--test", data.toString(), "--metrics", "perplexity"));
    CommandLine.Result score = CommandLine.feed("un mur\ta wall\n", with(where, "score"));
    Assert.assertEquals(score.code(), 1, score.out());
    Assert.assertTrue(score.err().contains(says), score.err());
  }

  @Test
  public void isPublishedListedAndFound() throws Exception {
    Path repository = folder.resolve("repository");
    String[] publish = {
      "publish",
      "--model",
      model.toString(),
      "--repository",
      repository.toString(),
      "--artifact",
      "translation",
      "--property",
      "source=xa",
      "--property",
      "target=xb",
      "--version",
      "0.1.0",
      "--licence",
      "CC0-1.0",
      "--half"
    };
    failed(model + " must have a model card README.md", publish);
    Assert.assertFalse(Files.exists(repository));
    Files.writeString(model.resolve("README.md"), "# Cats and walls\n");
    for (int i = 0; i < 2; i++) {
      CommandLine.Result published = CommandLine.run(publish);
      Assert.assertEquals(published.code(), 0, published.err());
    }
    String[] other = publish.clone();
    other[other.length - 2] = "MIT";
    failed("translation-xa-xb 0.1.0 is published already, with other licence", other);

    Path empty = Files.createDirectories(folder.resolve("empty"));
    Files.writeString(empty.resolve("index.json"), "{\"format\":1,\"artifacts\":[]}");
    Map<String, String> where = Map.of("SEQ2SEQ_REPOSITORY", empty + "," + repository);
    CommandLine.Result list = CommandLine.run(new byte[0], where, "list");
    Assert.assertTrue(
        list.lines().get(0).matches("translation:source=xa,target=xb +0\\.1\\.0 .* CC0-1\\.0"),
        list.out() + list.err());
    String text = "un chat";
    CommandLine.Result found =
        CommandLine.run(
            new byte[0], where, "translate", "--model", "translation:source=xa,target=xb", text);
    Assert.assertEquals(found.code(), 0, found.err());
    String own = CommandLine.run("translate", "--model", model.toString(), text).out();
    Assert.assertEquals(found.out(), own);
  }

  /** As {@code Criteria} does. */
  @Test
  public void whatTheModelSaysOfTheSearchHoldsUnlessItIsGiven() throws Exception {
    Path own = damage(Files.createTempDirectory(folder, "served"));
    Files.copy(
        model.resolve("model-0000.params"),
        own.resolve("model-0000.params"),
        StandardCopyOption.REPLACE_EXISTING);
    Path serving = own.resolve("serving.properties");
    Files.writeString(serving, Files.readString(serving) + "maxLength=1\nprefix=wall\n");
    String[] where = {"--model", own.toString(), "un mur"};
    Assert.assertEquals(CommandLine.run(with(where, "translate")).out(), "wall\n");
    String[] longer = {"translate", "--max-length", "3", "--set", "minLength=3"};
    Assert.assertTrue(CommandLine.run(with(where, longer)).out().startsWith("wall "));
  }

  private static String[] with(String[] where, String... command) {
    return Stream.of(command, where).flatMap(Arrays::stream).toArray(String[]::new);
  }

  private static void failed(String part, String... command) throws Exception {
    CommandLine.Result result = CommandLine.run(command);
    Assert.assertEquals(result.code(), 1, List.of(command) + result.out() + result.err());
    Assert.assertEquals(result.out(), "");
    Assert.assertTrue(result.err().contains(part), result.err());
    Assert.assertEquals(result.err().lines().count(), 1, result.err());
  }

  /** A copy of the model, the last of whose weights are not numbers. */
  private Path damage(Path copy) throws IOException {
    try (Stream<Path> files = Files.list(model)) {
      for (Path file : files.toList()) {
        byte[] bytes = Files.readAllBytes(file);
        if (file.toString().endsWith(".params")) {
          ByteBuffer.wrap(bytes).putInt(bytes.length - Integer.BYTES, -1);
          ByteBuffer.wrap(bytes).putInt(bytes.length - 2 * Integer.BYTES, -1);
        }
        Files.write(copy.resolve(file.getFileName().toString()), bytes);
      }
    }
    // With sums the damage would be found before it is met.
    Files.delete(copy.resolve("checksums.json"));
    return copy;
  }
}
