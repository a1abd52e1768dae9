package io.github.djlseq2seq.block.recurrent;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.github.djlseq2seq.block.layer.FixedShapeBlock;
import io.github.djlseq2seq.block.layer.ParameterValues;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A layer or a stack of them. As a block its inputs are vectors {@code (B,S,in)} and, unless all
 * positions are real, lengths {@code (B)}; its outputs are {@code (B,S,H)} and the last states,
 * {@code (B,H)} each.
 */
public abstract sealed class RecurrentBlock extends FixedShapeBlock
    permits RecurrentLayer, RecurrentStack {

  private final int hidden;
  private final int states;

  RecurrentBlock(int hidden, int states) {
    this.hidden = hidden;
    this.states = states;
  }

  /**
   * Runs over whole sequences.
   *
   * @param values where parameters get their values from
   * @param input {@code (B,S,in)}
   * @param mask which positions are real; null if all are, or if what follows padding is not used
   * @param first the states to start from, {@code (B,H)} each, those of all layers; null for zeros
   * @param training whether this is a training step
   * @return outputs and last states
   */
  public abstract RecurrentLayer.Run run(
      ParameterValues values,
      NDArray input,
      @Nullable SequenceMask mask,
      @Nullable NDList first,
      boolean training);

  @Override
  protected final NDList forwardInternal(
      ParameterStore parameterStore,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    NDArray input = inputs.get(0);
    ParameterValues values = ParameterValues.in(parameterStore, input, training);
    return run(values, input, SequenceMask.in(inputs), null, training).all();
  }

  @Override
  public final Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape input = inputShapes[0];
    Shape[] shapes = new Shape[1 + states];
    Arrays.fill(shapes, new Shape(input.get(0), hidden));
    shapes[0] = new Shape(input.get(0), input.get(1), hidden);
    return shapes;
  }
}
