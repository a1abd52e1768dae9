package io.github.djlseq2seq.translate.training;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertTrue;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import io.github.djlseq2seq.block.layer.Linear;
import io.github.djlseq2seq.translate.Engines;
import java.util.List;
import java.util.Random;

/** Random numbers, a small block to train, and comparisons with doubles. */
final class Numbers {

  private Numbers() {}

  static float[] random(Random random, long size) {
    float[] values = new float[Math.toIntExact(size)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** A model of a linear map, whose weight {@code (out,in)} and bias {@code (out)} are random. */
  static Model linear(String engine, int inputs, int outputs, long seed) {
    Engines.require(engine);
    Model model = Model.newInstance("linear", engine);
    Block block = new Linear(inputs, outputs);
    Random random = new Random(seed);
    block.setInitializer(
        (manager, shape, type) -> manager.create(random(random, shape.size()), shape),
        parameter -> true);
    block.initialize(model.getNDManager(), DataType.FLOAT32, new Shape(1, inputs));
    model.setBlock(block);
    return model;
  }

  /** A parameter by its place in the block. */
  static NDArray parameter(Model model, int place) {
    return model.getBlock().getParameters().valueAt(place).getArray();
  }

  static void assertNear(float[] actual, double[] expected, double tolerance, String what) {
    assertEquals(actual.length, expected.length, what + ": number of values");
    for (int i = 0; i < actual.length; i++) {
      assertTrue(
          Math.abs(actual[i] - expected[i]) <= tolerance,
          "%s: value %d is %s, expected %s".formatted(what, i, actual[i], expected[i]));
    }
  }

  static void assertSame(List<float[]> actual, List<float[]> expected, String what) {
    assertEquals(actual.size(), expected.size(), what);
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(actual.get(i), expected.get(i), what + ": array " + i);
    }
  }
}
