package io.github.djlseq2seq.translate.training;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertTrue;
import static org.testng.Assert.expectThrows;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.tracker.Tracker;
import io.github.djlseq2seq.translate.Engines;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.testng.annotations.Test;

public class ResumableAdamTest {

  private static final long SEED = 11;
  private static final double TOLERANCE = 1e-5;

  /** Another rate at each update, so that a wrong number of updates shows. */
  private static final Tracker RATE = update -> 0.1f / update;

  @Test(dataProvider = "engines", dataProviderClass = Engines.class)
  public void updatesAsTheFormulaSays(String engine) {
    try (Model model = Numbers.linear(engine, 3, 2, SEED)) {
      ResumableAdam optimizer = optimizer(model);
      AdamInDoubles weight = new AdamInDoubles(Numbers.parameter(model, 0).toFloatArray());
      AdamInDoubles bias = new AdamInDoubles(Numbers.parameter(model, 1).toFloatArray());
      for (int update = 1; update <= 7; update++) {
        assertEquals(optimizer.beginUpdate(), 0.1f / update);
        weight.update(gradient(update, 0, 6), 0.1 / update);
        bias.update(gradient(update, 1, 2), 0.1 / update);
        step(model, optimizer, update);
        String what = "after update " + update;
        Numbers.assertNear(
            Numbers.parameter(model, 0).toFloatArray(), weight.values(), TOLERANCE, what);
        Numbers.assertNear(
            Numbers.parameter(model, 1).toFloatArray(), bias.values(), TOLERANCE, what);
      }
      assertEquals(optimizer.updates(), 7);
    }
  }

  @Test(dataProvider = "engines", dataProviderClass = Engines.class)
  public void updatesInsideATrainerAsTheFormulaSays(String engine) {
    try (Model model = Numbers.linear(engine, 3, 2, SEED)) {
      ResumableAdam optimizer = optimizer(model);
      try (Trainer trainer =
          model.newTrainer(new DefaultTrainingConfig(Loss.l2Loss()).optOptimizer(optimizer))) {
        trainer.initialize(new Shape(1, 3));
        AdamInDoubles weight = new AdamInDoubles(Numbers.parameter(model, 0).toFloatArray());
        for (int update = 1; update <= 4; update++) {
          float[] gradient = backward(trainer, update);
          weight.update(gradient, optimizer.beginUpdate());
          trainer.step();
          Numbers.assertNear(
              Numbers.parameter(model, 0).toFloatArray(),
              weight.values(),
              TOLERANCE,
              "after update " + update);
        }
      }
    }
  }

  @Test(dataProvider = "engines", dataProviderClass = Engines.class)
  public void resumedIsAsIfNeverStopped(String engine) throws Exception {
    try (Model straight = Numbers.linear(engine, 3, 2, SEED);
        Model stopped = Numbers.linear(engine, 3, 2, SEED);
        Model resumed = Numbers.linear(engine, 3, 2, SEED + 1)) {
      byte[] expected = run(straight, optimizer(straight), 1, 6);
      byte[] state = run(stopped, optimizer(stopped), 1, 3);
      for (int place = 0; place < 2; place++) {
        resumed.getBlock().getParameters().valueAt(place).close();
      }
      resumed.getBlock().loadParameters(resumed.getNDManager(), input(parameters(stopped)));
      ResumableAdam optimizer = optimizer(resumed);
      optimizer.load(input(state));
      assertEquals(optimizer.updates(), 3);
      assertEquals(run(resumed, optimizer, 4, 6), expected, "state");
      assertEquals(parameters(resumed), parameters(straight), "parameters");
    }
  }

  @Test(dataProvider = "engines", dataProviderClass = Engines.class)
  public void theStateOfAnotherBlockIsRefused(String engine) throws Exception {
    try (Model model = Numbers.linear(engine, 3, 2, SEED);
        Model other = Numbers.linear(engine, 2, 3, SEED)) {
      byte[] state = run(model, optimizer(model), 1, 2);
      ResumableAdam optimizer = optimizer(other);
      IOException e = expectThrows(IOException.class, () -> optimizer.load(input(state)));
      assertEquals(
          e.getMessage(), "state of parameter weight: shape (3, 2) expected, (2, 3) found");
      state[7] = 3; // the number of parameters
      IOException count = expectThrows(IOException.class, () -> optimizer.load(input(state)));
      assertEquals(count.getMessage(), "state of 2 parameters expected, of 3 found");
    }
  }

