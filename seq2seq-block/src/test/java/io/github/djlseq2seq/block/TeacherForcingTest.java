package io.github.djlseq2seq.block;

import static io.github.djlseq2seq.block.TestModels.assertGradientsNear;
import static io.github.djlseq2seq.block.TestModels.assertNear;
import static org.testng.Assert.assertEquals;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.github.djlseq2seq.block.TestModels.Gradients;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.testng.annotations.Test;

/** Five inputs: coins say where the decoder reads the truth and where what it said itself. */
public final class TeacherForcingTest {

  private static final long SEED = 75;
  private static final int SENTENCES = 3;

  @Test(dataProvider = "enginesAndConfigs", dataProviderClass = TestModels.class)
  public void withOnesItReadsTheTruth(String engine, Seq2SeqConfig config) {
    TestBatch batch = TestBatch.random(SEED, config, SENTENCES);
    try (Model model = TestModels.frozen(engine, config, SEED);
        NDManager manager = model.getNDManager().newSubManager()) {
      assertNear(
          TestModels.forward(model, ones(batch, manager)).singletonOrThrow().toFloatArray(),
          TestModels.logProbabilities(model, batch),
          1e-5,
          "log-probabilities");
    }
  }

  @Test(dataProvider = "enginesAndConfigs", dataProviderClass = TestModels.class)
  public void withOnesGradientsAreThoseOfTheTruth(String engine, Seq2SeqConfig config) {
    TestBatch batch = TestBatch.random(SEED, config, SENTENCES);
    try (Model model = TestModels.random(engine, config, SEED)) {
      Gradients expected = TestModels.gradients(model, batch);
      Gradients actual = TestModels.gradients(model, batch, manager -> ones(batch, manager));
      assertEquals(actual.loss(), expected.loss(), 1e-5 * expected.loss(), "loss");
      assertGradientsNear(actual.ofParameters(), expected.ofParameters(), 1e-4, "gradients");
    }
  }

  /** Also that what a sentence is batched with and padded to never matters. */
  @Test(dataProvider = "enginesAndConfigs", dataProviderClass = TestModels.class)
  public void withZerosItReadsWhatItSaid(String engine, Seq2SeqConfig config) {
    assertReads(engine, config, new float[SENTENCES][10]);
  }

  @Test(dataProvider = "enginesAndConfigs", dataProviderClass = TestModels.class)
  public void eachCoinCountsForItsPositionAlone(String engine, Seq2SeqConfig config) {
    Random random = new Random(SEED);
    float[][] coins = new float[SENTENCES][10];
    for (float[] row : coins) {
      for (int t = 0; t < row.length; t++) {
        row[t] = random.nextInt(2);
      }
    }
    assertReads(engine, config, coins);
  }

  /** Against one prefix after the other, each sentence alone. */
  private static void assertReads(String engine, Seq2SeqConfig config, float[][] coins) {
    TestBatch batch = TestBatch.random(SEED, config, SENTENCES);
    try (Model model = TestModels.frozen(engine, config, SEED);
        NDManager manager = model.getNDManager().newSubManager()) {
      int width = batch.targetWidth() + 2;
      NDList inputs = batch.inputs(manager, batch.sourceWidth() + 2, width);
      float[] forced = new float[SENTENCES * width];
      for (int i = 0; i < SENTENCES; i++) {
        System.arraycopy(coins[i], 0, forced, i * width, width);
      }
      inputs.add(manager.create(forced, new Shape(SENTENCES, width)));
      NDArray together = TestModels.forward(model, inputs).singletonOrThrow();
      for (int i = 0; i < SENTENCES; i++) {
        float[] expected = alone(model, batch.only(i), coins[i]);
        NDIndex real = new NDIndex("{}, :{}", i, batch.decoderInput(i).length);
        assertNear(together.get(real).toFloatArray(), expected, 1e-5, "sentence " + i);
      }
    }
  }

  /** The log-probabilities of one sentence, each prefix by plain teacher forcing. */
  private static float[] alone(Model model, TestBatch batch, float[] coins) {
    int[] truth = batch.decoderInput(0);
    int vocabulary = TestModels.block(model).config().targetVocabulary();
    float[] all = new float[truth.length * vocabulary];
    int[] read = new int[0];
    for (int t = 0; t < truth.length; t++) {
      TestBatch prefix = new TestBatch(batch.features(), batch.sources(), List.of(read));
      float[] said = TestModels.logProbabilities(model, prefix);
      float[] last = Arrays.copyOfRange(said, t * vocabulary, (t + 1) * vocabulary);
      System.arraycopy(last, 0, all, t * vocabulary, vocabulary);
      if (t + 1 < truth.length) {
        read = Arrays.copyOf(read, t + 1);
        read[t] = coins[t + 1] == 1 ? truth[t + 1] : likeliest(last);
      }
    }
    return all;
  }

  private static int likeliest(float[] logProbabilities) {
    int best = 0;
    for (int v = 1; v < logProbabilities.length; v++) {
      best = logProbabilities[v] > logProbabilities[best] ? v : best;
    }
    return best;
  }

  private static NDList ones(TestBatch batch, NDManager manager) {
    NDList inputs = batch.inputs(manager);
    return inputs.addAll(new NDList(manager.ones(inputs.get(2).getShape())));
  }
}
