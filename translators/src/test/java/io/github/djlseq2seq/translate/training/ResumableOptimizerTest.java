package io.github.djlseq2seq.translate.training;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertNotEquals;
import static org.testng.Assert.assertTrue;
import static org.testng.Assert.expectThrows;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import ai.djl.training.Trainer;
import ai.djl.training.tracker.Tracker;
import io.github.djlseq2seq.translate.Engines;
import java.util.List;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

public class ResumableOptimizerTest {

  private static final long SEED = 11;
  private static final double TOLERANCE = 1e-5;
  private static final int UPDATES = 50;
  private static final String LOCAL_SERVER = "ai.djl.use_local_parameter_server";

  /** What both engines are to agree on, relative to the largest value of a parameter. */
  private static final double ENGINES = 1e-6;

  @Test(dataProvider = "enginesAndKinds", dataProviderClass = TestOptimizer.class)
  public void updatesAsTheFormulaSays(String engine, TestOptimizer kind) {
    try (Model model = TestSteps.model(engine, SEED)) {
      ResumableOptimizer optimizer = kind.create();
      var weight = new OptimizerInDoubles(kind, Numbers.parameter(model, 0).toFloatArray(), 2);
      var bias = new OptimizerInDoubles(kind, Numbers.parameter(model, 1).toFloatArray(), 1);
      for (int update = 1; update <= UPDATES; update++) {
        assertEquals(optimizer.learningRate(), 0.1f / update);
        weight.update(TestSteps.gradient(update, 0, 6), 0.1 / update);
        bias.update(TestSteps.gradient(update, 1, 2), 0.1 / update);
        TestSteps.step(model, optimizer, update);
        String what = "after update " + update;
        List<float[]> found = TestSteps.parameters(model);
        Numbers.assertNear(found.get(0), weight.values(), TOLERANCE, what);
        Numbers.assertNear(found.get(1), bias.values(), TOLERANCE, what);
        assertEquals(optimizer.updates(), update);
      }
    }
  }

  @Test(dataProvider = "enginesAndKinds", dataProviderClass = TestOptimizer.class)
  public void updatesInsideATrainerAsTheFormulaSays(String engine, TestOptimizer kind) {
    System.clearProperty(LOCAL_SERVER); // as in a program that has not set it
    ResumableOptimizer optimizer = kind.create();
    try (Model model = TestSteps.model(engine, SEED);
        Trainer trainer = TestSteps.trainer(model, optimizer)) {
      var weight = new OptimizerInDoubles(kind, Numbers.parameter(model, 0).toFloatArray(), 2);
      for (int update = 1; update <= 4; update++) {
        float[] gradient = TestSteps.backward(trainer, update);
        weight.update(gradient, optimizer.learningRate());
        trainer.step();
        Numbers.assertNear(
            Numbers.parameter(model, 0).toFloatArray(),
            weight.values(),
            TOLERANCE,
            "after update " + update);
      }
      assertEquals(optimizer.updates(), 4);
    }
  }

  /** Without it Adam would be right and slow, and nobody told. */
  @Test
  public void adamIsPyTorchsOwn() {
    try (Model model = TestSteps.model(Engines.PYTORCH, SEED)) {
      assertTrue(FusedAdam.runsIn(model.getNDManager()));
    }
  }

  @Test(dataProvider = "kinds", dataProviderClass = TestOptimizer.class)
  public void enginesAgree(TestOptimizer kind) {
    try (Model torch = TestSteps.model(Engines.PYTORCH, SEED);
        Model mxnet = TestSteps.model(Engines.MXNET, SEED)) {
      TestSteps.steps(torch, kind.create(Tracker.fixed(0.01f)), 1, UPDATES);
      TestSteps.steps(mxnet, kind.create(Tracker.fixed(0.01f)), 1, UPDATES);
      for (int place = 0; place < 2; place++) {
        float[] expected = Numbers.parameter(torch, place).toFloatArray();
        float[] found = Numbers.parameter(mxnet, place).toFloatArray();
        double largest = 0;
        for (float value : expected) {
          largest = Math.max(largest, Math.abs(value));
        }
        for (int i = 0; i < expected.length; i++) {
          assertEquals(found[i], expected[i], ENGINES * largest, "parameter " + place);
        }
      }
    }
  }

