package io.github.djlseq2seq.integration;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.testng.Assert;
import org.testng.SkipException;
import org.testng.annotations.Test;

/** What a project outside this build sees: {@code consumer/run.sh}. */
public class ConsumerTest {

  private static final int MINUTES = 15;

  @Test
  public void everyModelAnswersTheSameOnBothEngines() throws Exception {
    EngineProvider.require("PyTorch");
    EngineProvider.require("MXNet");
    if (!System.getProperty("os.name").equals("Linux")) {
      String reason = "NOT RUN: consumer/run.sh is for Linux";
      System.err.println(reason);
      throw new SkipException(reason);
    }
    Path module = ProjectRoot.find().resolve("integration-tests");
    Path work = module.resolve("target/consumer");
    Path log = module.resolve("target/consumer.log");
    Process process =
        new ProcessBuilder(
                "bash",
                module.resolve("consumer/run.sh").toString(),
                work.toString(),
                Objects.requireNonNull(System.getProperty("local.repository"), "the build sets it"))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    Assert.assertTrue(process.waitFor(MINUTES, TimeUnit.MINUTES), "still running");
    Assert.assertEquals(process.exitValue(), 0, Files.readString(log));
    List<String> answers = Files.readAllLines(work.resolve("pytorch.txt"));
    Assert.assertTrue(
        answers.stream().anyMatch(line -> line.startsWith("translation:source=fr,target=en\t")),
        "" + answers);
    for (String answer : answers) {
      Assert.assertFalse(answer.split("\t", -1)[2].isBlank(), answer);
    }
  }
}
