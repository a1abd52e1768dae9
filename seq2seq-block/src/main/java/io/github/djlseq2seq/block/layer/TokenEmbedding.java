package io.github.djlseq2seq.block.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.NormalInitializer;
import ai.djl.util.PairList;
import org.jspecify.annotations.Nullable;

/** A table of one vector a token; it starts normal with standard deviation 0.1. */
public final class TokenEmbedding extends FixedShapeBlock {

  private final Parameter table;
  private final int size;

  /**
   * Makes a table.
   *
   * @param vocabulary V, the number of tokens
   * @param size E, the size of a vector
   */
  public TokenEmbedding(int vocabulary, int size) {
    this.size = size;
    table = weight("table", new NormalInitializer(0.1f), vocabulary, size);
  }

  /**
   * Returns the table for use in a forward pass.
   *
   * @param parameters where the block's parameters lie
   * @param input any input, for its device
   * @param training whether this is a training step
   * @return {@code (V,E)}
   */
  public NDArray table(ParameterStore parameters, NDArray input, boolean training) {
    return value(parameters, table, input, training);
  }

  /**
   * Returns the table for decoding.
   *
   * @param manager the manager that a copy will belong to
   * @return {@code (V,E)}
   */
  public NDArray pack(NDManager manager) {
    return frozen(table, manager);
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
    return new NDList(lookUp(ids, table(parameterStore, ids, training)));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {inputShapes[0].add(size)};
  }
}
