package io.github.djlseq2seq.block.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.training.initializer.UniformInitializer;
import ai.djl.util.PairList;
import org.jspecify.annotations.Nullable;

/**
 * A linear map of the last axis, {@code y = W x + b}.
 *
 * <p>The weight starts uniform within {@code sqrt(3 / in)}, so that the output's variance is the
 * input's (LeCun 1998); the bias starts at zero.
 */
public final class Linear extends FixedShapeBlock {

  private final Parameter weight;
  private final @Nullable Parameter bias;
  private final int outputs;

  /**
   * Makes a linear map.
   *
   * @param inputs the size of the last axis of the input
   * @param outputs the size of the last axis of the output
   * @param biased whether to add a bias
   */
  public Linear(int inputs, int outputs, boolean biased) {
    this.outputs = outputs;
    Initializer uniform = new UniformInitializer((float) Math.sqrt(3.0 / inputs));
    weight = weight("weight", uniform, outputs, inputs);
    bias = biased ? weight("bias", Initializer.ZEROS, outputs) : null;
  }

  /**
   * Applies the map.
   *
   * @param parameters where the block's parameters lie
   * @param input {@code (...,in)}
   * @param training whether this is a training step
   * @return {@code (...,out)}
   */
  public NDArray apply(ParameterStore parameters, NDArray input, boolean training) {
    return apply(
        input,
        value(parameters, weight, input, training),
        bias == null ? null : value(parameters, bias, input, training));
  }

  /**
   * Applies a map of given weights.
   *
   * @param input {@code (...,in)}; the result hangs on its manager
   * @param weight {@code (out,in)}
   * @param bias {@code (out)}, or null for none
   * @return {@code (...,out)}
   */
  public static NDArray apply(NDArray input, NDArray weight, @Nullable NDArray bias) {
    return input.getNDArrayInternal().linear(input, weight, bias).singletonOrThrow();
  }

  /**
   * Returns the parameters for decoding.
   *
   * @param manager the manager that copies will belong to
   * @return the weight and, if there is one, the bias
   */
  public NDList pack(NDManager manager) {
    NDList packed = new NDList(frozen(weight, manager));
    if (bias != null) {
      packed.add(frozen(bias, manager));
    }
    return packed;
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore parameterStore,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    return new NDList(apply(parameterStore, inputs.singletonOrThrow(), training));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape input = inputShapes[0];
    return new Shape[] {input.slice(0, input.dimension() - 1).add(outputs)};
  }
}
