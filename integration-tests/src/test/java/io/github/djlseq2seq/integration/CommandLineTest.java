package io.github.djlseq2seq.integration;

import ai.djl.util.Utils;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.testng.Assert;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

/** The distribution as its users meet it: a process, its output, its errors and its exit code. */
public class CommandLineTest {

  @Test(dataProvider = "engines", dataProviderClass = EngineProvider.class)
  public void translatesItsArguments(String engine) throws Exception {
    EngineProvider.require(engine);
    CommandLine.Result result =
        CommandLine.run("translate", "--engine", engine, "Je suis étudiant.");
    Assert.assertEquals(result.code(), 0, result.err());
    Assert.assertTrue(EmbeddedModelTest.STUDENT.contains(result.out().strip()), result.out());
    Assert.assertEquals(result.err(), "");
  }

  @Test
  public void translatesLinesInOrderAndKeepsEmptyOnes() throws Exception {
    CommandLine.Result result =
        CommandLine.feed("\uFEFFIl pleut.\r\n\n   \nJe suis étudiant.", "translate");
    Assert.assertEquals(result.code(), 0, result.err());
    Assert.assertEquals(result.lines().size(), 4, result.out());
    Assert.assertEquals(result.lines().get(0), "It's raining.");
    Assert.assertEquals(result.lines().subList(1, 3), List.of("", ""));
    Assert.assertTrue(EmbeddedModelTest.STUDENT.contains(result.lines().get(3)), result.out());
  }

  @Test(dataProvider = "engines", dataProviderClass = EngineProvider.class)
  public void batchesAtOnceGiveWhatTheyGiveInTurn(String engine) throws Exception {
    EngineProvider.require(engine);
    String lines =
        """
        Je suis étudiant.
        Il pleut.

        Où est la gare ?
        Elle a perdu ses clés hier soir.
        Merci.
        J'aimerais un café, s'il vous plaît.
        """;
    String[] together = {"translate", "--engine", engine, "--batch", "7"};
    CommandLine.Result expected = CommandLine.feed(lines, together);
    Assert.assertEquals(expected.code(), 0, expected.err());
    Assert.assertEquals(expected.lines().size(), 7);
    Assert.assertEquals(Set.copyOf(expected.lines()).size(), 7, expected.out());
    CommandLine.Result found =
        CommandLine.feed(lines, "translate", "--engine", engine, "--batch", "1");
    Assert.assertEquals(found, expected);
  }

  @Test
  public void argumentsSurviveALocaleThatIsNotUtf8() throws Exception {
    CommandLine.Result result =
        CommandLine.run(new byte[0], Map.of("LC_ALL", "C"), "translate", "Je suis étudiant.");
    Assert.assertTrue(EmbeddedModelTest.STUDENT.contains(result.out().strip()), result.out());
  }

  @Test
  public void strangeTextGivesALineEach() throws Exception {
    CommandLine.Result result =
        CommandLine.feed("😀👩‍👩‍👧\n\u0001\u0007\n한국어 문장입니다.\n￭\n<unk> <bos>\n", "translate");
    Assert.assertEquals(result.code(), 0, result.err());
    Assert.assertEquals(result.lines().size(), 5, result.out());
  }

  @Test
  public void aTextMayLookLikeAnOptionOrAFile() throws Exception {
    CommandLine.Result result = CommandLine.run("translate", "--", "- Il pleut.", "@home");
    Assert.assertEquals(result.code(), 0, result.err());
    Assert.assertTrue(result.lines().get(0).contains("rain"), result.out());
    Assert.assertEquals(result.lines().size(), 2, result.out());
    Path file = ProjectRoot.find().resolve("README.md");
    CommandLine.Result name = CommandLine.run("translate", file.toString());
    Assert.assertEquals(name.code(), 0, name.err());
    Assert.assertTrue(name.err().contains("is translated as a text"), name.err());
  }

  @Test
  public void aFileThatIsNotThereIsNamed() throws Exception {
    CommandLine.Result result =
        CommandLine.run("train", "--show-recipe", "--train", "no-such-file.tsv");
    Assert.assertEquals(result.code(), 1);
    Assert.assertEquals(result.err(), "seq2seq: no-such-file.tsv: no such file\n");
  }

  @Test
  public void aLongTextIsCutWithAWarning() throws Exception {
    CommandLine.Result result =
        CommandLine.feed("mot ".repeat(10_000) + "\n", "translate", "--beam", "1");
    Assert.assertEquals(result.code(), 0, result.err());
    Assert.assertEquals(result.lines().size(), 1);
    Assert.assertTrue(result.err().contains("line 1 has 10000 tokens"), result.err());
  }

