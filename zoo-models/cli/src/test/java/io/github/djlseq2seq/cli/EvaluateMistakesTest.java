package io.github.djlseq2seq.cli;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertFalse;
import static org.testng.Assert.assertTrue;

import ai.djl.util.Utils;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

/** Mistakes that are told before a model is loaded; {@code DIR} stands for a folder. */
public class EvaluateMistakesTest {

  private Path folder;

  @BeforeClass
  public void makeFiles() throws IOException {
    folder = Files.createTempDirectory("evaluate");
    Files.writeString(folder.resolve("test.tsv"), "a\tb\n");
    Files.writeString(folder.resolve("empty.tsv"), "");
    Files.writeString(folder.resolve("bad.tsv"), "a\tb\nno tab\n");
  }

  @AfterClass
  public void deleteFiles() {
    Utils.deleteQuietly(folder);
  }

  @DataProvider
  static Object[][] mistakes() {
    String all = "[BLEU, CHRF, WER, PER, CER, EXACT, PERPLEXITY]";
    return new Object[][] {
      {2, "--test=TSV", "--metrics bleu"},
      {2, all, "--test DIR/test.tsv --metrics bleu,meteor"},
      {2, "'meteor'", "--test DIR/test.tsv --metrics bleu,meteor"},
      {2, all, "--test DIR/test.tsv --metrics ,bleu"},
      {2, all, "--test DIR/test.tsv --metrics="},
      {2, "[bleu, chrf, wer,", "--test DIR/test.tsv --metrics ,"},
      {2, "[PLAIN, NORMALIZED]", "--test DIR/test.tsv --form lower"},
      {2, "[SOURCE, LINE]", "--test DIR/test.tsv --references all"},
      {1, "--test: there is no file DIR/none.tsv", "--test DIR/none.tsv"},
      {1, "--test must be a file, found the folder DIR", "--test DIR"},
      {1, "source<TAB>target at least, found none in DIR/empty.tsv", "--test DIR/empty.tsv"},
      {1, "DIR/bad.tsv, line 2: expected source<TAB>target", "--test DIR/bad.tsv"},
      {1, "--out must be a file, found the folder DIR", "--test DIR/test.tsv --out DIR"},
      {1, "--out: there is no folder DIR/none", "--test DIR/test.tsv --out DIR/none/out"},
      {2, "--batch must be at least 1, found 0", "--test DIR/test.tsv --batch 0"},
    };
  }

  @Test(dataProvider = "mistakes")
  public void aMistakeIsTold(int code, String part, String arguments) {
    String[] command = ("evaluate " + arguments.replace("DIR", folder.toString())).split(" ", -1);
    PrintStream before = System.err;
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int found;
    try (PrintStream captured = new PrintStream(err, true, StandardCharsets.UTF_8)) {
      System.setErr(captured);
      found = Main.run(command);
    } finally {
      System.setErr(before);
    }
    String message = err.toString(StandardCharsets.UTF_8);
    assertEquals(found, code, message);
    assertTrue(message.contains(part.replace("DIR", folder.toString())), message);
    assertFalse(message.contains("\tat "), message);
  }
}
