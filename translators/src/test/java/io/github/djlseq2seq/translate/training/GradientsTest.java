package io.github.djlseq2seq.translate.training;

import static org.testng.Assert.assertEquals;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.github.djlseq2seq.translate.Engines;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

/** Gradients that are changed by hand. */
public class GradientsTest {

  private static final int SIZE = 5000;

  @DataProvider
  public Object[][] engines() {
    return new Object[][] {{"PyTorch"}, {"MXNet"}};
  }

  @Test(dataProvider = "engines")
  public void aGradientKeepsItsOwnMemory(String engine) {
    try (NDManager manager = Engines.newManager(engine)) {
      NDArray weight = manager.ones(new Shape(SIZE));
      weight.setRequiresGradient(true);
      backward(engine, weight);
      try (NDArray gradient = weight.getGradient()) {
        Gradients.clear(gradient);
      }
      assertEquals(gradientAfterGarbage(weight), filled(0));
      try (NDArray gradient = weight.getGradient();
          NDArray values = manager.full(new Shape(SIZE), 3f)) {
        Gradients.set(gradient, values);
      }
      assertEquals(gradientAfterGarbage(weight), filled(3));
      backward(engine, weight);
      // PyTorch adds, MXNet writes anew.
      assertEquals(gradientAfterGarbage(weight), filled(engine.equals("PyTorch") ? 5 : 2));
    }
  }

  @Test(dataProvider = "engines")
  public void whatIsNoNumberGoesToo(String engine) {
    try (NDManager manager = Engines.newManager(engine)) {
      NDArray array = manager.create(new float[] {Float.NaN, Float.POSITIVE_INFINITY, 1});
      Gradients.clear(array);
      assertEquals(array.toFloatArray(), new float[3]);
    }
  }

  private static void backward(String engine, NDArray weight) {
    try (GradientCollector collector = Engine.getEngine(engine).newGradientCollector()) {
      collector.backward(weight.mul(weight).sum());
    }
  }

  /** The gradient when what was garbage is collected, and its memory written over. */
  private static float[] gradientAfterGarbage(NDArray weight) {
    List<ByteBuffer> others = new ArrayList<>();
    for (int round = 0; round < 20; round++) {
      System.gc();
      for (int i = 0; i < 20; i++) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE * Float.BYTES);
        while (buffer.hasRemaining()) {
          buffer.put((byte) 77);
        }
        others.add(buffer);
      }
    }
    try (NDArray gradient = weight.getGradient()) {
      return others.isEmpty() ? new float[0] : gradient.toFloatArray();
    }
  }

  private static float[] filled(float value) {
    float[] values = new float[SIZE];
    java.util.Arrays.fill(values, value);
    return values;
  }
}
