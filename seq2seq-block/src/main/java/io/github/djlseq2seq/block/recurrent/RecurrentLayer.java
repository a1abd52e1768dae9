package io.github.djlseq2seq.block.recurrent;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.training.initializer.UniformInitializer;
import ai.djl.util.PairList;
import io.github.djlseq2seq.block.layer.FixedShapeBlock;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One recurrent layer in one direction, run by the engine's fused kernel.
 *
 * <p>Padding never matters: where the mask says padding, the gates are shut by one more input
 * column with fixed weights, so the cell's memory passes unchanged and the last states are those of
 * the last real position. A backward layer reads the whole padded row from its end: the padding,
 * now first, leaves the state at zero until the sequence begins.
 *
 * <p>All weights start uniform within {@code 1 / sqrt(H)}, as in PyTorch.
 */
public final class RecurrentLayer extends FixedShapeBlock {

  private final CellType cell;
  private final int hidden;
  private final boolean backward;
  private final List<Parameter> weights;

  /**
   * Makes a layer.
   *
   * @param cell the cell
   * @param inputs the size of the input's last axis
   * @param hidden H, the size of the output's last axis
   * @param backward whether it reads sequences from their end
   */
  public RecurrentLayer(CellType cell, int inputs, int hidden, boolean backward) {
    this.cell = cell;
    this.hidden = hidden;
    this.backward = backward;
    long rows = (long) cell.gates() * hidden;
    Initializer uniform = new UniformInitializer((float) (1 / Math.sqrt(hidden)));
    weights =
        List.of(
            weight("inputWeight", uniform, rows, inputs),
            weight("hiddenWeight", uniform, rows, hidden),
            weight("inputBias", uniform, rows),
            weight("hiddenBias", uniform, rows));
  }

  /**
   * The outputs and last states of a run over a batch of sequences.
   *
   * @param outputs {@code (B,S,H)}; at padding they are undefined
   * @param states the cell's states after each sequence's last position, {@code (B,H)} each
   */
  public record Run(NDArray outputs, NDList states) {}

  /**
   * Runs over whole sequences.
   *
   * @param parameters where the block's parameters lie
   * @param input {@code (B,S,in)}
   * @param mask which positions are real; null if all are, or if what follows padding is not used
   * @param first the states to start from, {@code (B,H)} each; null for zeros
   * @param training whether this is a training step
   * @return outputs and last states
   */
  public Run run(
      ParameterStore parameters,
      NDArray input,
      @Nullable SequenceMask mask,
      @Nullable NDList first,
      boolean training) {
    NDManager manager = input.getManager();
    NDList values = values(parameters, input, training);
    NDArray sequence = input;
    if (mask != null) {
      sequence = NDArrays.concat(new NDList(mask.padding(), input), 2);
      NDArray shutters = cell.shutterColumn(manager, hidden);
      values.set(0, NDArrays.concat(new NDList(shutters, values.get(0)), 1));
    }
    if (backward) {
      sequence = sequence.flip(1);
    }
    NDList result = cell.fused(sequence, firstStates(first, input), values, training);
    NDArray outputs = backward ? result.get(0).flip(1) : result.get(0);
    NDList states = new NDList();
    for (NDArray state : result.subNDList(1)) {
      states.add(state.squeeze(0));
    }
    if (mask != null && !backward) {
      // The output gate is not shut: h after padding is not h at the last real position.
      states.set(0, mask.last().matMul(outputs).squeeze(1));
    }
    return new Run(outputs, states);
  }

  private NDList firstStates(@Nullable NDList first, NDArray input) {
    NDList states = new NDList();
    for (int i = 0; i < cell.states(); i++) {
      states.add(
          first == null
              ? input.getManager().zeros(new Shape(1, input.size(0), hidden))
              : first.get(i).expandDims(0));
    }
    return states;
  }

  /**
   * Packs the weights for {@link #step}.
   *
   * @param manager the manager that the copies will belong to
   * @return the packed weights
   */
  public NDList pack(NDManager manager) {
    NDList values = new NDList();
    weights.forEach(weight -> values.add(frozen(weight, manager)));
    NDList packed = cell.pack(values);
    packed.attach(manager);
    return packed;
  }

  /**
   * Makes one step with packed weights, the same numbers as {@link #run} over one position.
   *
   * @param input {@code (B,in)}
   * @param states the last step's states, {@code (B,H)} each
   * @param packed what {@link #pack} gave
   * @return the next states, the first of which is the output
   */
  public NDList step(NDArray input, NDList states, NDList packed) {
    return cell.step(input, states, packed);
  }

  private NDList values(ParameterStore parameters, NDArray input, boolean training) {
    NDList values = new NDList();
    weights.forEach(weight -> values.add(value(parameters, weight, input, training)));
    return values;
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore parameterStore,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    NDArray input = inputs.get(0);
    SequenceMask mask = inputs.size() < 2 ? null : SequenceMask.of(inputs.get(1), input.size(1));
    Run run = run(parameterStore, input, mask, null, training);
    return new NDList(run.outputs()).addAll(run.states());
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape input = inputShapes[0];
    Shape[] shapes = new Shape[1 + cell.states()];
    Arrays.fill(shapes, new Shape(input.get(0), hidden));
    shapes[0] = new Shape(input.get(0), input.get(1), hidden);
    return shapes;
  }
}
