package io.github.djlseq2seq.translate.training;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertTrue;
import static org.testng.Assert.expectThrows;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import io.github.djlseq2seq.block.layer.Linear;
import io.github.djlseq2seq.translate.Engines;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.testng.annotations.Test;

/** Saved states of optimizers. */
public class OptimizerStateTest {

  private static final long SEED = 11;

  @Test(dataProvider = "enginesAndKinds", dataProviderClass = TestOptimizer.class)
  public void resumedIsAsIfNeverStopped(String engine, TestOptimizer kind) throws Exception {
    try (Model straight = TestSteps.model(engine, SEED);
        Model stopped = TestSteps.model(engine, SEED);
        Model resumed = TestSteps.model(engine, SEED + 1)) {
      ResumableOptimizer all = kind.create();
      TestSteps.steps(straight, all, 1, 6);
      ResumableOptimizer first = kind.create();
      TestSteps.steps(stopped, first, 1, 3);
      TestSteps.setParameters(resumed, TestSteps.parameters(stopped));
      ResumableOptimizer second = kind.create();
      TestSteps.step(resumed, second, 9); // what is loaded replaces what was remembered
      TestSteps.setParameters(resumed, TestSteps.parameters(stopped));
      TestSteps.load(second, resumed, TestSteps.state(first, stopped));
      assertEquals(second.updates(), 3);
      TestSteps.steps(resumed, second, 4, 6);
      assertEquals(TestSteps.state(second, resumed), TestSteps.state(all, straight), "state");
      Numbers.assertSame(
          TestSteps.parameters(resumed), TestSteps.parameters(straight), "parameters");
    }
  }

  @Test(dataProvider = "kinds", dataProviderClass = TestOptimizer.class)
  public void oneEngineReadsWhatTheOtherWrote(TestOptimizer kind) throws Exception {
    try (Model torch = TestSteps.model(Engines.PYTORCH, SEED);
        Model mxnet = TestSteps.model(Engines.MXNET, SEED)) {
      ResumableOptimizer writer = kind.create();
      TestSteps.steps(torch, writer, 1, 3);
      byte[] state = TestSteps.state(writer, torch);
      ResumableOptimizer reader = kind.create();
      TestSteps.load(reader, mxnet, state);
      assertEquals(TestSteps.state(reader, mxnet), state);
    }
  }

  @Test(dataProvider = "enginesAndKinds", dataProviderClass = TestOptimizer.class)
  public void aParameterThatWasFrozenHasNoState(String engine, TestOptimizer kind)
      throws Exception {
    try (Model model = TestSteps.model(engine, SEED);
        Model other = TestSteps.model(engine, SEED)) {
      ResumableOptimizer optimizer = kind.create();
      Parameter weight = model.getBlock().getParameters().valueAt(0);
      try (NDArray gradient = weight.getArray().onesLike()) {
        optimizer.update(weight.getId(), weight.getArray(), gradient);
      }
      byte[] state = TestSteps.state(optimizer, model);
      ResumableOptimizer resumed = kind.create();
      TestSteps.load(resumed, other, state);
      assertEquals(resumed.updates(), 1);
      assertEquals(TestSteps.state(resumed, other), state);
      TestSteps.setParameters(other, TestSteps.parameters(model));
      TestSteps.step(model, optimizer, 2);
      TestSteps.step(other, resumed, 2);
      Numbers.assertSame(TestSteps.parameters(other), TestSteps.parameters(model), "parameters");
    }
  }

  @Test(dataProvider = "kinds", dataProviderClass = TestOptimizer.class)
  public void theStateOfAnotherOptimizerOrBlockIsRefused(TestOptimizer kind) throws Exception {
    try (Model model = TestSteps.model(Engines.any(), SEED);
        Model turned = Numbers.linear(Engines.any(), 2, 3, SEED)) {
      ResumableOptimizer optimizer = kind.create();
      TestSteps.steps(model, optimizer, 1, 2);
      byte[] state = TestSteps.state(optimizer, model);
      for (TestOptimizer other : TestOptimizer.values()) {
        if (other != kind) {
          ResumableOptimizer reader = other.create();
          TestSteps.step(model, reader, 1);
          refused(reader, model, state, "optimizer state: the optimizer's kind must be ");
        }
      }
      refused(
          kind.create(),
          turned,
          state,
          "optimizer state: the shape of parameter weight must be (3, 2), found (2, 3)");
      IllegalArgumentException foreign =
          expectThrows(IllegalArgumentException.class, () -> TestSteps.state(optimizer, turned));
      assertTrue(foreign.getMessage().startsWith("block must be the one"), foreign.getMessage());
      Model empty = Model.newInstance("empty", Engines.any());
      try (empty) {
        empty.setBlock(new Linear(3, 2));
        expectThrows(
            IllegalArgumentException.class, () -> TestSteps.load(kind.create(), empty, state));
      }
    }
  }

  @Test(dataProvider = "enginesAndKinds", dataProviderClass = TestOptimizer.class)
  public void aDamagedStateIsAnErrorAndChangesNothing(String engine, TestOptimizer kind)
      throws Exception {
    try (Model model = TestSteps.model(engine, SEED)) {
      ResumableOptimizer writer = kind.create();
      TestSteps.steps(model, writer, 1, 2);
      byte[] state = TestSteps.state(writer, model);
      ResumableOptimizer optimizer = kind.create();
      TestSteps.step(model, optimizer, 1);
      for (int i = 0; i < state.length; i++) {
        byte[] part = Arrays.copyOf(state, i);
        refused(optimizer, model, part, "optimizer state: it is cut off at ");
        for (int change : new int[] {1, 0x80, 0xFF}) {
          byte[] damaged = state.clone();
          damaged[i] ^= (byte) change;
          refused(optimizer, model, damaged, "optimizer state: ");
        }
      }
    }
  }

  private static void refused(
      ResumableOptimizer optimizer, Model model, byte[] state, String message) throws IOException {
    // A state of a few updates, to compare with.
    byte[] before = optimizer.updates() == 0 ? new byte[0] : TestSteps.state(optimizer, model);
    List<float[]> parameters = TestSteps.parameters(model);
    IOException e = expectThrows(IOException.class, () -> TestSteps.load(optimizer, model, state));
    assertTrue(e.getMessage().startsWith(message), e.getMessage());
    if (before.length > 0) {
      assertEquals(TestSteps.state(optimizer, model), before);
    }
    Numbers.assertSame(TestSteps.parameters(model), parameters, "parameters");
  }
}
