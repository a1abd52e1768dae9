package io.github.djlseq2seq.block;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.GradientCollector;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.testng.annotations.Test;

/**
 * The way back reads nothing that Java has freed since the way there.
 *
 * <p>PyTorch's scalars lie in Java's memory, which is given back once the array is closed, even if
 * a graph of gradients still needs it.
 */
public final class GarbageTest {

  private static final long SEED = 131;

  /** All models in one pass: both kinds of teacher forcing, so that each gradient counts twice. */
  @Test(dataProvider = "engines", dataProviderClass = TestModels.class)
  public void gradientsDoNotDependOnGarbage(String engine) throws InterruptedException {
    TestModels.requireNatives(engine);
    List<Model> models = new ArrayList<>();
    try (GradientCollector collector = Engine.getEngine(engine).newGradientCollector()) {
      NDArray total = null;
      for (Seq2SeqConfig config : TestConfigs.all()) {
        Model model = TestModels.random(engine, config, SEED);
        models.add(model);
        NDArray loss = loss(model);
        total = total == null ? loss : total.add(loss);
      }
      List<ByteBuffer> overwritten = overwriteGarbage();
      collector.backward(total);
      overwritten.clear();
    }
    for (Model model : models) {
      Seq2SeqConfig config = TestModels.block(model).config();
      var found = TestModels.gradientsOfLastPass(model);
      var once = TestModels.gradients(model, batch(config)).ofParameters();
      once.values().forEach(values -> scale(values, 2));
      TestModels.assertGradientsNear(found, once, 1e-5, config.toString());
      model.close();
    }
  }

  private static NDArray loss(Model model) {
    TestBatch batch = batch(TestModels.block(model).config());
    NDList inputs = batch.inputs(model.getNDManager());
    NDList withCoins = new NDList(inputs);
    withCoins.add(model.getNDManager().ones(inputs.get(2).getShape()));
    return batch.loss(forward(model, inputs)).add(batch.loss(forward(model, withCoins)));
  }

  private static NDArray forward(Model model, NDList inputs) {
    return model.getBlock().forward(TestModels.store(model), inputs, true).singletonOrThrow();
  }

  private static TestBatch batch(Seq2SeqConfig config) {
    return TestBatch.random(SEED, config, 2);
  }

  /** Collects garbage and fills what was free with numbers that show. */
  private static List<ByteBuffer> overwriteGarbage() throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      System.gc();
      // Memory outside of the heap is freed by a thread of its own.
      Thread.sleep(50);
    }
    List<ByteBuffer> buffers = new ArrayList<>();
    for (int i = 0; i < 50_000; i++) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(Float.BYTES);
      buffer.putInt(0, 0x3f3f3f3f);
      buffers.add(buffer);
    }
    return buffers;
  }

  private static void scale(float[] values, float factor) {
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
  }
}
