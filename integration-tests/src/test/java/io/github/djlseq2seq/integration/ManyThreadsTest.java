package io.github.djlseq2seq.integration;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.testng.Assert;
import org.testng.annotations.Test;

/** One model, fifty threads: the same answers as one thread gives, in memory that does not grow. */
public class ManyThreadsTest {

  private static final long SEED = Long.getLong("seq2seq.seed", System.nanoTime());
  private static final int ROUNDS = 5;
  private static final int SENTENCES = Boolean.getBoolean("seq2seq.full") ? 1000 : 200;
  private static final int MINUTES = 15;

  @Test(dataProvider = "engines", dataProviderClass = EngineProvider.class)
  public void fiftyThreadsGiveTheAnswersOfOne(String engine) throws Exception {
    EngineProvider.require(engine);
    Path output = Files.createTempFile("threads", ".txt");
    Path errors = Files.createTempFile("threads", ".log");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx256m",
                  // As the README advises for services: a thread each, not a team each.
                  "-Dai.djl.pytorch.num_threads=1",
                  "-Dai.djl.offline=true",
                  "-DDJL_CACHE_DIR=" + System.getProperty("DJL_CACHE_DIR"),
                  "-cp",
                  System.getProperty(
                      "surefire.test.class.path", System.getProperty("java.class.path")),
                  ManyThreads.class.getName(),
                  engine,
                  Integer.toString(SENTENCES),
                  Integer.toString(ROUNDS),
                  Long.toString(SEED)));
      builder.environment().put("OMP_NUM_THREADS", "1");
      Process process =
          builder.redirectOutput(output.toFile()).redirectError(errors.toFile()).start();
      Assert.assertTrue(process.waitFor(MINUTES, TimeUnit.MINUTES), "still running");
      Assert.assertEquals(process.exitValue(), 0, Files.readString(errors));
      String[] result = Files.readString(output).strip().split(" ", -1);
      Assert.assertEquals(result[0], "0", "wrong answers, seed " + SEED);
      List<Long> memory = Stream.of(result).skip(1).map(Long::parseLong).toList();
      System.err.printf(
          "%s: MiB after %d sentences on 50 threads, %d times: %s%n",
          engine, SENTENCES, ROUNDS, memory);
      long settled = memory.get(ROUNDS / 2);
      long last = memory.get(ROUNDS - 1);
      Assert.assertTrue(last <= settled + Math.max(32, settled / 10), "memory grew: " + memory);
    } finally {
      Files.delete(output);
      Files.delete(errors);
    }
  }
}
