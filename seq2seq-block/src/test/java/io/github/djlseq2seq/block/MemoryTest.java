package io.github.djlseq2seq.block;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertTrue;

import ai.djl.Model;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.Trainer;
import io.github.djlseq2seq.block.search.SearchConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

/** Neither training nor decoding leaves arrays behind. */
public final class MemoryTest {

  private static final long SEED = 101;
  private static final int FIRST = 100;
  private static final int UPDATES = TestModels.FULL ? 2_000 : 150;

  /** Readings without a new least after which the process is what it needs. */
  private static final int QUIET = 20;

  private static final int DECODES = TestModels.FULL ? 10_000 : 150;

  /** By engine: attention over a packed memory, steps one by one, features, coins. */
  @DataProvider
  public Object[][] models() {
    String[] settings = {
      "layers=2 bidirectional=true",
      "cell=gru attention=additive inputFeeding=true layers=2 residual=true layerNorm=true",
      "cell=rnn_tanh sourceFeatures=7 attention=none bridge=dense",
    };
    List<Object[]> rows = new ArrayList<>();
    for (Object[] engine : TestModels.engines()) {
      for (String setting : settings) {
        rows.add(new Object[] {engine[0], TestConfigs.small(setting.split(" "))});
      }
    }
    return rows.toArray(Object[][]::new);
  }

  @Test(dataProvider = "models")
  public void trainingKeepsTheNumberOfArrays(String engine, Seq2SeqConfig config) {
    TestBatch batch = TestBatch.random(SEED, config, 3);
    try (Model model = TestModels.random(engine, config, SEED);
        Trainer trainer = TestModels.trainer(model, 0.001f)) {
      Growth growth = new Growth(model, UPDATES);
      for (int update = 1; update <= UPDATES; update++) {
        TestModels.train(trainer, batch);
        growth.after(update);
      }
      growth.check();
    }
  }

  @Test(dataProvider = "models")
  public void trainingOnItsOwnTokensKeepsTheNumberOfArrays(String engine, Seq2SeqConfig config) {
    TestBatch batch = TestBatch.random(SEED, config, 3);
    try (Model model = TestModels.random(engine, config, SEED)) {
      int expected = 0;
      for (int update = 0; update < 20; update++) {
        TestModels.gradients(model, batch, manager -> withCoins(batch.inputs(manager)));
        expected = update == 1 ? arrays(model) : expected;
      }
      assertEquals(arrays(model), expected);
    }
  }

  private static NDList withCoins(NDList inputs) {
    return inputs.addAll(
        new NDList(inputs.getManager().zeros(inputs.get(2).getShape(), DataType.FLOAT32)));
  }

  @Test(dataProvider = "models")
  public void decodingKeepsTheNumberOfArrays(String engine, Seq2SeqConfig config) {
    TestBatch batch = TestBatch.random(SEED, config, 3);
    int[] longest = {4, 7, 9};
    try (Model model = TestModels.frozen(engine, config, SEED)) {
      Growth growth = new Growth(model, DECODES);
      for (int number = 1; number <= DECODES; number++) {
        decode(model, batch, longest);
        growth.after(number);
      }
      growth.check();
    }
  }

  /** What has come to the arrays and to the process since its first tenth. */
  private static final class Growth {

    private static final long ALLOWED_KILOBYTES = 32 * 1024;

    private final Model model;
    private final int steps;
    private int arrays = -1;
    private long kilobytes = -1;

    Growth(Model model, int steps) {
      this.model = model;
      this.steps = steps;
    }

    void after(int step) {
      if (arrays < 0 && step >= FIRST) {
        arrays = arrays(model);
      }
      if (kilobytes < 0 && step >= steps / 10) {
        kilobytes = residentKilobytes();
      }
    }

    void check() {
      assertEquals(arrays(model), arrays, "arrays after " + steps + " steps");
      long grown = residentKilobytes() - kilobytes;
      // Short runs are still loading code.
      assertTrue(
          !TestModels.FULL || grown <= ALLOWED_KILOBYTES,
          "the process has grown by " + grown + " kB in " + steps + " steps");
    }
  }