  @Test(dataProvider = "enginesAndKinds", dataProviderClass = TestOptimizer.class)
  public void frozenParametersStayAsTheyAre(String engine, TestOptimizer kind) throws Exception {
    ResumableOptimizer optimizer = kind.create();
    try (Model model = TestSteps.model(engine, SEED);
        Trainer trainer = TestSteps.trainer(model, optimizer)) {
      Parameter bias = model.getBlock().getParameters().valueAt(1);
      List<float[]> before = TestSteps.parameters(model);
      bias.freeze(true);
      for (int update = 1; update <= 3; update++) {
        TestSteps.backward(trainer, update);
        trainer.step();
      }
      assertEquals(optimizer.updates(), 3);
      List<float[]> after = TestSteps.parameters(model);
      assertNotEquals(after.get(0), before.get(0));
      assertEquals(after.get(1), before.get(1));
      int arrays = TestSteps.arrays(model);
      optimizer.close();
      assertEquals(arrays - TestSteps.arrays(model), stateArrays(kind), "arrays of the state");
    }
  }

  private static int stateArrays(TestOptimizer kind) {
    return switch (kind) {
      case SGD -> 0;
      case MOMENTUM -> 1;
      case ADAM, ADAMW -> 2;
    };
  }

  @Test(dataProvider = "enginesAndKinds", dataProviderClass = TestOptimizer.class)
  public void aParameterUnfrozenLateBeginsAnew(String engine, TestOptimizer kind) {
    try (Model model = TestSteps.model(engine, SEED)) {
      ResumableOptimizer optimizer = kind.create(Tracker.fixed(0.1f));
      Parameter weight = model.getBlock().getParameters().valueAt(0);
      for (int update = 1; update <= 3; update++) {
        optimizer.update(weight.getId(), weight.getArray(), weight.getArray().onesLike());
      }
      var bias = new OptimizerInDoubles(kind, Numbers.parameter(model, 1).toFloatArray(), 1);
      for (int update = 4; update <= 6; update++) {
        TestSteps.step(model, optimizer, update);
        bias.update(TestSteps.gradient(update, 1, 2), 0.1);
      }
      assertEquals(optimizer.updates(), 6);
      Numbers.assertNear(
          Numbers.parameter(model, 1).toFloatArray(), bias.values(), TOLERANCE, "bias");
    }
  }

  @Test(dataProvider = "enginesAndKinds", dataProviderClass = TestOptimizer.class)
  public void aStepLeftOutChangesNothing(String engine, TestOptimizer kind) throws Exception {
    ResumableOptimizer optimizer = kind.create();
    ResumableOptimizer straightOptimizer = kind.create();
    try (Model model = TestSteps.model(engine, SEED);
        Model straight = TestSteps.model(engine, SEED);
        Trainer trainer = TestSteps.trainer(model, optimizer);
        Trainer straightTrainer = TestSteps.trainer(straight, straightOptimizer)) {
      for (int update = 1; update <= 4; update++) {
        if (update != 2) {
          TestSteps.backward(straightTrainer, update);
          straightTrainer.step();
        }
        List<float[]> before = TestSteps.parameters(model);
        byte[] state = TestSteps.state(optimizer, model);
        TestSteps.backward(trainer, update);
        if (update == 2) {
          try (NDArray gradient = Numbers.parameter(model, 0).getGradient();
              NDArray bad = gradient.getManager().full(gradient.getShape(), Float.NaN)) {
            Gradients.set(gradient, bad);
          }
          optimizer.skipNextStep();
        }
        trainer.step();
        if (update == 2) {
          Numbers.assertSame(TestSteps.parameters(model), before, "parameters");
          assertEquals(TestSteps.state(optimizer, model), state);
        }
      }
      assertEquals(optimizer.updates(), 3);
      Numbers.assertSame(TestSteps.parameters(model), TestSteps.parameters(straight), "parameters");
      assertEquals(TestSteps.state(optimizer, model), TestSteps.state(straightOptimizer, straight));
    }
  }

