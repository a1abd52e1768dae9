package io.github.djlseq2seq.block;

import static io.github.djlseq2seq.block.TestModels.assertNear;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.List;
import org.testng.annotations.Test;

/** The block computes what the formulas say. */
public final class ForwardTest {

  private static final long SEED = 21;

  @Test(dataProvider = "enginesAndConfigs", dataProviderClass = TestModels.class)
  public void teacherForcingFollowsTheFormulas(String engine, Seq2SeqConfig config) {
    TestBatch batch = TestBatch.random(SEED, config, 3);
    try (Model model = TestModels.frozen(engine, config, SEED);
        NDManager manager = model.getNDManager().newSubManager()) {
      ReferenceModel reference = new ReferenceModel(model);
      for (int i = 0; i < batch.size(); i++) {
        ReferenceModel.Decoded expected =
            reference.decode(batch.sources().get(i), batch.decoderInput(i));
        NDList inputs = batch.only(i).inputs(manager);
        assertNear(
            TestModels.forward(model, inputs).singletonOrThrow().toFloatArray(),
            flat(expected.logProbabilities()),
            1e-5,
            "log-probabilities of sentence " + i);
        NDArray attention = TestDecoding.attention(model, inputs);
        assertNear(
            attention == null ? new float[0] : attention.toFloatArray(),
            flat(expected.attention()),
            1e-5,
            "attention of sentence " + i);
      }
    }
  }

  @Test(dataProvider = "enginesAndConfigs", dataProviderClass = TestModels.class)
  public void encodingFollowsTheFormulas(String engine, Seq2SeqConfig config) {
    TestBatch batch = TestBatch.random(SEED, config, 1);
    try (Model model = TestModels.frozen(engine, config, SEED);
        NDManager manager = model.getNDManager().newSubManager()) {
      ReferenceModel.Encoded expected = new ReferenceModel(model).encode(batch.sources().get(0));
      NDList encoded = TestModels.forward(model, batch.encoderInputs(manager));
      assertNear(encoded.get(0).toFloatArray(), flat(expected.memory()), 1e-5, "memory");
      for (int i = 0; i < expected.states().size(); i++) {
        float[] state = flat(expected.states().subList(i, i + 1));
        assertNear(encoded.get(1 + i).toFloatArray(), state, 1e-5, "state " + i);
      }
    }
  }

  private static float[] flat(List<double[]> rows) {
    double[] all = rows.stream().flatMapToDouble(Arrays::stream).toArray();
    float[] values = new float[all.length];
    for (int i = 0; i < all.length; i++) {
      values[i] = (float) all[i];
    }
    return values;
  }
}
