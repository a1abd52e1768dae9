package io.github.djlseq2seq.block;

import static io.github.djlseq2seq.block.TestModels.assertNear;
import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertFalse;
import static org.testng.Assert.assertNotEquals;
import static org.testng.Assert.assertNotSame;
import static org.testng.Assert.assertSame;
import static org.testng.Assert.assertTrue;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.Trainer;
import io.github.djlseq2seq.block.search.SearchConfig;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.testng.annotations.Test;

/** The weights for decoding are shared while they cannot change, and never out of date. */
public final class DecodingPlanTest {

  private static final long SEED = 81;

  @Test(dataProvider = "enginesAndConfigs", dataProviderClass = TestModels.class)
  public void aModelThatIsNotTrainedHasOnePlan(String engine, Seq2SeqConfig config) {
    try (Model model = TestModels.frozen(engine, config, SEED)) {
      DecodingPlan plan;
      try (NDManager first = model.getNDManager().newSubManager()) {
        plan = TestModels.block(model).plan(first);
      }
      try (NDManager second = model.getNDManager().newSubManager()) {
        assertSame(TestModels.block(model).plan(second), plan);
      }
      assertUpToDate(model);
    }
  }

  @Test(dataProvider = "enginesAndConfigs", dataProviderClass = TestModels.class)
  public void whileATrainerHoldsTheModelEachPlanIsNew(String engine, Seq2SeqConfig config) {
    try (Model model = TestModels.random(engine, config, SEED);
        Trainer trainer = TestModels.trainer(model, 0.1f);
        NDManager manager = model.getNDManager().newSubManager()) {
      assertUpToDate(model);
      NDList inputs = batch(model).encoderInputs(manager);
      NDList encoded = TestModels.forward(model, inputs);
      DecodingPlan before = TestModels.block(model).plan(manager);
      assertNotSame(TestModels.block(model).plan(manager), before, "with nothing learnt between");
      float[] said = firstStep(before, inputs, encoded);
      TestModels.train(trainer, batch(model));

      DecodingPlan after = TestModels.block(model).plan(manager);
      assertNotSame(after, before);
      assertEquals(firstStep(before, inputs, encoded), said, "training changed a copy");
      assertTrue(distance(firstStep(after, inputs, encoded), said) > 1e-3, "nothing was learnt");
      assertUpToDate(model);
    }
  }

  @Test(dataProvider = "enginesAndConfigs", dataProviderClass = TestModels.class)
  public void freezingAfterTrainingGivesOnePlanOfTheNewWeights(
      String engine, Seq2SeqConfig config) {
    try (Model model = TestModels.frozen(engine, config, SEED);
        NDManager manager = model.getNDManager().newSubManager()) {
      DecodingPlan untrained = TestModels.block(model).plan(manager);
      for (int round = 0; round < 2; round++) {
        model.getBlock().freezeParameters(false);
        try (Trainer trainer = TestModels.trainer(model, 0.1f)) {
          TestModels.train(trainer, batch(model));
        }
        model.getBlock().freezeParameters(true);
        DecodingPlan trained = TestModels.block(model).plan(manager);
        assertNotSame(trained, untrained);
        assertSame(TestModels.block(model).plan(manager), trained);
        assertUpToDate(model);
        untrained = trained;
      }
    }
  }

  /** A service may fine-tune a model any number of times before it closes it. */
  @Test(dataProvider = "engines", dataProviderClass = TestModels.class)
  public void aPlanThatNobodyHasIsFreed(String engine) throws InterruptedException {
    try (Model model = TestModels.frozen(engine, TestModels.config(2, true, true), SEED);
        NDManager manager = model.getNDManager().newSubManager()) {
      NDManager packed = managerOfPlan(model, manager);
      assertNotSame(packed, model.getNDManager());
      StoredParameters.load(model, StoredParameters.of(model));
      for (int i = 0; i < 100 && packed.isOpen(); i++) {
        System.gc();
        Thread.sleep(20);
      }
      assertFalse(packed.isOpen());
      assertUpToDate(model);
    } catch (IOException | MalformedModelException e) {
      throw new AssertionError(e);
    }
  }

  private static NDManager managerOfPlan(Model model, NDManager manager) {
    DecodingPlan plan = TestModels.block(model).plan(manager);
    return plan.packed().layers().get(0).cell().weights().get(0).getManager();
  }