  @Test(dataProvider = "enginesAndKinds", dataProviderClass = TestOptimizer.class)
  public void updatesLeaveNoArraysBehind(String engine, TestOptimizer kind) {
    ResumableOptimizer optimizer = kind.create();
    try (Model model = TestSteps.model(engine, SEED);
        Trainer trainer = TestSteps.trainer(model, optimizer)) {
      TestSteps.backward(trainer, 1);
      trainer.step(); // DJL keeps what it checks at the first
      int arrays = TestSteps.arrays(model);
      for (int update = 2; update <= 100; update++) {
        TestSteps.backward(trainer, update);
        if (update % 7 == 0) {
          optimizer.skipNextStep();
        }
        trainer.step();
        assertEquals(TestSteps.arrays(model), arrays, "arrays after update " + update);
      }
      optimizer.close();
      assertEquals(arrays - TestSteps.arrays(model), 2 * stateArrays(kind), "freed arrays");
      assertEquals(optimizer.updates(), 0);
    }
  }

  @Test(dataProvider = "enginesAndKinds", dataProviderClass = TestOptimizer.class)
  public void anotherModelAfterTheFirstIsClosedBeginsAnew(String engine, TestOptimizer kind)
      throws Exception {
    ResumableOptimizer optimizer = kind.create();
    byte[] expected;
    try (Model model = TestSteps.model(engine, SEED)) {
      TestSteps.steps(model, optimizer, 1, 3);
      expected = TestSteps.state(optimizer, model);
    }
    try (Model model = TestSteps.model(engine, SEED)) {
      TestSteps.steps(model, optimizer, 1, 3);
      assertEquals(TestSteps.state(optimizer, model), expected);
    }
  }

  @DataProvider
  static Object[][] badRates() {
    return new Object[][] {{Float.NaN}, {Float.POSITIVE_INFINITY}, {-0.1f}};
  }

  @Test(dataProvider = "badRates")
  public void badLearningRatesAreRefused(float rate) {
    try (Model model = TestSteps.model(Engines.any(), SEED)) {
      List<float[]> before = TestSteps.parameters(model);
      IllegalStateException e =
          expectThrows(
              IllegalStateException.class,
              () -> TestSteps.step(model, ResumableOptimizer.adam(Tracker.fixed(rate)), 1));
      assertEquals(
          e.getMessage(),
          "the learning rate must be finite and not negative, found %s for update 1"
              .formatted(rate));
      Numbers.assertSame(TestSteps.parameters(model), before, "parameters");
    }
  }

  @Test
  public void badSettingsAreRefused() {
    for (double momentum : new double[] {-0.1, 1, Double.NaN}) {
      var e =
          expectThrows(
              IllegalArgumentException.class,
              () -> ResumableOptimizer.sgd(TestOptimizer.RATE, momentum));
      assertEquals(e.getMessage(), "momentum must be from 0 to below 1, found " + momentum);
    }
    for (double decay : new double[] {-0.1, 0, Double.NaN, Double.POSITIVE_INFINITY}) {
      var e =
          expectThrows(
              IllegalArgumentException.class,
              () -> ResumableOptimizer.adamW(TestOptimizer.RATE, decay));
      assertEquals(e.getMessage(), "decay must be positive (adam has none), found " + decay);
    }
  }

  /** In MXNet's own parameter server, exceptions are lost and steps cannot be left out. */
  @Test
  public void mxnetsParameterServerIsSetToJavas() {
    try {
      System.clearProperty(LOCAL_SERVER);
      TestOptimizer.ADAM.create();
      assertEquals(System.getProperty(LOCAL_SERVER), "true");
      System.setProperty(LOCAL_SERVER, "false");
      IllegalStateException e =
          expectThrows(IllegalStateException.class, TestOptimizer.ADAM::create);
      assertEquals(
          e.getMessage(),
          "the system property " + LOCAL_SERVER + " must be true or not set, found false");
    } finally {
      System.setProperty(LOCAL_SERVER, "true");
    }
  }
}
