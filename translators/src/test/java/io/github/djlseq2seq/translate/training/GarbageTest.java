package io.github.djlseq2seq.translate.training;

import static org.testng.Assert.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.github.djlseq2seq.translate.Engines;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.testng.annotations.Test;

/**
 * Label smoothing's gradients do not hang on numbers that Java has freed: PyTorch's scalars lie in
 * Java's memory, which goes once the array is closed, even if a graph of gradients needs it.
 */
public class GarbageTest {

  private static final int PASSES = 200;

  @Test(dataProvider = "engines", dataProviderClass = Engines.class)
  public void gradientsDoNotDependOnGarbage(String engine) throws InterruptedException {
    try (NDManager manager = Engines.newManager(engine)) {
      NDArray logProbabilities = manager.zeros(new Shape(1, 1, 6));
      logProbabilities.setRequiresGradient(true);
      NDList labels =
          new NDList(
              manager.create(new long[] {4}, new Shape(1, 1)), manager.create(new long[] {1}));
      try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
        NDArray total = null;
        for (int i = 0; i < PASSES; i++) {
          NDArray loss = new MaskedNllLoss(0.2).evaluate(labels, new NDList(logProbabilities));
          total = total == null ? loss : total.add(loss);
        }
        List<ByteBuffer> overwritten = overwriteGarbage();
        collector.backward(total);
        overwritten.clear();
      }
      // 0.8 on the label, 0.2 over the four tokens that can be said.
      float[] found = logProbabilities.getGradient().toFloatArray();
      float[] expected = {0, -0.05f, 0, -0.05f, -0.85f, -0.05f};
      for (int i = 0; i < expected.length; i++) {
        assertEquals(found[i] / PASSES, expected[i], 1e-5f, "gradient of token " + i);
      }
    }
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
}
