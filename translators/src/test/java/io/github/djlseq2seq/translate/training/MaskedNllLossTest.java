package io.github.djlseq2seq.translate.training;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.expectThrows;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.github.djlseq2seq.block.SpecialToken;
import io.github.djlseq2seq.translate.Engines;
import java.util.ArrayList;
import java.util.List;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

public class MaskedNllLossTest {

  private static final double TOLERANCE = 1e-5;

  /** Engines by sizes {@code B, T, V} that all differ, and by label smoothing. */
  @DataProvider
  static Object[][] cases() {
    List<Object[]> rows = new ArrayList<>();
    for (Object[] engine : Engines.engines()) {
      for (int[] sizes : new int[][] {{3, 5, 7}, {5, 3, 7}, {1, 4, 6}, {4, 1, 6}, {9, 2, 5}}) {
        for (double smoothing : new double[] {0, 0.1, 0.75}) {
          LossExample example =
              LossExample.random(sizes[0], sizes[1], sizes[2], Float.NEGATIVE_INFINITY);
          rows.add(new Object[] {engine[0], example, smoothing});
        }
      }
    }
    return rows.toArray(Object[][]::new);
  }

  @Test(dataProvider = "cases")
  public void isWhatDoublesGive(String engine, LossExample example, double smoothing) {
    try (NDManager manager = Engines.newManager(engine)) {
      float loss = example.loss(manager, smoothing).getFloat();
      assertEquals(loss, example.expectedLoss(smoothing), TOLERANCE);
    }
  }

  @Test(dataProvider = "cases")
  public void gradientsReachRealPositionsAlone(
      String engine, LossExample example, double smoothing) {
    try (NDManager manager = Engines.newManager(engine)) {
      NDArray predictions = example.predictions(manager);
      predictions.setRequiresGradient(true);
      try (GradientCollector collector = Engine.getEngine(engine).newGradientCollector()) {
        NDList labels = example.labelArrays(manager);
        NDArray loss = new MaskedNllLoss(smoothing).evaluate(labels, new NDList(predictions));
        collector.backward(loss);
      }
      Numbers.assertNear(
          predictions.getGradient().toFloatArray(),
          example.expectedGradient(smoothing),
          TOLERANCE,
          "gradient");
    }
  }

  @DataProvider
  static Object[][] enginesAndPaddings() {
    List<Object[]> rows = new ArrayList<>();
    for (Object[] engine : Engines.engines()) {
      for (float padding : new float[] {0, 1e30f, -1e30f, Float.POSITIVE_INFINITY, Float.NaN}) {
        rows.add(new Object[] {engine[0], padding});
      }
    }
    return rows.toArray(Object[][]::new);
  }

  @Test(dataProvider = "enginesAndPaddings")
  public void paddingWeighsNothingWhateverStandsThere(String engine, float padding) {
    try (NDManager manager = Engines.newManager(engine)) {
      for (double smoothing : new double[] {0, 0.1}) {
        LossExample clean = LossExample.random(3, 5, 7, -1);
        LossExample example = LossExample.random(3, 5, 7, padding);
        assertEquals(
            example.loss(manager, smoothing).getFloat(),
            clean.loss(manager, smoothing).getFloat(),
            "padding " + padding);
      }
    }
  }

  @Test(dataProvider = "engines", dataProviderClass = Engines.class)
  public void smoothingLeavesOutPadAndBos(String engine) {
    try (NDManager manager = Engines.newManager(engine)) {
      LossExample example = LossExample.random(2, 3, 6, -1);
      float before = example.loss(manager, 0.5).getFloat();
      example.setAll(SpecialToken.PAD, -20);
      example.setAll(SpecialToken.BOS, -30);
      assertEquals(example.loss(manager, 0.5).getFloat(), before, TOLERANCE);
    }
  }

  @DataProvider
  static Object[][] badSmoothing() {
    return new Object[][] {{-0.1}, {1.0}, {1.5}, {Double.NaN}, {Double.NEGATIVE_INFINITY}};
  }

  @Test(dataProvider = "badSmoothing")
  public void badSmoothingIsRefused(double smoothing) {
    IllegalArgumentException e =
        expectThrows(IllegalArgumentException.class, () -> new MaskedNllLoss(smoothing));
    assertEquals(e.getMessage(), "smoothing must be from 0 to below 1, found " + smoothing);
  }
}
