package io.github.djlseq2seq.block.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/**
 * Makes arrays of Java's numbers, and the other way round.
 *
 * <p>DJL hands MXNet the bare address of a buffer that nothing refers to any more: if garbage is
 * collected just then, MXNet copies what another thread has put there. Here the buffer stays until
 * the array is made.
 */
public final class HostArrays {

  private HostArrays() {}

  /**
   * Makes an array of float32.
   *
   * @param manager the manager that it will belong to
   * @param values the values, row by row
   * @param shape its shape
   * @return the array
   */
  public static NDArray of(NDManager manager, float[] values, Shape shape) {
    ByteBuffer buffer = manager.allocateDirect(values.length * Float.BYTES);
    buffer.asFloatBuffer().put(values);
    return of(manager, buffer, shape, DataType.FLOAT32);
  }

  /**
   * Makes an array of one number, without axes.
   *
   * @param manager the manager that it will belong to
   * @param value the number
   * @return the array
   */
  public static NDArray of(NDManager manager, float value) {
    return of(manager, new float[] {value}, new Shape());
  }

  /**
   * Makes an array of int64.
   *
   * @param manager the manager that it will belong to
   * @param values the values, row by row
   * @param shape its shape
   * @return the array
   */
  public static NDArray of(NDManager manager, long[] values, Shape shape) {
    ByteBuffer buffer = manager.allocateDirect(values.length * Long.BYTES);
    buffer.asLongBuffer().put(values);
    return of(manager, buffer, shape, DataType.INT64);
  }

  /**
   * Reads the first columns of an array of float32. DJL's own {@code toFloatArray} copies twice.
   *
   * @param array the array, {@code (R,C)}
   * @param columns how many of its columns
   * @return their values, row by row
   */
  public static float[] floats(NDArray array, int columns) {
    int rows = Math.toIntExact(array.size(0));
    int width = Math.toIntExact(array.size(1));
    float[] values = new float[Math.multiplyExact(rows, columns)];
    try {
      // A direct buffer may be a view of the array's memory.
      FloatBuffer buffer = array.toByteBuffer(true).asFloatBuffer();
      for (int row = 0; row < rows; row++) {
        buffer.get(row * width, values, row * columns, columns);
      }
      return values;
    } finally {
      Reference.reachabilityFence(array);
    }
  }

  /** Makes an array of a direct buffer's bytes. */
  static NDArray of(NDManager manager, ByteBuffer buffer, Shape shape, DataType type) {
    try {
      return manager.create(buffer, shape, type);
    } finally {
      Reference.reachabilityFence(buffer);
    }
  }
}
