package io.github.djlseq2seq.block.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.util.PairList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Layer normalisation of the last axis (Ba et al. 2016): {@code y = g (x - mean) / sqrt(variance +
 * 1e-5) + b}; g starts at 1 and b at 0.
 */
public final class LayerNorm extends FixedShapeBlock {

  private static final float EPSILON = 1e-5f;

  private final List<Parameter> weights;

  /**
   * Makes a normalisation.
   *
   * @param size the size of the last axis
   */
  public LayerNorm(int size) {
    weights =
        List.of(weight("gain", Initializer.ONES, size), weight("bias", Initializer.ZEROS, size));
  }

  /**
   * Returns gain and bias.
   *
   * @param values where parameters get their values from
   * @return gain and bias, for {@link #apply}
   */
  public NDList weights(ParameterValues values) {
    return values.of(weights);
  }

  /**
   * Normalises.
   *
   * @param input {@code (...,size)}
   * @param weights gain and bias
   * @return the same shape
   */
  public static NDArray apply(NDArray input, NDList weights) {
    return input
        .getNDArrayInternal()
        .layerNorm(input, weights.get(0).getShape(), weights.get(0), weights.get(1), EPSILON)
        .singletonOrThrow();
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore parameterStore,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    NDArray input = inputs.singletonOrThrow();
    return new NDList(apply(input, weights(ParameterValues.in(parameterStore, input, training))));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return inputShapes;
  }
}
