package io.github.djlseq2seq.integration;

import ai.djl.util.Utils;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.testng.Assert;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

/** {@code seq2seq translate} of text that is not what the model expects, and its every option. */
public class TranslateCommandTest {

  /** A warning for all, and the unknown words one by one in the JSON. */
  @Test(dataProvider = "engines", dataProviderClass = EngineProvider.class)
  public void anotherLanguageIsTold(String engine) throws Exception {
    EngineProvider.require(engine);
    String korean = "\uB098\uB294 \uAE38\uC744 \uC783\uC5C8\uB2E4.\n";
    CommandLine.Result result =
        CommandLine.feed(korean + korean, "translate", "--json", "--engine", engine);
    Assert.assertEquals(result.code(), 0, result.err());
    String warning =
        "seq2seq: warning: line 1 and 1 more: most is unknown to the model, which reads fr\n";
    Assert.assertEquals(result.err(), warning);
    Assert.assertEquals(result.lines().size(), 2);
    JsonElement first = JsonParser.parseString(result.lines().get(0));
    JsonArray unknown = first.getAsJsonObject().getAsJsonArray("unknownSourceTokens");
    Assert.assertEquals(unknown.toString(), "[0,1,2]");
    CommandLine.Result among =
        CommandLine.feed("Il pleut.\n" + korean, "translate", "--engine", engine);
    Assert.assertEquals(among.err(), warning.replace("line 1 and 1 more", "line 2"));
    CommandLine.Result french =
        CommandLine.feed("Zorro mange du pain.\n", "translate", "--engine", engine);
    Assert.assertEquals(french.err(), "");
  }

  @DataProvider
  public Object[][] options() {
    return new Object[][] {
      {"nBest=2", "1\t-0\\.\\d{4}\tI don't know .*\n2\t-0\\.\\d{4}\tI don't know .*\n"},
      {"maxLength=3", "I don't\n"},
      {"minLength=30", "(\\S+ ){15,}\\S+\n"},
      {"prefix=He doesn't", "He doesn't know .*\n"},
      {"forbidden=know", "(?!.*know)I .*\n"},
      {"forbidden=.", "[^.]{10,}\n"},
    };
  }

  @Test(dataProvider = "options")
  public void anOptionHasItsEffect(String option, String expected) throws Exception {
    CommandLine.Result result =
        CommandLine.run("translate", "--set", option, "Je ne sais pas o\u00F9 il est.");
    Assert.assertEquals(result.code(), 0, result.err());
    Assert.assertTrue(result.out().matches(expected), result.out());
  }

  @Test
  public void theSearchKeepsItsRules() throws Exception {
    String[] sample = {
      "translate", "--set", "sampling=true", "--set", "seed=3", "--n-best", "3", "Où est la gare ?"
    };
    CommandLine.Result drawn = CommandLine.run(sample);
    Assert.assertEquals(drawn.lines().size(), 3, drawn.err());
    Assert.assertEquals(CommandLine.run(sample).out(), drawn.out());
    CommandLine.Result begun =
        CommandLine.run("translate", "--set", "prefix=Tell me", "Où est la gare ?");
    Assert.assertTrue(begun.out().startsWith("Tell me"), begun.out() + begun.err());
    CommandLine.Result without =
        CommandLine.run("translate", "--set", "forbidden=station", "Où est la gare ?");
    Assert.assertFalse(without.out().contains("station"), without.out());
  }

  @Test
  public void drawsWhatATranslationAttendedTo() throws Exception {
    Path folder = Files.createTempDirectory("seq2seq-heatmap");
    try {
      Path svg = folder.resolve("attention.svg");
      String[] arguments = {"translate", "--heatmap", svg.toString()};
      CommandLine.Result result = CommandLine.feed("Il pleut.\n", arguments);
      Assert.assertEquals(result.code(), 0, result.err());
      Assert.assertEquals(result.out(), "It's raining.\n");
      Assert.assertTrue(Files.readString(svg).contains(">pleut</text>"), Files.readString(svg));
      Files.delete(svg);
      CommandLine.Result several = CommandLine.feed("Il pleut.\nNon.\n", arguments);
      Assert.assertEquals(several.code(), 2, several.err());
      Assert.assertTrue(several.err().contains("--heatmap draws one text"), several.err());
      CommandLine.Result nothing = CommandLine.feed("\n", arguments);
      Assert.assertEquals(nothing.code(), 1, nothing.err());
      Assert.assertTrue(nothing.err().contains("nothing to draw"), nothing.err());
      try (Stream<Path> files = Files.list(folder)) {
        Assert.assertEquals(files.count(), 0);
      }
    } finally {
      Utils.deleteQuietly(folder);
    }
  }

  /** What holds only together is checked together, whichever comes first. */
  @Test
  public void settingsAreReadAllAtOnce() throws Exception {
    CommandLine.Result result =
        CommandLine.run("translate", "--n-best", "6", "--set", "beam=6", "Il pleut.");
    Assert.assertEquals(result.code(), 0, result.err());
    Assert.assertEquals(result.lines().size(), 6);
  }

  /** As {@code | head -1} does. */
  @Test
  public void aReaderThatHasSeenEnoughEndsItQuietly() throws Exception {
    Path err = Files.createTempFile("seq2seq", ".err");
    try {
      Process process = CommandLine.start(err, "translate", "--beam", "1");
      Thread writer = new Thread(() -> writeWithoutEnd(process.getOutputStream()));
      writer.start();
      try (BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        Assert.assertEquals(reader.readLine(), "It's raining.");
      }
      Assert.assertTrue(process.waitFor(5, TimeUnit.MINUTES), "still running");
      writer.join();
      Assert.assertEquals(process.exitValue(), 1);
      Assert.assertEquals(Files.readString(err), "");
    } finally {
      Files.delete(err);
    }
  }

  private static void writeWithoutEnd(OutputStream out) {
    byte[] lines = "Il pleut.\n".repeat(100).getBytes(StandardCharsets.UTF_8);
    try (out) {
      while (true) {
        out.write(lines);
        out.flush();
      }
    } catch (IOException e) {
      // Nobody reads any more.
    }
  }
}
