package io.github.djlseq2seq.translate.training;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertFalse;
import static org.testng.Assert.assertTrue;
import static org.testng.Assert.expectThrows;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import io.github.djlseq2seq.translate.Engines;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

public class GradientNormClipperTest {

  private static final double RELATIVE = 1e-5;
  private static final float HUGE = 1e6f;

  @DataProvider
  static Object[][] enginesAndScales() {
    List<Object[]> rows = new ArrayList<>();
    for (Object[] engine : Engines.engines()) {
      // The squares of the last are beyond what a float holds.
      for (float scale : new float[] {1e-6f, 1, 1e6f, 1e25f}) {
        rows.add(new Object[] {engine[0], scale});
      }
    }
    return rows.toArray(Object[][]::new);
  }

  @Test(dataProvider = "enginesAndScales")
  public void theNormIsThatOfAllGradientsTogether(String engine, float scale) {
    withGradients(
        engine,
        scale,
        trainer -> {
          double expected = norm(gradients(trainer));
          float norm = new GradientNormClipper(1e37).clip(trainer);
          assertEquals(norm, expected, RELATIVE * expected);
        });
  }

  @Test(dataProvider = "engines", dataProviderClass = Engines.class)
  public void upToTheLimitNothingChanges(String engine) {
    withGradients(
        engine,
        1,
        trainer -> {
          List<float[]> before = gradients(trainer);
          float norm = new GradientNormClipper(HUGE).clip(trainer);
          assertEquals(new GradientNormClipper(norm).clip(trainer), norm);
          Numbers.assertSame(gradients(trainer), before, "gradients");
        });
  }

  @Test(dataProvider = "enginesAndScales")
  public void aboveTheLimitTheNormBecomesTheLimit(String engine, float scale) {
    withGradients(
        engine,
        scale,
        trainer -> {
          List<float[]> before = gradients(trainer);
          double limit = 0.5 * scale;
          double share = limit / norm(before);
          new GradientNormClipper(limit).clip(trainer);
          List<float[]> after = gradients(trainer);
          assertEquals(norm(after), limit, RELATIVE * limit);
          for (int i = 0; i < before.size(); i++) {
            for (int j = 0; j < before.get(i).length; j++) {
              double expected = before.get(i)[j] * share;
              assertEquals(after.get(i)[j], expected, RELATIVE * Math.abs(expected));
            }
          }
        });
  }

  @Test(dataProvider = "engines", dataProviderClass = Engines.class)
  public void aListenerClipsBeforeTheStep(String engine) {
    withGradients(
        engine,
        1,
        trainer -> {
          new GradientNormClipper(0.25).onTrainingBatch(trainer, null);
          assertEquals(norm(gradients(trainer)), 0.25, RELATIVE);
        });
  }

  @DataProvider
  static Object[][] enginesAndFaults() {
    List<Object[]> rows = new ArrayList<>();
    for (Object[] engine : Engines.engines()) {
      for (float fault :
          new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
        rows.add(new Object[] {engine[0], fault});
      }
    }
    return rows.toArray(Object[][]::new);
  }

  @Test(dataProvider = "enginesAndFaults")
  public void gradientsThatAreNotFiniteStayAsTheyAre(String engine, float fault) {
    withGradients(
        engine,
        1,
        trainer -> {
          set(trainer, 1, new float[] {3, fault});
          List<float[]> before = gradients(trainer);
          float norm = new GradientNormClipper(0.1).clip(trainer);
          assertFalse(Float.isFinite(norm), "norm " + norm);
          Numbers.assertSame(gradients(trainer), before, "gradients");
        });
  }

  @Test(dataProvider = "engines", dataProviderClass = Engines.class)
  public void frozenParametersAreLeftOut(String engine) {
    withGradients(
        engine,
        1,
        trainer -> {
          List<float[]> gradients = gradients(trainer);
          trainer.getModel().getBlock().getParameters().valueAt(1).freeze(true);
          double expected = norm(gradients.subList(0, 1));
          float norm = new GradientNormClipper(HUGE).clip(trainer);
          assertEquals(norm, expected, RELATIVE * expected);
        });
  }

  @Test(dataProvider = "engines", dataProviderClass = Engines.class)
  public void noArrayIsLeftBehind(String engine) {
    withGradients(
        engine,
        1,
        trainer -> {
          NDManager all = trainer.getModel().getNDManager();
          List<NDArray> before = all.getManagedArrays();
          GradientNormClipper clipper = new GradientNormClipper(1e-3);
          for (int i = 0; i < 100; i++) {
            clipper.clip(trainer);
          }
          assertEquals(all.getManagedArrays().size(), before.size());
        });
  }

  @DataProvider
  static Object[][] badLimits() {
    return new Object[][] {{0.0}, {-1.0}, {Double.NaN}};
  }

  @Test(dataProvider = "badLimits")
  public void badLimitsAreRefused(double limit) {
    IllegalArgumentException e =
        expectThrows(IllegalArgumentException.class, () -> new GradientNormClipper(limit));
    assertEquals(e.getMessage(), "limit must be positive, found " + limit);
  }

  /** Tests a trainer after a backward pass, its gradients random and of a given size. */
  private static void withGradients(String engine, float scale, Consumer<Trainer> test) {
    try (Model model = Numbers.linear(engine, 3, 2, 1);
        Trainer trainer = model.newTrainer(new DefaultTrainingConfig(Loss.l2Loss()))) {
      trainer.initialize(new Shape(1, 3));
      NDArray ones = trainer.getManager().ones(new Shape(1, 3));
      try (GradientCollector collector = trainer.newGradientCollector()) {
        collector.backward(trainer.forward(new NDList(ones)).singletonOrThrow().sum());
      }
      Random random = new Random(2);
      for (int place = 0; place < 2; place++) {
        float[] values = Numbers.random(random, Numbers.parameter(model, place).size());
        for (int i = 0; i < values.length; i++) {
          values[i] *= scale;
        }
        set(trainer, place, values);
      }
      test.accept(trainer);
    }
  }

  private static void set(Trainer trainer, int place, float[] values) {
    try (NDArray gradient = Numbers.parameter(trainer.getModel(), place).getGradient();
        NDArray source = gradient.getManager().create(values, gradient.getShape())) {
      source.copyTo(gradient);
    }
  }

  private static List<float[]> gradients(Trainer trainer) {
    List<float[]> values = new ArrayList<>();
    for (int place = 0; place < 2; place++) {
      try (NDArray gradient = Numbers.parameter(trainer.getModel(), place).getGradient()) {
        values.add(gradient.toFloatArray());
      }
    }
    return values;
  }

  private static double norm(List<float[]> gradients) {
    double sum = 0;
    for (float[] gradient : gradients) {
      for (float value : gradient) {
        sum += (double) value * value;
      }
    }
    assertTrue(sum > 0);
    return Math.sqrt(sum);
  }
}