  /** The memory of the process, garbage apart, where the system tells it. */
  private static long residentKilobytes() {
    Path status = Path.of("/proc/self/status");
    if (!TestModels.FULL) {
      return 0;
    }
    if (!Files.exists(status)) {
      System.err.println(status + " is not there: the process's memory was NOT checked");
      return 0;
    }
    // The collector returns what it has freed, and cleaners run, only after the call.
    long least = Long.MAX_VALUE;
    for (int unchanged = 0; unchanged < QUIET; unchanged++) {
      System.gc();
      pause();
      long now = readKilobytes(status);
      if (now < least) {
        least = now;
        unchanged = 0;
      }
    }
    return least;
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static long readKilobytes(Path status) {
    try (Stream<String> lines = Files.lines(status)) {
      String line = lines.filter(text -> text.startsWith("VmRSS:")).findFirst().orElseThrow();
      return Long.parseLong(line.replaceAll("\\D", ""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Also where a trainer holds the model and each search has weights of its own. */
  @Test(dataProvider = "engines", dataProviderClass = TestModels.class)
  public void decodingDuringTrainingKeepsTheNumberOfArrays(String engine) {
    Seq2SeqConfig config = TestModels.config(1, false, true);
    TestBatch batch = TestBatch.random(SEED, config, 3);
    try (Model model = TestModels.random(engine, config, SEED);
        Trainer trainer = TestModels.trainer(model, 0.001f)) {
      int expected = 0;
      for (int round = 0; round < 10; round++) {
        TestModels.train(trainer, batch);
        decode(model, batch, new int[] {5, 5, 5});
        expected = round == 1 ? arrays(model) : expected;
      }
      assertEquals(arrays(model), expected);
    }
  }

  /** What steps hold goes when they are closed, before the manager of what was encoded. */
  @Test(dataProvider = "engines", dataProviderClass = TestModels.class)
  public void moreStepsLeaveNoMoreArrays(String engine) {
    Seq2SeqConfig config = TestModels.config(2, true, false);
    TestBatch batch = TestBatch.random(SEED, config, 3);
    try (Model model = TestModels.frozen(engine, config, SEED)) {
      int once = decode(model, batch, new int[] {1, 1, 1});
      assertEquals(decode(model, batch, new int[] {2, 9, 6}), once);
    }
  }

  /** States that were stepped from are let go; each step's attention stays for the results. */
  @Test(dataProvider = "engines", dataProviderClass = TestModels.class)
  public void aStepKeepsItsAttentionAlone(String engine) {
    Seq2SeqConfig config = TestModels.config(2, true, false);
    TestBatch batch = TestBatch.random(SEED, config, 1);
    int[] one = {0};
    try (Model model = TestModels.frozen(engine, config, SEED);
        NDManager manager = model.getNDManager().newSubManager()) {
      NDList inputs = batch.encoderInputs(manager);
      NDList encoded = TestModels.forward(model, inputs);
      DecodingPlan plan = TestModels.block(model).plan(manager);
      try (DecodingSteps steps = new DecodingSteps(plan, encoded, inputs.get(1))) {
        steps.step(one, one, new int[] {SpecialToken.BOS.id()});
        int expected = arrays(model);
        for (int step = 1; step < 10; step++) {
          steps.step(one, one, new int[] {4 + step % 3});
          assertEquals(arrays(model), expected + step, "arrays after step " + step);
        }
      }
    }
  }

  /** Returns how many arrays there are when the steps are closed. */
  private static int decode(Model model, TestBatch batch, int[] longest) {
    try (NDManager manager = model.getNDManager().newSubManager()) {
      TestDecoding.search(model, manager, batch, new SearchConfig(3, 2, 1), longest);
      return arrays(model);
    }
  }

  /** With those of managers below the model's. */
  private static int arrays(Model model) {
    return model.getNDManager().getManagedArrays().size();
  }
}