  @Test
  public void invalidUtf8IsAnErrorThatNamesTheLine() throws Exception {
    byte[] input = "Il pleut.\nBonjour \u00e9.\n".getBytes(StandardCharsets.ISO_8859_1);
    CommandLine.Result result = CommandLine.run(input, Map.of(), "translate");
    Assert.assertEquals(result.code(), 1);
    Assert.assertEquals(result.out(), "It's raining.\n");
    Assert.assertTrue(result.err().contains("line 2"), result.err());
    Assert.assertTrue(result.err().contains("UTF-8"), result.err());
  }

  @DataProvider
  public Object[][] mistakes() {
    return new Object[][] {
      {1, "translation:source=fr,target=en", new String[] {"--model", "nosuch", "x"}},
      {1, "source=fr", new String[] {"--model", "translation:source=xx", "x"}},
      {1, "no-such-folder", new String[] {"--model", "./no-such-folder", "x"}},
      {2, "PyTorch, MXNet", new String[] {"--engine", "Theano", "x"}},
      {2, "beam must be at least 1, found 0", new String[] {"--beam", "0", "x"}},
      {
        2,
        "nBest must be from 1 to the beam's width 2",
        new String[] {"--beam", "2", "--n-best", "3", "x"}
      },
      {2, "--batch must be at least 1", new String[] {"--batch", "0", "x"}},
      {2, "--nonsense", new String[] {"--nonsense", "x"}},
      {2, "translate --help explains", new String[] {"--batch", "0", "x"}},
      {2, "expected key=value, found \"fr\"", new String[] {"--model", "translation:fr", "x"}},
      {2, "unknown key \"bean\"; did you mean \"beam\"?", new String[] {"--set", "bean=1", "x"}},
      {2, "\"topP\" must be a number, found \"x\"", new String[] {"--set", "topP=x", "x"}},
      {2, "prefix must be of tokens", new String[] {"--set", "prefix=qqq", "x"}},
      {2, "forbidden must be of words", new String[] {"--set", "forbidden=qqq", "x"}},
      {2, "--attention goes with --json", new String[] {"--attention", "x"}},
      {2, "--heatmap draws one text, found 2", new String[] {"--heatmap", "a.svg", "x", "y"}},
      {2, "must end in .svg or .png, found \"a.gif\"", new String[] {"--heatmap", "a.gif", "x"}},
      {2, "no-such-folder", new String[] {"--heatmap", "no-such-folder/a.svg", "x"}},
    };
  }

  @Test(dataProvider = "mistakes")
  public void aMistakeIsToldInAFewWords(int code, String part, String[] arguments)
      throws Exception {
    String[] command = new String[arguments.length + 1];
    command[0] = "translate";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    CommandLine.Result result = CommandLine.run(command);
    Assert.assertEquals(result.code(), code, result.err());
    Assert.assertEquals(result.out(), "");
    Assert.assertTrue(result.err().contains(part), result.err());
    Assert.assertFalse(result.err().contains("\tat "), result.err());
    Assert.assertFalse(result.err().contains("Usage:"), result.err());
  }

  @Test
  public void listsTheModels() throws Exception {
    CommandLine.Result result = CommandLine.run("list");
    Assert.assertEquals(result.code(), 0, result.err());
    List<String> models =
        result.out().lines().map(line -> line.substring(0, line.indexOf(' '))).toList();
    Assert.assertTrue(models.contains("translation:source=fr,target=en"), result.out());
    Assert.assertEquals(models, models.stream().sorted().toList());
    String json = CommandLine.run("list", "--json").out();
    Assert.assertFalse(JsonParser.parseString(json).getAsJsonArray().isEmpty(), json);
  }

  @Test
  public void givesTheBestTranslationsAsJson() throws Exception {
    CommandLine.Result result =
        CommandLine.run("translate", "--json", "--n-best", "3", "Je suis étudiant.");
    JsonObject json = JsonParser.parseString(result.out()).getAsJsonObject();
    Assert.assertEquals(json.getAsJsonArray("candidates").size(), 3);
    Assert.assertTrue(EmbeddedModelTest.STUDENT.contains(json.get("text").getAsString()));
    Assert.assertEquals(json.get("truncatedTokens").getAsInt(), 0);
    JsonObject best = json.getAsJsonArray("candidates").get(0).getAsJsonObject();
    Assert.assertFalse(best.has("attention"), result.out());
    CommandLine.Result more =
        CommandLine.run("translate", "--json", "--attention", "Je suis étudiant.");
    JsonObject same = JsonParser.parseString(more.out()).getAsJsonObject();
    best = same.getAsJsonArray("candidates").get(0).getAsJsonObject();
    Assert.assertEquals(
        best.getAsJsonArray("attention").size(), best.getAsJsonArray("tokens").size());
  }

