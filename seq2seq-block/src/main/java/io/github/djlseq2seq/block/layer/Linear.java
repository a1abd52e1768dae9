package io.github.djlseq2seq.block.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.training.initializer.UniformInitializer;
import ai.djl.util.PairList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A linear map of the last axis, {@code y = W x + b}.
 *
 * <p>The weight starts uniform within {@code sqrt(3 / in)}, so that the output's variance is the
 * input's (LeCun et al. 1998, section 4.6); the bias starts at zero.
 */
public final class Linear extends FixedShapeBlock {

  private final List<Parameter> weights;
  private final int outputs;

  /**
   * Makes a linear map.
   *
   * @param inputs the size of the last axis of the input
   * @param outputs the size of the last axis of the output
   */
  public Linear(int inputs, int outputs) {
    this.outputs = outputs;
    weights =
        List.of(
            weight("weight", uniform(inputs), outputs, inputs),
            weight("bias", Initializer.ZEROS, outputs));
  }

  /**
   * Returns what a weight starts from that keeps the variance of its inputs.
   *
   * @param inputs the number of inputs
   * @return uniform within {@code sqrt(3 / inputs)}
   */
  public static Initializer uniform(int inputs) {
    return new UniformInitializer((float) Math.sqrt(3.0 / inputs));
  }

  /**
   * Returns weight and bias.
   *
   * @param values where parameters get their values from
   * @return weight and bias, for {@link #apply(NDArray, NDList)}
   */
  public NDList weights(ParameterValues values) {
    return values.of(weights);
  }

  /**
   * Applies a map.
   *
   * @param input {@code (...,in)}
   * @param weights weight and bias
   * @return {@code (...,out)}
   */
  public static NDArray apply(NDArray input, NDList weights) {
    return apply(input, weights.get(0), weights.get(1));
  }

  /**
   * Applies a map.
   *
   * @param input {@code (...,in)}; the result hangs on its manager
   * @param weight {@code (out,in)}
   * @param bias {@code (out)}, or null for none
   * @return {@code (...,out)}
   */
  public static NDArray apply(NDArray input, NDArray weight, @Nullable NDArray bias) {
    if (bias != null && bias.hasGradient() && !weight.hasGradient()) {
      // MXNet gives a bias no gradient where the weight beside it is frozen.
      return apply(input, weight, null).add(bias);
    }
    return input.getNDArrayInternal().linear(input, weight, bias).singletonOrThrow();
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
    Shape input = inputShapes[0];
    return new Shape[] {input.slice(0, input.dimension() - 1).add(outputs)};
  }
}
