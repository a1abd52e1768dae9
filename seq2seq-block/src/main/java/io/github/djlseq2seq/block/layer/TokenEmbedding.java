package io.github.djlseq2seq.block.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.NormalInitializer;
import ai.djl.util.PairList;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A table of one vector a token; it starts normal with standard deviation {@code 1 / sqrt(E)}, so
 * that vectors are about 1 long whatever their size.
 */
public final class TokenEmbedding extends FixedShapeBlock {

  private final Parameter table;
  private final int size;
  private int replaced;

  /**
   * Makes a table.
   *
   * @param vocabulary V, the number of tokens
   * @param size E, the size of a vector
   */
  public TokenEmbedding(int vocabulary, int size) {
    this.size = size;
    table = weight("table", new NormalInitializer((float) (1 / Math.sqrt(size))), vocabulary, size);
  }

  /**
   * Returns the table.
   *
   * @param values where parameters get their values from
   * @return {@code (V,E)}
   */
  public NDArray table(ParameterValues values) {
    return values.of(table);
  }

  /**
   * Returns E, the size of a vector.
   *
   * @return E
   */
  public int size() {
    return size;
  }

  /**
   * Replaces the vectors of some tokens, by those trained elsewhere.
   *
   * @param vectors a vector of E values for each id, from 0 to V-1
   * @throws IllegalArgumentException if an id or a vector's size is not valid; nothing has changed
   *     then
   * @throws IllegalStateException if the table has no values yet
   */
  public void replace(Map<Integer, float[]> vectors) {
    if (!table.isInitialized()) {
      throw new IllegalStateException("the block must be initialized or loaded before");
    }
    NDArray array = table.getArray();
    float[] values = array.toFloatArray();
    vectors.forEach(
        (id, vector) -> {
          if (id < 0 || id >= array.size(0)) {
            throw new IllegalArgumentException(
                "id must be from 0 to %d, found %d".formatted(array.size(0) - 1, id));
          }
          if (vector.length != size) {
            throw new IllegalArgumentException(
                "vector must have %d values, found %d".formatted(size, vector.length));
          }
          System.arraycopy(vector, 0, values, id * size, size);
        });
    array.set(values);
    replaced++;
  }

  /**
   * Tells how often the table was replaced.
   *
   * @return the number of calls of {@link #replace}
   */
  public int replaced() {
    return replaced;
  }

  /**
   * Looks tokens up.
   *
   * @param ids int64 of any shape, each from 0 to V-1; the result hangs on its manager
   * @param table {@code (V,E)}
   * @return the shape of {@code ids} with one more axis E
   */
  public static NDArray lookUp(NDArray ids, NDArray table) {
    return ids.getNDArrayInternal().embedding(ids, table, SparseFormat.DENSE).singletonOrThrow();
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore parameterStore,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    NDArray ids = inputs.singletonOrThrow();
    return new NDList(lookUp(ids, table(ParameterValues.in(parameterStore, ids, training))));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {inputShapes[0].add(size)};
  }
}