  @Test(dataProvider = "engines", dataProviderClass = Engines.class)
  public void aTruncatedStateIsAnErrorAndChangesNothing(String engine) throws Exception {
    try (Model model = Numbers.linear(engine, 3, 2, SEED)) {
      byte[] state = run(model, optimizer(model), 1, 2);
      ResumableAdam optimizer = optimizer(model);
      byte[] before = state(optimizer);
      for (int length = 0; length < state.length; length++) {
        byte[] part = Arrays.copyOf(state, length);
        expectThrows(IOException.class, () -> optimizer.load(input(part)));
        assertEquals(state(optimizer), before, "after " + length + " bytes");
      }
    }
  }

  @Test(dataProvider = "engines", dataProviderClass = Engines.class)
  public void aDamagedStateIsAnErrorAndChangesNothing(String engine) throws Exception {
    try (Model model = Numbers.linear(engine, 3, 2, SEED)) {
      byte[] state = run(model, optimizer(model), 1, 2);
      ResumableAdam optimizer = optimizer(model);
      byte[] before = state(optimizer);
      // The header of the first array: magic, version, type and shape.
      for (int i = 8; i < 55; i++) {
        if (state[i] == 0 && i < 20) {
          continue; // lengths of strings and marks that other values may stand for
        }
        byte[] damaged = state.clone();
        damaged[i] = -1;
        expectThrows(IOException.class, () -> optimizer.load(input(damaged)));
        assertEquals(state(optimizer), before, "damaged at " + i);
      }
    }
  }

  @Test(dataProvider = "engines", dataProviderClass = Engines.class)
  public void aStepBeforeTheFirstUpdateBeganIsAnError(String engine) {
    try (Model model = Numbers.linear(engine, 3, 2, SEED)) {
      float[] before = Numbers.parameter(model, 0).toFloatArray();
      IllegalStateException e =
          expectThrows(IllegalStateException.class, () -> step(model, optimizer(model), 1));
      assertTrue(e.getMessage().contains("beginUpdate"), e.getMessage());
      assertEquals(Numbers.parameter(model, 0).toFloatArray(), before);
    }
  }

  @Test(dataProvider = "engines", dataProviderClass = Engines.class)
  public void parametersOfAnotherBlockAreRefused(String engine) {
    try (Model model = Numbers.linear(engine, 3, 2, SEED);
        Model other = Numbers.linear(engine, 3, 2, SEED)) {
      ResumableAdam optimizer = optimizer(model);
      optimizer.beginUpdate();
      IllegalArgumentException e =
          expectThrows(IllegalArgumentException.class, () -> step(other, optimizer, 1));
      assertTrue(e.getMessage().contains("is not of this block"), e.getMessage());
    }
  }

  private static ResumableAdam optimizer(Model model) {
    return new ResumableAdam(model.getBlock(), RATE, model.getNDManager());
  }

  /** The gradient of a parameter at an update. */
  private static float[] gradient(int update, int place, int size) {
    return Numbers.random(new Random(SEED * 1000 + update * 10L + place), size);
  }

  /** Updates each parameter once, as a trainer's step does. */
  private static void step(Model model, ResumableAdam optimizer, int update) {
    try (NDManager scratch = model.getNDManager().newSubManager()) {
      for (int place = 0; place < 2; place++) {
        Parameter parameter = model.getBlock().getParameters().valueAt(place);
        NDArray array = parameter.getArray();
        float[] gradient = gradient(update, place, (int) array.size());
        optimizer.update(parameter.getId(), array, scratch.create(gradient, array.getShape()));
      }
    }
  }

  /** Updates from the first to the last, inclusive; the optimizer's state after them. */
  private static byte[] run(Model model, ResumableAdam optimizer, int first, int last)
      throws IOException {
    for (int update = first; update <= last; update++) {
      optimizer.beginUpdate();
      step(model, optimizer, update);
    }
    return state(optimizer);
  }

  /** A backward pass of the trainer; the gradient of the weight. */
  private static float[] backward(Trainer trainer, int update) {
    try (NDManager scratch = trainer.getManager().newSubManager()) {
      NDList data = new NDList(scratch.create(gradient(update, 2, 12), new Shape(4, 3)));
      NDList labels = new NDList(scratch.create(gradient(update, 3, 8), new Shape(4, 2)));
      try (GradientCollector collector = trainer.newGradientCollector()) {
        collector.backward(trainer.getLoss().evaluate(labels, trainer.forward(data, labels)));
      }
      try (NDArray gradient = Numbers.parameter(trainer.getModel(), 0).getGradient()) {
        return gradient.toFloatArray();
      }
    }
  }

  private static byte[] state(ResumableAdam optimizer) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    optimizer.save(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static byte[] parameters(Model model) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    model.getBlock().saveParameters(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static DataInputStream input(byte[] bytes) {
    return new DataInputStream(new ByteArrayInputStream(bytes));
  }
}
