package io.github.djlseq2seq.translate.corpus;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertSame;
import static org.testng.Assert.expectThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.djlseq2seq.translate.Engines;
import java.util.Collections;
import java.util.List;
import org.testng.annotations.Test;

public class PaddingTest {

  @Test(dataProvider = "engines", dataProviderClass = Engines.class)
  public void padsToTheLongest(String engine) {
    try (NDManager manager = Engines.newManager(engine)) {
      NDList padded = Padding.pad(manager, List.of(new int[] {7}, new int[] {4, 5, 6}, new int[0]));
      assertEquals(padded.get(0).getShape(), new Shape(3, 3));
      assertEquals(padded.get(0).toLongArray(), new long[] {7, 0, 0, 4, 5, 6, 0, 0, 0});
      assertEquals(padded.get(1).getShape(), new Shape(3));
      assertEquals(padded.get(1).toLongArray(), new long[] {1, 3, 0});
      for (NDArray array : padded) {
        assertEquals(array.getDataType(), DataType.INT64);
        assertSame(array.getManager(), manager);
      }
    }
  }

  @Test(dataProvider = "engines", dataProviderClass = Engines.class)
  public void padsFeaturesWithZeros(String engine) {
    try (NDManager manager = Engines.newManager(engine)) {
      NDList padded =
          Padding.padFeatures(
              manager, List.of(new float[][] {{1, 2}}, new float[][] {{3, 4}, {5, 6}}));
      assertEquals(padded.get(0).getShape(), new Shape(2, 2, 2));
      assertEquals(padded.get(0).toFloatArray(), new float[] {1, 2, 0, 0, 3, 4, 5, 6});
      assertEquals(padded.get(0).getDataType(), DataType.FLOAT32);
      assertEquals(padded.get(1).toLongArray(), new long[] {1, 2});
      IllegalArgumentException e =
          expectThrows(
              IllegalArgumentException.class,
              () -> Padding.padFeatures(manager, List.of(new float[1][2], new float[1][3])));
      assertEquals(e.getMessage(), "feature vectors must all have 2 values, found 3");
      float[][] silent = {{0, 1}, {0, Float.NEGATIVE_INFINITY}};
      e =
          expectThrows(
              IllegalArgumentException.class,
              () -> Padding.padFeatures(manager, Collections.singletonList(silent)));
      assertEquals(
          e.getMessage(), "features must be finite, found -Infinity as value 1 of vector 1");
    }
  }

  @Test(dataProvider = "engines", dataProviderClass = Engines.class)
  public void oneSequenceKeepsBothAxes(String engine) {
    try (NDManager manager = Engines.newManager(engine)) {
      NDList padded = Padding.pad(manager, List.of(new int[] {4, Integer.MAX_VALUE}));
      assertEquals(padded.get(0).getShape(), new Shape(1, 2));
      assertEquals(padded.get(0).toLongArray(), new long[] {4, Integer.MAX_VALUE});
      assertEquals(padded.get(1).toLongArray(), new long[] {2});
    }
  }
}
