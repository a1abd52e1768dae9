package io.github.djlseq2seq.block;

import static io.github.djlseq2seq.block.TestModels.assertNear;
import static org.testng.Assert.assertEquals;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.djlseq2seq.block.TestModels.Gradients;
import io.github.djlseq2seq.block.attention.AttentionType;
import java.util.LinkedHashMap;
import java.util.Map;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

/** Padding never matters: a sentence's numbers are those that it has alone. */
public final class PaddingTest {

  private static final long SEED = 41;
  private static final int SENTENCES = 4;

  /** Padding up to the longest sentence of the batch, and beyond it. */
  @DataProvider
  public Object[][] widths() {
    Object[][] models = TestModels.enginesAndConfigs();
    Object[][] rows = new Object[2 * models.length][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new Object[] {models[i / 2][0], models[i / 2][1], i % 2 == 0 ? 0 : 3};
    }
    return rows;
  }

  @Test(dataProvider = "widths")
  public void memoryAndLastStatesAreThoseOfTheSentenceAlone(
      String engine, Seq2SeqConfig config, int extra) {
    TestBatch batch = TestBatch.random(SEED, config, SENTENCES);
    try (Model model = TestModels.frozen(engine, config, SEED);
        NDManager manager = model.getNDManager().newSubManager()) {
      // Whatever token stands at padding.
      for (SpecialToken padding : new SpecialToken[] {SpecialToken.PAD, SpecialToken.EOS}) {
        int width = batch.sourceWidth() + extra;
        NDList together = TestModels.forward(model, batch.encoderInputs(manager, width, padding));
        for (int i = 0; i < SENTENCES; i++) {
          NDList alone = TestModels.forward(model, batch.only(i).encoderInputs(manager));
          NDArray memory = together.get(0).get(new NDIndex("{}, :{}", i, alone.get(0).size(1)));
          assertSame(memory, alone.get(0), "memory of sentence " + i);
          for (int s = 1; s < alone.size(); s++) {
            String what = "state " + (s - 1) + " of sentence " + i;
            assertSame(together.get(s).get(i), alone.get(s), what);
          }
        }
      }
    }
  }

  @Test(dataProvider = "widths")
  public void logProbabilitiesAreThoseOfTheSentenceAlone(
      String engine, Seq2SeqConfig config, int extra) {
    TestBatch batch = TestBatch.random(SEED, config, SENTENCES);
    try (Model model = TestModels.frozen(engine, config, SEED);
        NDManager manager = model.getNDManager().newSubManager()) {
      NDList inputs =
          batch.inputs(manager, batch.sourceWidth() + extra, batch.targetWidth() + extra);
      NDArray together = TestModels.forward(model, inputs).singletonOrThrow();
      for (int i = 0; i < SENTENCES; i++) {
        NDList single = batch.only(i).inputs(manager);
        NDArray alone = TestModels.forward(model, single).singletonOrThrow();
        NDArray real = together.get(new NDIndex("{}, :{}", i, alone.size(1)));
        assertSame(real, alone, "log-probabilities of sentence " + i);
      }
    }
  }

  @Test(dataProvider = "widths")
  public void attentionIsThatOfTheSentenceAlone(String engine, Seq2SeqConfig config, int extra) {
    TestBatch batch = TestBatch.random(SEED, config, SENTENCES);
    try (Model model = TestModels.frozen(engine, config, SEED);
        NDManager manager = model.getNDManager().newSubManager()) {
      int width = batch.sourceWidth() + extra;
      NDArray together =
          TestDecoding.attention(model, batch.inputs(manager, width, batch.targetWidth()));
      for (int i = 0; i < SENTENCES; i++) {
        NDArray alone = TestDecoding.attention(model, batch.only(i).inputs(manager));
        if (together == null || alone == null) {
          assertEquals(config.attention(), AttentionType.NONE);
          continue;
        }
        long steps = alone.size(1);
        long positions = alone.size(2);
        NDIndex atReal = new NDIndex("{}, :{}, :{}", i, steps, positions);
        assertSame(together.get(atReal), alone, "attention of sentence " + i);
        if (positions < width) {
          NDIndex atPadding = new NDIndex("{}, :{}, {}:", i, steps, positions);
          assertEquals(together.get(atPadding).abs().sum().getFloat(), 0f, "at padding");
        }
      }
    }
  }

  @Test(dataProvider = "widths")
  public void lossAndGradientsAreTheSumsOfTheSentencesAlone(
      String engine, Seq2SeqConfig config, int extra) {
    TestBatch batch = TestBatch.random(SEED, config, SENTENCES);
    try (Model model = TestModels.random(engine, config, SEED)) {
      Gradients together =
          TestModels.gradients(
              model,
              batch,
              manager ->
                  batch.inputs(manager, batch.sourceWidth() + extra, batch.targetWidth() + extra));
      float loss = 0;
      Map<String, float[]> sums = new LinkedHashMap<>();
      for (int i = 0; i < SENTENCES; i++) {
        Gradients alone = TestModels.gradients(model, batch.only(i));
        loss += alone.loss();
        alone.ofParameters().forEach((name, values) -> sums.merge(name, values, PaddingTest::sum));
      }
      assertEquals(together.loss(), loss, 1e-5 * loss, "loss");
      TestModels.assertGradientsNear(together.ofParameters(), sums, 1e-5, "gradients");
    }
  }

  /** The encoder reads any features, also such that mean nothing at padding. */
  @Test(dataProvider = "enginesAndConfigs", dataProviderClass = TestModels.class)
  public void featuresAtPaddingMeanNothing(String engine, Seq2SeqConfig config) {
    try (Model model = TestModels.frozen(engine, config, SEED);
        NDManager manager = model.getNDManager().newSubManager()) {
      Encoder encoder = (Encoder) TestModels.part(model, "Encoder");
      NDArray lengths = manager.create(new long[] {2, 4});
      Shape shape = new Shape(2, 4, config.embedding());
      NDArray features = manager.randomNormal(shape);
      NDArray blanks = manager.ones(shape);
      blanks.set(new NDIndex("0, 2:"), 0);
      NDArray loud = features.mul(blanks).add(blanks.sub(1).mul(-50));
      NDList quiet = encode(model, encoder, features.mul(blanks), lengths);
      NDList noisy = encode(model, encoder, loud, lengths);
      assertSame(noisy.get(0).get("0, :2"), quiet.get(0).get("0, :2"), "padded sequence");
      assertSame(noisy.get(0).get(1), quiet.get(0).get(1), "full sequence");
      for (int s = 1; s < quiet.size(); s++) {
        assertSame(noisy.get(s), quiet.get(s), "state " + (s - 1));
      }
    }
  }

  private static NDList encode(Model model, Encoder encoder, NDArray features, NDArray lengths) {
    return encoder.forward(TestModels.store(model), new NDList(features, lengths), false);
  }

  private static float[] sum(float[] a, float[] b) {
    float[] sum = a.clone();
    for (int i = 0; i < a.length; i++) {
      sum[i] += b[i];
    }
    return sum;
  }

  private static void assertSame(NDArray actual, NDArray expected, String what) {
    assertEquals(actual.getDataType(), DataType.FLOAT32, what);
    assertNear(actual.toFloatArray(), expected.toFloatArray(), 1e-5, what);
  }
}
