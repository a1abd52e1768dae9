package io.github.djlseq2seq.zoo.train;

import io.github.djlseq2seq.zoo.Checksums;
import io.github.djlseq2seq.zoo.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.testng.Assert;
import org.testng.SkipException;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

/** A training that ends early, in whatever way, goes on as if it had not. */
public class ResumeTest extends TrainingCase {

  /** The defaults, and all that is random or has a state. */
  @DataProvider
  public Object[][] enginesAndRecipes() {
    TrainingRecipe plain = recipe("epochs=3", "optimizer=adamw", "weightDecay=0.1");
    TrainingRecipe rich =
        recipe(
            "epochs=3",
            "accumulate=2",
            "batchTokens=80",
            "optimizer=sgd",
            "schedule=plateau",
            "selection.every=3",
            "selection.by=chrf",
            "selection.average=3",
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
  public void stoppedAfterEveryUpdateIsAsIfNeverStopped(String engine, TrainingRecipe recipe)
      throws Exception {
    Path straight = train(engine, recipe);
    Path stopped = folder();
    TrainingRun first = run(stopped, engine);
    first.requestStop();
    Optional<Path> model = first.start(recipe, null, TRAIN, VALID);
    int stops = 0;
    while (model.isEmpty()) {
      stops++;
      TrainingRun next = run(stopped, engine);
      next.requestStop();
      model = next.resume(TRAIN, VALID);
    }
    Assert.assertTrue(stops > 10, stops + " stops");
    assertSame(stopped, straight);
  }

  @Test(dataProvider = "engines")
  public void killedAtAnyMomentLosesNothingThatWasSaved(String engine) throws Exception {
    Sandbox.need(engine);
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Path logs = folder();
    Path straight = folder();
    Process whole = ForkedTraining.start(straight, engine, logs.resolve("straight"), "");
    Assert.assertTrue(whole.waitFor(5, TimeUnit.MINUTES));
    Assert.assertEquals(whole.exitValue(), 0, Files.readString(logs.resolve("straight")));
    Path killed = folder();
    Path log = logs.resolve("killed");
    int kills = 0;
    for (boolean done = false; !done; ) {
      Process process = ForkedTraining.start(killed, engine, log, "");
      // But for the first time, not before there is something to lose.
      Path progress = killed.resolve("checkpoint/progress.json");
      while (kills > 0 && process.isAlive() && Files.notExists(progress)) {
        Thread.onSpinWait();
      }
      done = process.waitFor(random.nextInt(3000), TimeUnit.MILLISECONDS) || kills > 8;
      if (done) {
        Assert.assertTrue(process.waitFor(5, TimeUnit.MINUTES));
        Assert.assertEquals(process.exitValue(), 0, "seed " + seed + Files.readString(log));
      } else {
        kills++;
        process.destroyForcibly().waitFor();
      }
    }
    Assert.assertTrue(kills > 0, "the training was over before it was killed, seed " + seed);
    assertSame(killed, straight);
    try (Stream<Path> files = Files.list(killed)) {
      Assert.assertEquals(
          files.map(file -> file.getFileName().toString()).sorted().toList(),
          List.of(".lock", "checkpoint", "history.csv", "history.svg", "model"));
    }
  }

  @Test
  public void aFullDiskLeavesTheLastCheckpoint() throws Exception {
    Sandbox.need("PyTorch");
    if (!System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux")) {
      throw new SkipException("the size of files can be limited on Linux only");
    }
    Path folder = folder();
    TrainingRun first = run(folder, "PyTorch");
    first.requestStop();
    first.start(ForkedTraining.RECIPE, null, TRAIN, VALID);
    Path checkpoint = folder.resolve("checkpoint");
    String before = Files.readString(checkpoint.resolve("checksums.json"));
    Path log = folder().resolve("log");
    // The parameters of the toy model take more than 4 KiB.
    Process process = ForkedTraining.start(folder, "PyTorch", log, "ulimit -f 8");
    Assert.assertTrue(process.waitFor(5, TimeUnit.MINUTES));
    Assert.assertEquals(process.exitValue(), 1);
    Assert.assertTrue(
        Files.readString(log).contains("IOException: File too large"), Files.readString(log));
    Assert.assertEquals(Files.readString(checkpoint.resolve("checksums.json")), before);
    Checksums.verify(checkpoint);
    try (Stream<Path> files = Files.list(folder)) {
      Assert.assertEquals(
          files.map(file -> file.getFileName().toString()).sorted().toList(),
          List.of(".lock", "checkpoint", "history.csv"));
    }
  }

  @Test
  public void aDamagedCheckpointIsAnErrorThatNamesTheFile() throws Exception {
    Path folder = train("PyTorch", recipe("epochs=1", "selection.average=2"));
    Path checkpoint = folder.resolve("checkpoint");
    List<Path> files;
    try (Stream<Path> walk = Files.walk(checkpoint)) {
      files = walk.filter(Files::isRegularFile).sorted().toList();
    }
    Assert.assertTrue(files.size() > 8, files.toString());
    for (Path file : files) {
      byte[] bytes = Files.readAllBytes(file);
      byte[] damaged = bytes.clone();
      damaged[damaged.length / 2] ^= 1;
      Files.write(file, damaged);
      String message = message(folder);
      boolean sums = file.endsWith("checksums.json");
      Assert.assertTrue(sums || message.startsWith(file + " is damaged"), file + ": " + message);
      Files.delete(file);
      message = message(folder);
      Assert.assertTrue(
          message.contains(file.getFileName().toString()) || message.contains("no checkpoint"),
          file + ": " + message);
      Files.write(file, bytes);
    }
    Assert.assertTrue(run(folder, "PyTorch").resume(TRAIN, VALID).isPresent());
  }

  private String message(Path folder) {
    IOException error =
        Assert.expectThrows(IOException.class, () -> run(folder, "PyTorch").resume(TRAIN, VALID));
    return String.valueOf(error.getMessage());
  }

  @Test
  public void resumingOtherDataIsAnError() throws Exception {
    Path folder = train("PyTorch", recipe("epochs=1"));
    IOException error =
        Assert.expectThrows(IOException.class, () -> run(folder, "PyTorch").resume(VALID, VALID));
    Assert.assertTrue(error.getMessage().contains("have 20 pairs"), error.getMessage());
    IOException nothing =
        Assert.expectThrows(IOException.class, () -> run(folder(), "PyTorch").resume(TRAIN, VALID));
    Assert.assertTrue(nothing.getMessage().contains("no checkpoint"), nothing.getMessage());
  }

  @Test
  public void resumingWithOtherValidationDataOrAnotherEngineIsAnError() throws Exception {
    Path folder = folder();
    TrainingRun first = run(folder, "PyTorch");
    first.requestStop();
    first.start(recipe("epochs=2"), null, TRAIN, VALID);
    IOException data =
        Assert.expectThrows(IOException.class, () -> run(folder, "PyTorch").resume(TRAIN, TRAIN));
    Assert.assertTrue(data.getMessage().contains("the validation data have"), data.getMessage());
    Sandbox.need("MXNet");
    IOException engine =
        Assert.expectThrows(IOException.class, () -> run(folder, "MXNet").resume(TRAIN, VALID));
    Assert.assertTrue(
        engine.getMessage().contains("a training on PyTorch; resume with the same engine"),
        engine.getMessage());
  }

  /** All but how long it took, and the checksums of that. */
  private static void assertSame(Path actual, Path expected) throws IOException {
    for (String file :
        List.of(
            "checkpoint/model/model-0000.params",
            "checkpoint/optimizer.state",
            "model/model-0000.params")) {
      Assert.assertEquals(
          Files.mismatch(actual.resolve(file), expected.resolve(file)), -1, "differs: " + file);
    }
    Assert.assertEquals(timeless(actual), timeless(expected));
    Assert.assertEquals(Arrays.equals(snapshots(actual), snapshots(expected)), true);
  }

  private static List<String> timeless(Path folder) throws IOException {
    return history(folder).rows().stream()
        .map(
            row ->
                new TrainingHistory.Row(
                        row.epoch(),
                        row.update(),
                        new TrainingProgress.Interval(
                            row.interval().tokens(), row.interval().meanLoss(), 0),
                        row.rate(),
                        row.loss(),
                        row.score(),
                        row.skipped())
                    .toString())
        .toList();
  }

  private static byte[] snapshots(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("checkpoint/snapshots"))) {
      java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
      for (Path file : files.sorted().toList()) {
        all.write(Files.readAllBytes(file));
      }
      return all.toByteArray();
    }
  }
}
