package io.github.djlseq2seq.block;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertNotEquals;
import static org.testng.Assert.assertTrue;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.github.djlseq2seq.block.layer.Dropout;
import java.util.ArrayList;
import java.util.List;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

/** Where values are dropped, and that they are at training alone. */
public final class DropoutTest {

  private static final long SEED = 65;

  /** Settings, and whether anything is left to drop. */
  @DataProvider
  public Object[][] rates() {
    String[][] rates = {
      {"layers=1 embeddingDropout=0.5 outputDropout=0", "true"},
      {"layers=1 embeddingDropout=0 outputDropout=0.5", "true"},
      {"layers=2 dropout=0.5 embeddingDropout=0 outputDropout=0", "true"},
      {
        "layers=1 encoderLayers=2 bridge=dense dropout=0.5 embeddingDropout=0 outputDropout=0",
        "true"
      },
      // One layer has nothing between layers.
      {"layers=1 dropout=0.5 embeddingDropout=0 outputDropout=0", "false"},
      // -1 is the rate between layers, also where there are none.
      {"layers=1 dropout=0.5 embeddingDropout=-1 outputDropout=0", "true"},
      {"layers=1 dropout=0.5 embeddingDropout=0 outputDropout=-1", "true"},
      {"layers=2 dropout=0 embeddingDropout=-1 outputDropout=-1", "false"},
    };
    List<Object[]> rows = new ArrayList<>();
    for (Object[] engine : TestModels.engines()) {
      for (String[] rate : rates) {
        for (String feeding : new String[] {" inputFeeding=false", " inputFeeding=true"}) {
          rows.add(new Object[] {engine[0], rate[0] + feeding, Boolean.valueOf(rate[1])});
        }
      }
    }
    return rows.toArray(Object[][]::new);
  }

  @Test(dataProvider = "rates")
  public void eachRateActsAtTrainingAlone(String engine, String settings, boolean drops) {
    Seq2SeqConfig dropping = TestConfigs.small(settings.split(" "));
    Seq2SeqConfig plain = dropping.with("dropout=0", "embeddingDropout=0", "outputDropout=0");
    TestBatch batch = TestBatch.random(SEED, plain, 3);
    try (Model without = TestModels.random(engine, plain, SEED);
        Model with = TestModels.random(engine, dropping, SEED)) {
      assertEquals(
          TestModels.logProbabilities(with, batch),
          TestModels.logProbabilities(without, batch),
          "not training");
      float expected = TestModels.gradients(without, batch).loss();
      float first = TestModels.gradients(with, batch).loss();
      float second = TestModels.gradients(with, batch).loss();
      if (drops) {
        assertNotEquals(first, second, "two steps drop the same values");
        assertNotEquals(first, expected, "nothing was dropped");
      } else {
        assertEquals(first, expected, "something was dropped");
        assertEquals(second, expected, "something was dropped");
      }
    }
  }

  /** The share that is dropped, within five standard deviations; the others make up for it. */
  @Test(dataProvider = "engines", dataProviderClass = TestModels.class)
  public void theRateIsTheShareThatIsDropped(String engine) {
    TestModels.requireNatives(engine);
    try (NDManager manager = NDManager.newBaseManager(engine)) {
      int number = 40_000;
      NDArray ones = manager.ones(new Shape(number));
      float[] values;
      try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
        values = Dropout.apply(ones, 0.2, true).toFloatArray();
        collector.zeroGradients();
      }
      int dropped = 0;
      for (float value : values) {
        assertTrue(value == 0 || Math.abs(value - 1.25) < 1e-6, "found " + value);
        dropped += value == 0 ? 1 : 0;
      }
      assertEquals(dropped, 0.2 * number, 5 * Math.sqrt(number * 0.2 * 0.8), "dropped");
      assertEquals(Dropout.apply(ones, 0.2, false), ones, "not training");
    }
  }
}
