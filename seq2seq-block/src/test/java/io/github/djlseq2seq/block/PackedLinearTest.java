package io.github.djlseq2seq.block;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertTrue;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.github.djlseq2seq.block.layer.HostArrays;
import io.github.djlseq2seq.block.layer.Linear;
import io.github.djlseq2seq.block.layer.PackedLinear;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.testng.SkipException;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

/** A packed map is the map, in whatever way an engine lays it out. */
public final class PackedLinearTest {

  private static final long SEED = 83;
  private static final int INPUTS = 256;

  /** By engine: how many outputs, in how many blocks, for how many rows. */
  @DataProvider
  public Object[][] shapes() {
    int[][] shapes = {
      {1, 1, 1}, {255, 1, 2}, {256, 1, 1}, {257, 1, 3}, {264, 1, 70}, {264, 1, 100}, {512, 4, 5}
    };
    return IntStream.range(0, 2 * shapes.length)
        .mapToObj(
            i ->
                new Object[] {
                  i % 2 == 0 ? TestModels.PYTORCH : TestModels.MXNET,
                  shapes[i / 2][0],
                  shapes[i / 2][1],
                  shapes[i / 2][2]
                })
        .toArray(Object[][]::new);
  }

  @Test(dataProvider = "shapes")
  public void givesWhatTheMapGives(String engine, int outputs, int blocks, int rows) {
    TestModels.requireNatives(engine);
    try (NDManager manager = Engine.getEngine(engine).newBaseManager(Device.cpu())) {
      NDList weights = weights(manager, outputs);
      NDArray input = random(manager, rows, INPUTS);
      PackedLinear packed = PackedLinear.of(weights, blocks, manager, false);
      NDArray expected = Linear.apply(input, weights);
      assertClose(packed.apply(input), expected);
      NDList parts = packed.blocks(input);
      NDList expectedParts = expected.split(blocks, 1);
      assertEquals(parts.size(), blocks);
      for (int i = 0; i < blocks; i++) {
        assertClose(parts.get(i), expectedParts.get(i));
      }
    }
  }

  /** On other processors PyTorch may be without oneDNN; here it would be slow, and nobody told. */
  @Test
  public void isOneDnnsWithPyTorch() {
    TestModels.requireNatives(TestModels.PYTORCH);
    if (!System.getProperty("os.arch").equals("amd64")) {
      throw new SkipException("PyTorch has oneDNN on x86-64, this is another processor");
    }
    try (NDManager manager = Engine.getEngine(TestModels.PYTORCH).newBaseManager(Device.cpu())) {
      NDList weights = weights(manager, 512);
      assertTrue(PackedLinear.of(weights, 1, manager, false) instanceof PackedLinear.LaidOut);
    }
  }

  @Test(dataProvider = "shapes")
  public void givesTheMapsGradients(String engine, int outputs, int blocks, int rows) {
    TestModels.requireNatives(engine);
    List<NDArray> expected = gradients(engine, outputs, rows, w -> Linear.apply(w.get(2), w));
    List<NDArray> found =
        gradients(
            engine,
            outputs,
            rows,
            w -> PackedLinear.of(w, blocks, w.get(2).getManager(), true).apply(w.get(2)));
    for (int i = 0; i < expected.size(); i++) {
      assertClose(found.get(i), expected.get(i));
    }
  }

  /** Of weight, bias and input, of a sum in which no two outputs count the same. */
  private static List<NDArray> gradients(
      String engine, int outputs, int rows, Function<NDList, NDArray> map) {
    NDManager manager = Engine.getEngine(engine).newBaseManager(Device.cpu());
    NDList all = weights(manager, outputs);
    all.add(random(manager, rows, INPUTS));
    all.forEach(array -> array.setRequiresGradient(true));
    NDArray share = random(manager, rows, outputs);
    try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
      collector.backward(map.apply(all).mul(share).sum());
    }
    return all.stream().map(NDArray::getGradient).toList();
  }

  private static NDList weights(NDManager manager, int outputs) {
    return new NDList(random(manager, outputs, INPUTS), random(manager, outputs));
  }

  private static NDArray random(NDManager manager, long... shape) {
    Random random = new Random(SEED + new Shape(shape).size());
    float[] values = new float[(int) new Shape(shape).size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat() - 0.5f;
    }
    return HostArrays.of(manager, values, new Shape(shape));
  }

  private static void assertClose(NDArray found, NDArray expected) {
    assertEquals(found.getShape(), expected.getShape());
    float difference = found.sub(expected).abs().max().getFloat();
    assertTrue(difference < 2e-5f, "differs by " + difference);
  }
}