  @Test
  public void scoresAsTheSearchDoes() throws Exception {
    JsonObject found =
        JsonParser.parseString(
                CommandLine.run("translate", "--json", "--set", "lengthPenalty=0", "Il pleut.")
                    .out())
            .getAsJsonObject();
    String pair = "Il pleut.\t" + found.get("text").getAsString() + "\n";
    CommandLine.Result score = CommandLine.feed(pair + "Il pleut.\tThe cat sleeps.\n", "score");
    Assert.assertEquals(score.code(), 0, score.err());
    double likely = Double.parseDouble(score.lines().get(0));
    Assert.assertEquals(likely, found.get("score").getAsDouble(), 1e-4);
    Assert.assertTrue(Double.parseDouble(score.lines().get(1)) < likely, score.out());
    CommandLine.Result bad = CommandLine.feed(pair + "no tab\n", "score");
    Assert.assertEquals(bad.code(), 1);
    Assert.assertEquals(bad.lines(), score.lines().subList(0, 1));
    Assert.assertTrue(bad.err().contains("line 2: expected source<TAB>target"), bad.err());
  }

  @Test
  public void trainsTranslatesAndMeasures() throws Exception {
    Path folder = Files.createTempDirectory("seq2seq-train");
    try {
      trainsTranslatesAndMeasures(folder);
    } finally {
      Utils.deleteQuietly(folder);
    }
  }

  private static void trainsTranslatesAndMeasures(Path folder) throws Exception {
    Path data = folder.resolve("data.tsv");
    Files.writeString(data, "un chat\ta cat\nun chien\ta dog\nun mur\ta wall\n".repeat(8));
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
      "epochs=40",
      "--set",
      "batchSize=4",
      "--set",
      "warmup=1",
      "--set",
      "minCount=1",
      "--set",
      "learningRate=0.01",
      "--set",
      "target.letterCase=sentence",
      "--set",
      "model.hidden=16",
      "--set",
      "model.embedding=8"
    };
    CommandLine.Result trained = CommandLine.run(train);
    Assert.assertEquals(trained.code(), 0, trained.err());
    Assert.assertEquals(trained.out(), "");
    Assert.assertTrue(trained.err().contains("epoch 40/40"), trained.err());
    String model = run.resolve("model").toString();
    CommandLine.Result translated = CommandLine.feed("un mur\n", "translate", "--model", model);
    Assert.assertEquals(translated.out(), "A wall\n", translated.err());
    measures(folder, model);
    CommandLine.Result again = CommandLine.run(train);
    Assert.assertEquals(again.code(), 1);
    Assert.assertTrue(again.err().contains("resume it"), again.err());
  }

  /** The model writes a capital where a sentence begins, which is wrong in a plain comparison. */
  private static void measures(Path folder, String model) throws Exception {
    Path test = folder.resolve("test.tsv");
    Files.writeString(test, "un chat\tthe cat\nun mur\ta wall\nun chat\tA cat\n");
    Path out = folder.resolve("out.txt");
    CommandLine.Result measured =
        evaluate(model, test, "--metrics", "exact,wer,perplexity", "--out", out.toString());
    Assert.assertEquals(measured.code(), 0, measured.err());
    List<String> lines = measured.lines();
    Assert.assertEquals(lines.subList(0, 2), List.of("sentences   2", "references  3"));
    Assert.assertTrue(lines.get(2).startsWith("exact        50.00  exact|nrefs:var|case:mixed|"));
    Assert.assertTrue(lines.get(3).startsWith("wer          25.00  wer|nrefs:var|case:mixed|"));
    Assert.assertTrue(lines.get(4).startsWith("perplexity "), measured.out());
    Assert.assertEquals(Files.readString(out), "A cat\nA wall\nA cat\n");
    CommandLine.Result normalized =
        evaluate(model, test, "--metrics", "exact,wer", "--form", "normalized", "--json");
    JsonObject json = JsonParser.parseString(normalized.out()).getAsJsonObject();
    Assert.assertEquals(json.get("sentences").getAsInt(), 2);
    Assert.assertEquals(json.get("exact").getAsDouble(), 100.0);
    Assert.assertEquals(json.get("wer").getAsDouble(), 0.0);
    Assert.assertTrue(
        json.getAsJsonObject("signature").get("wer").getAsString().contains("|case:lower|"));
    CommandLine.Result single = evaluate(model, test, "--metrics", "exact", "--references", "line");
    Assert.assertTrue(single.out().contains("exact        33.33  exact|nrefs:1|"), single.out());
  }

  private static CommandLine.Result evaluate(String model, Path test, String... options)
      throws Exception {
    List<String> command =
        new ArrayList<>(List.of("evaluate", "--model", model, "--test", test.toString()));
    command.addAll(List.of(options));
    return CommandLine.run(command.toArray(new String[0]));
  }
}
