package io.github.djlseq2seq.translate.corpus;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertNotEquals;
import static org.testng.Assert.expectThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.dataset.Batch;
import io.github.djlseq2seq.translate.Engines;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.testng.annotations.Test;

public class TeacherForcingRatioTest {

  private static final int LENGTH = 499;
  private static final List<EncodedPair> PAIRS =
      Collections.nCopies(12, new EncodedPair(new int[] {4}, IntStream.range(4, 503).toArray()));

  @Test
  public void fallsOnAStraightLine() {
    TeacherForcingRatio ratio = new TeacherForcingRatio(1, 0.5);
    assertEquals(ratio.at(0, 11), 1.0);
    assertEquals(ratio.at(5, 11), 0.75);
    assertEquals(ratio.at(10, 11), 0.5);
    assertEquals(ratio.at(20, 11), 0.5);
    assertEquals(ratio.at(0, 1), 1.0);
  }

  @Test
  public void whatIsNoProbabilityIsRefused() {
    for (double bad : new double[] {-0.1, 1.1, Double.NaN}) {
      IllegalArgumentException e =
          expectThrows(IllegalArgumentException.class, () -> new TeacherForcingRatio(bad, 1));
      assertEquals(e.getMessage(), "start must be from 0 to 1, found " + bad);
      expectThrows(IllegalArgumentException.class, () -> new TeacherForcingRatio(1, bad));
    }
  }

  /**
   * Coins as many as the decoder has inputs; their share falls; an update's are always the same.
   */
  @Test
  public void theDataSetTossesCoins() {
    ParallelDataset plain = ParallelDataset.shuffled(PAIRS, 4, 5);
    List<double[]> first = coins(plain.withTeacherForcing(new TeacherForcingRatio(0.9, 0.1), 2));
    List<double[]> again = coins(plain.withTeacherForcing(new TeacherForcingRatio(0.9, 0.1), 2));
    for (int i = 0; i < 6; i++) {
      assertEquals(first.get(i), again.get(i));
      assertEquals(first.get(i).length, 4 * (LENGTH + 1));
      // Three standard deviations of a mean of 2,000 coins.
      assertEquals(DoubleStream.of(first.get(i)).average().orElseThrow(), 0.9 - 0.16 * i, 0.034);
    }
    assertNotEquals(first.get(2), first.get(3));
    assertEquals(coins(plain.withTeacherForcing(TeacherForcingRatio.ALWAYS, 2)), List.of());
    assertEquals(coins(plain), List.of());
  }

  private static List<double[]> coins(ParallelDataset dataset) {
    List<double[]> all = new ArrayList<>();
    try (NDManager manager = Engines.newManager(Engines.any())) {
      for (int epoch = 0; epoch < 2; epoch++) {
        for (Batch batch : dataset.getData(manager)) {
          if (batch.getData().size() > 4) {
            NDArray coins = batch.getData().get(4);
            assertEquals(coins.getShape(), batch.getData().get(2).getShape());
            assertEquals(coins.getDataType(), DataType.FLOAT32);
            float[] values = coins.toFloatArray();
            all.add(IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray());
            assertEquals(
                Arrays.stream(all.get(all.size() - 1)).filter(c -> c != 0).min().getAsDouble(),
                1.0);
          }
          batch.close();
        }
      }
    }
    return all;
  }
}
