package io.github.djlseq2seq.zoo.train;

import ai.djl.util.Utils;
import io.github.djlseq2seq.zoo.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.testng.Assert;
import org.testng.SkipException;
import org.testng.annotations.Test;

/** Corpora larger than memory: {@link LargeCorpus} in a process of its own with a small heap. */
public class LargeCorpusTest {

  /** As text they would take about 80 MB of heap, as ids about 45. */
  @Test
  public void aCorpusLargerThanTheHeapGoesThrough() throws Exception {
    checkRuns(250_000, "-Xmx32m");
  }

  @Test
  public void tenMillionPairsGoThroughOneGibibyte() throws Exception {
    if (!Boolean.getBoolean("seq2seq.full")) {
      throw new SkipException("NOT RUN: ten million pairs take minutes, only with -Pfull");
    }
    checkRuns(10_000_000, "-Xmx1g");
  }

  private static void checkRuns(int pairs, String heap) throws IOException, InterruptedException {
    String engine = Sandbox.anyEngine();
    Path folder = Files.createTempDirectory("large");
    Path out = folder.resolve("out");
    try {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  heap,
                  "-Dorg.slf4j.simpleLogger.log.ai.djl.util.cuda=error",
                  "-cp",
                  System.getProperty("java.class.path"),
                  LargeCorpus.class.getName(),
                  folder.toString(),
                  String.valueOf(pairs),
                  engine)
              .redirectErrorStream(true)
              .redirectOutput(out.toFile())
              .start();
      int code = process.waitFor();
      String told = Files.readString(out);
      Assert.assertEquals(code, 0, told);
      System.err.print(told);
    } finally {
      Utils.deleteQuietly(folder);
    }
  }
}
