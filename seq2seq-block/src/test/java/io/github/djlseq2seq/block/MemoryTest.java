package io.github.djlseq2seq.block;

import static org.testng.Assert.assertEquals;

import ai.djl.Model;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.Trainer;
import io.github.djlseq2seq.block.search.SearchConfig;
import java.util.Arrays;
import org.testng.annotations.Test;

/** Neither training nor decoding leaves arrays behind. */
public final class MemoryTest {

  private static final long SEED = 101;
  private static final int FIRST = 20;
  private static final int UPDATES = TestModels.FULL ? 2_000 : 200;
  private static final int STEPS = TestModels.FULL ? 10_000 : 500;

  @Test(dataProvider = "engines", dataProviderClass = TestModels.class)
  public void trainingKeepsTheNumberOfArrays(String engine) {
    Seq2SeqConfig config = TestModels.config(2, true, false);
    TestBatch batch = TestBatch.random(SEED, config, 3);
    try (Model model = TestModels.random(engine, config, SEED);
        Trainer trainer = TestModels.trainer(model, 0.001f)) {
      int expected = 0;
      for (int update = 1; update <= UPDATES; update++) {
        TestModels.train(trainer, batch);
        expected = update == FIRST ? arrays(model) : expected;
      }
      assertEquals(arrays(model), expected, "arrays after " + UPDATES + " updates");
    }
  }

  @Test(dataProvider = "engines", dataProviderClass = TestModels.class)
  public void decodingKeepsTheNumberOfArrays(String engine) {
    Seq2SeqConfig config = TestModels.config(2, true, false);
    TestBatch batch = TestBatch.random(SEED, config, 3);
    try (Model model = TestModels.frozen(engine, config, SEED)) {
      int[] longest = {4, 7, 9};
      int expected = 0;
      for (int step = 0; step < STEPS; step += Arrays.stream(longest).max().orElseThrow()) {
        decode(model, batch, longest);
        expected = expected == 0 && step >= FIRST ? arrays(model) : expected;
      }
      assertEquals(arrays(model), expected, "arrays after " + STEPS + " steps");
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
      TestModels.search(model, manager, batch, new SearchConfig(3, 2, 1), longest);
      return arrays(model);
    }
  }

  /** With those of managers below the model's. */
  private static int arrays(Model model) {
    return model.getNDManager().getManagedArrays().size();
  }
}