  @Test(dataProvider = "engines", dataProviderClass = TestModels.class)
  public void anotherTableMakesANewPlan(String engine) {
    Seq2SeqConfig config = TestModels.config(1, true, false).with("tied=true");
    try (Model model = TestModels.frozen(engine, config, SEED)) {
      assertUpToDate(model);
      float[] vector = new float[config.embedding()];
      Arrays.fill(vector, 0.5f);
      TestModels.block(model).targetEmbedding().replace(Map.of(7, vector));
      assertUpToDate(model);
    }
  }

  @Test(dataProvider = "enginesAndConfigs", dataProviderClass = TestModels.class)
  public void loadingOtherParametersMakesANewPlan(String engine, Seq2SeqConfig config)
      throws IOException, MalformedModelException {
    try (Model model = TestModels.frozen(engine, config, SEED);
        Model other = TestModels.frozen(engine, config, SEED + 1);
        NDManager manager = model.getNDManager().newSubManager()) {
      DecodingPlan before = TestModels.block(model).plan(manager);
      float[] said = firstStep(model, before);
      StoredParameters.load(model, StoredParameters.of(other));
      DecodingPlan after = TestModels.block(model).plan(manager);
      assertNotSame(after, before);
      assertNotEquals(firstStep(model, after), said);
      assertUpToDate(model);
    }
  }

  @Test(dataProvider = "enginesAndConfigs", dataProviderClass = TestModels.class)
  public void aModelThatWasLoadedTwiceHasOnePlan(String engine, Seq2SeqConfig config)
      throws IOException, MalformedModelException {
    try (Model saved = TestModels.frozen(engine, config, SEED);
        Model model = TestModels.empty(engine, config);
        NDManager manager = model.getNDManager().newSubManager()) {
      for (int round = 0; round < 2; round++) {
        StoredParameters.load(model, StoredParameters.of(saved));
        DecodingPlan plan = TestModels.block(model).plan(manager);
        assertSame(TestModels.block(model).plan(manager), plan, "after load " + round);
        assertUpToDate(model);
      }
    }
  }

  @Test(dataProvider = "engines", dataProviderClass = TestModels.class)
  public void aPlanServesSeveralThreads(String engine) throws Exception {
    Seq2SeqConfig config = TestModels.config(2, true, true);
    TestBatch batch = TestBatch.random(SEED, config, 4);
    try (Model model = TestModels.frozen(engine, config, SEED)) {
      String expected = search(model, batch);
      Callable<String> task = () -> search(model, batch);
      ExecutorService threads = Executors.newFixedThreadPool(4);
      try {
        for (Future<String> found : threads.invokeAll(Collections.nCopies(40, task))) {
          assertEquals(found.get(), expected);
        }
      } finally {
        threads.shutdownNow();
      }
    }
  }

  private static TestBatch batch(Model model) {
    Seq2SeqConfig config = TestModels.block(model).config();
    return TestBatch.of(config, new int[] {4, 5, 6}, new int[] {7, 8});
  }

  private static String search(Model model, TestBatch batch) {
    try (NDManager manager = model.getNDManager().newSubManager()) {
      SearchConfig beam = new SearchConfig(3, 3, 1);
      return TestDecoding.search(model, manager, batch, beam, 5, 6, 7, 8).stream()
          .map(list -> list.stream().map(h -> h.tokens() + " " + h.score()).toList().toString())
          .toList()
          .toString();
    }
  }

  /** What the first step of the batch's only sentence says. */
  private static float[] firstStep(Model model, DecodingPlan plan) {
    try (NDManager manager = model.getNDManager().newSubManager()) {
      NDList inputs = batch(model).encoderInputs(manager);
      return firstStep(plan, inputs, TestModels.forward(model, inputs));
    }
  }

  private static float[] firstStep(DecodingPlan plan, NDList inputs, NDList encoded) {
    try (DecodingSteps steps = new DecodingSteps(plan, encoded, inputs.get(1))) {
      return steps.step(new int[] {0}, new int[] {0}, new int[] {SpecialToken.BOS.id()});
    }
  }

  private static void assertUpToDate(Model model) {
    try (NDManager manager = model.getNDManager().newSubManager()) {
      float[] step = firstStep(model, TestModels.block(model).plan(manager));
      float[] forced = TestModels.logProbabilities(model, batch(model));
      assertNear(step, Arrays.copyOf(forced, step.length), 1e-5, "plan against teacher forcing");
    }
  }

  private static double distance(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.abs((double) a[i] - b[i]);
    }
    return sum;
  }
}
