package io.github.djlseq2seq.block.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.List;

/**
 * Where a block's parameters get their values from: a trainer's or predictor's store, or copies
 * that decoding keeps.
 *
 * <p>A value belongs to the model: let it never be an operation's first operand, or move the result
 * to another manager.
 */
@FunctionalInterface
public interface ParameterValues {

  /**
   * Returns a parameter's value.
   *
   * @param parameter the parameter
   * @return its array
   */
  NDArray of(Parameter parameter);

  /**
   * Returns the values of parameters.
   *
   * @param parameters the parameters
   * @return their arrays, in the same order
   */
  default NDList of(List<Parameter> parameters) {
    return new NDList(parameters.stream().map(this::of).toList());
  }

  /**
   * Returns views of arrays: what is calculated with them hangs on their manager and not, say, on
   * the model's.
   *
   * @param arrays the arrays
   * @param manager the manager that the views will belong to
   * @return the views
   */
  static NDList views(NDList arrays, NDManager manager) {
    NDList views = new NDList();
    arrays.forEach(array -> views.add(array.reshape(array.getShape())));
    views.attach(manager);
    return views;
  }

  /**
   * Takes values from a store.
   *
   * @param store where the parameters lie
   * @param input any input, for its device
   * @param training whether this is a training step
   * @return the values
   */
  static ParameterValues in(ParameterStore store, NDArray input, boolean training) {
    return parameter -> store.getValue(parameter, input.getDevice(), training);
  }

  /**
   * Takes values for decoding: the arrays themselves or, of parameters that are being trained,
   * copies apart from the graph of gradients.
   *
   * @param manager the manager that copies will belong to
   * @return the values
   */
  static ParameterValues frozen(NDManager manager) {
    return parameter -> {
      NDArray array = parameter.getArray();
      if (!array.hasGradient()) {
        return array;
      }
      try (NDArray detached = array.stopGradient()) {
        NDArray copy = detached.duplicate();
        copy.attach(manager);
        return copy;
      }
    };
  }
}
