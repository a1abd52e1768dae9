package io.github.djlseq2seq.block.recurrent;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.initializer.Initializer;
import ai.djl.training.initializer.UniformInitializer;
import io.github.djlseq2seq.block.layer.PackedLinear;
import io.github.djlseq2seq.block.layer.ParameterValues;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One recurrent layer in one direction, run by the engine's fused kernel.
 *
 * <p>Padding never matters. Where a cell has gates, one more input column with fixed weights shuts
 * them at padding, so the cell's memory passes unchanged and the last states are those of the last
 * real position; a backward layer reads the whole padded row from its end, and the padding, now
 * first, leaves the state at zero until the sequence begins. A cell without gates reads each row
 * turned round within its own length, and its last state is gathered.
 *
 * <p>All weights start uniform within {@code 1 / sqrt(H)}, as in PyTorch.
 */
public final class RecurrentLayer extends RecurrentBlock {

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
    super(hidden, cell.states());
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
  public record Run(NDArray outputs, NDList states) {

    /**
     * Returns outputs and states, as blocks do.
     *
     * @return the outputs, then the states
     */
    public NDList all() {
      return new NDList(outputs).addAll(states);
    }
  }

  @Override
  public Run run(
      ParameterValues values,
      NDArray input,
      @Nullable SequenceMask mask,
      @Nullable NDList first,
      boolean training) {
    NDList current = values.of(weights);
    NDArray sequence = input;
    if (mask != null && cell.hasGates()) {
      sequence = NDArrays.concat(new NDList(mask.padding(), input), 2);
      NDArray shutters = cell.shutterColumn(input.getManager(), hidden);
      current.set(0, NDArrays.concat(new NDList(shutters, current.get(0)), 1));
    }
    NDList result =
        cell.fused(turned(sequence, mask), firstStates(first, input), current, training);
    NDArray outputs = result.get(0);
    NDList states = new NDList();
    for (NDArray state : result.subNDList(1)) {
      states.add(state.squeeze(0));
    }
    if (mask != null && !(backward && cell.hasGates())) {
      // h after padding is not h at the last real position: the output gate is not shut.
      states.set(0, mask.last().matMul(outputs).squeeze(1));
    }
    return new Run(turned(outputs, mask), states);
  }

  private NDArray turned(NDArray sequence, @Nullable SequenceMask mask) {
    if (!backward) {
      return sequence;
    }
    return mask == null || cell.hasGates() ? sequence.flip(1) : mask.reversed(sequence);
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
   * @param values where parameters get their values from
   * @param manager the manager that the packed weights will belong to
   * @param gradients whether gradients have to flow through the steps
   * @return the packed weights
   */
  public PackedLinear pack(ParameterValues values, NDManager manager, boolean gradients) {
    try (NDManager scratch = manager.newSubManager()) {
      NDList joined = cell.pack(ParameterValues.views(values.of(weights), scratch));
      PackedLinear packed = PackedLinear.of(joined, cell.packedBlocks(), manager, gradients);
      packed.weights().attach(manager);
      return packed;
    }
  }

  /**
   * Makes one step with packed weights, the same numbers as {@link #run} over one position.
   *
   * @param input {@code (B,in)}
   * @param states the last step's states, {@code (B,H)} each
   * @param packed what {@link #pack} gave
   * @return the next states, the first of which is the output
   */
  public NDList step(NDArray input, NDList states, PackedLinear packed) {
    return cell.step(input, states, packed);
  }
}
