package io.github.djlseq2seq.translate.training;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertFalse;
import static org.testng.Assert.assertTrue;
import static org.testng.Assert.expectThrows;

import ai.djl.Model;
import ai.djl.TrainingDivergedException;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.ArrayDataset;
import io.github.djlseq2seq.translate.Engines;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

/** DJL's training loop leaves out steps that would spoil the model. */
public class SkippedStepsTest {

  private static final long SEED = 3;
  private static final int BATCH = 4;

  /** Batches that a loss is not finite for. */
  private enum Fault {
    /** Loss and gradients are NaN. */
    NAN(Float.NaN),
    /** The loss is infinite, the gradients are not. */
    INFINITE_LOSS(1e25f);

    private final float value;

    Fault(float value) {
      this.value = value;
    }
  }

  @DataProvider
  static Object[][] cases() {
    List<Object[]> rows = new ArrayList<>();
    for (Object[] row : TestOptimizer.enginesAndKinds()) {
      for (Fault fault : Fault.values()) {
        rows.add(new Object[] {row[0], row[1], fault});
      }
    }
    return rows.toArray(Object[][]::new);
  }

  @Test(dataProvider = "cases")
  public void aBadStepIsAsIfTheBatchWereNotThere(String engine, TestOptimizer kind, Fault fault)
      throws Exception {
    ResumableOptimizer optimizer = kind.create();
    ResumableOptimizer other = kind.create();
    GradientNormClipper clipper = new GradientNormClipper(0.5, optimizer);
    try (Model model = TestSteps.model(engine, SEED);
        Model straight = TestSteps.model(engine, SEED);
        Trainer trainer = TestSteps.trainer(model, optimizer, clipper);
        Trainer straightTrainer =
            TestSteps.trainer(straight, other, new GradientNormClipper(0.5, other))) {
      fit(trainer, fault, 1, -1, 2, -1, -1, 3, 4);
      fit(straightTrainer, fault, 1, 2, 3, 4);
      assertEquals(clipper.skipped(), 3);
      assertEquals(optimizer.updates(), 4);
      Numbers.assertSame(TestSteps.parameters(model), TestSteps.parameters(straight), "parameters");
      assertEquals(TestSteps.state(optimizer, model), TestSteps.state(other, straight));
    }
  }

  @Test(dataProvider = "cases")
  public void tooManyInARowEndTheTraining(String engine, TestOptimizer kind, Fault fault)
      throws Exception {
    ResumableOptimizer optimizer = kind.create();
    GradientNormClipper clipper = new GradientNormClipper(0.5, optimizer);
    try (Model model = TestSteps.model(engine, SEED);
        Trainer trainer = TestSteps.trainer(model, optimizer, clipper)) {
      fit(trainer, fault, 1, -1, -1, -1, -1, -1, 2, -1, -1);
      assertEquals(clipper.skipped(), 7);
      List<float[]> parameters = TestSteps.parameters(model);
      byte[] state = TestSteps.state(optimizer, model);
      TrainingDivergedException e =
          expectThrows(
              TrainingDivergedException.class, () -> fit(trainer, fault, -1, -1, -1, -1, -1, 3));
      String rate = Float.toString(0.1f / 3);
      String message = e.getMessage();
      assertTrue(message.startsWith("update 3: loss "), message);
      assertTrue(message.contains(", gradient norm "), message);
      assertTrue(message.contains(" at learning rate " + rate + "; the 5 steps before"), message);
      Numbers.assertSame(TestSteps.parameters(model), parameters, "parameters");
      assertEquals(TestSteps.state(optimizer, model), state);
    }
  }

  @Test(dataProvider = "enginesAndKinds", dataProviderClass = TestOptimizer.class)
  public void closingTheTrainerFreesStateAndGradients(String engine, TestOptimizer kind)
      throws Exception {
    ResumableOptimizer optimizer = kind.create();
    try (Model model = TestSteps.model(engine, SEED)) {
      List<float[]> first = null;
      int arrays = 0;
      for (int round = 0; round < 3; round++) {
        Numbers.parameter(model, 0).set(new float[] {1, 2, 3, 4, 5, 6});
        Numbers.parameter(model, 1).set(new float[] {1, 2});
        GradientNormClipper clipper = new GradientNormClipper(0.5, optimizer);
        try (Trainer trainer = TestSteps.trainer(model, optimizer, clipper)) {
          fit(trainer, Fault.NAN, 1, 2, 3);
        }
        for (Parameter parameter : model.getBlock().getParameters().values()) {
          assertFalse(parameter.getArray().hasGradient(), parameter.getName());
        }
        if (first == null) {
          first = TestSteps.parameters(model);
          arrays = TestSteps.arrays(model);
        }
        Numbers.assertSame(TestSteps.parameters(model), first, "parameters of round " + round);
        // DJL's own check of the first gradients leaves one array a parameter.
        assertEquals(TestSteps.arrays(model), arrays + 2 * round, "arrays of round " + round);
      }
    }
  }

  @Test(dataProvider = "engines", dataProviderClass = Engines.class)
  public void aClipperWithoutAnOptimizerOnlyClips(String engine) throws Exception {
    ResumableOptimizer optimizer = TestOptimizer.ADAM.create();
    GradientNormClipper clipper = new GradientNormClipper(0.5);
    try (Model model = TestSteps.model(engine, SEED)) {
      try (Trainer trainer = TestSteps.trainer(model, optimizer, clipper)) {
        fit(trainer, Fault.NAN, 1, -1);
        assertEquals(clipper.skipped(), 0);
        assertEquals(optimizer.updates(), 2);
      }
      assertEquals(optimizer.updates(), 2);
      assertTrue(Numbers.parameter(model, 0).hasGradient());
    }
  }

  /** Trains with a batch for each number; a negative number's is bad. */
  private static void fit(Trainer trainer, Fault fault, int... batches) throws Exception {
    float[] data = new float[batches.length * BATCH * TestSteps.INPUTS];
    float[] labels = new float[batches.length * BATCH * TestSteps.OUTPUTS];
    for (int i = 0; i < batches.length; i++) {
      int inputs = BATCH * TestSteps.INPUTS;
      int outputs = BATCH * TestSteps.OUTPUTS;
      int number = Math.abs(batches[i]);
      System.arraycopy(TestSteps.gradient(number, 2, inputs), 0, data, i * inputs, inputs);
      System.arraycopy(TestSteps.gradient(number, 3, outputs), 0, labels, i * outputs, outputs);
      if (batches[i] < 0) {
        Arrays.fill(labels, i * outputs, (i + 1) * outputs, fault.value);
      }
    }
    long rows = (long) batches.length * BATCH;
    try (NDManager manager = trainer.getManager().newSubManager()) {
      ArrayDataset dataset =
          new ArrayDataset.Builder()
              .setData(manager.create(data, new Shape(rows, TestSteps.INPUTS)))
              .optLabels(manager.create(labels, new Shape(rows, TestSteps.OUTPUTS)))
              .setSampling(BATCH, false)
              .build();
      EasyTrain.fit(trainer, 1, dataset, null);
    }
  }
}
