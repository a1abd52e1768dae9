package io.github.djlseq2seq.block.recurrent;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.github.djlseq2seq.block.layer.FixedShapeBlock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Recurrent layers one upon the other, each in one or two directions, with dropout between them.
 *
 * <p>Two directions are {@code H/2} wide each and stand side by side, forward first, in outputs and
 * states alike. The states of all layers form one list: layer 0's states, layer 1's, and so on.
 */
public final class RecurrentStack extends FixedShapeBlock {

  private final CellType cell;
  private final int hidden;
  private final float dropout;
  private final List<List<RecurrentLayer>> layers = new ArrayList<>();

  /**
   * Makes a stack.
   *
   * @param cell the cell of every layer
   * @param inputs the size of the input's last axis
   * @param hidden H, the size of the output's last axis; even if {@code bidirectional}
   * @param depth the number of layers, at least 1
   * @param bidirectional whether each layer reads sequences from both ends
   * @param dropout the share of values that training sets to zero between layers
   */
  public RecurrentStack(
      CellType cell, int inputs, int hidden, int depth, boolean bidirectional, double dropout) {
    this.cell = cell;
    this.hidden = hidden;
    this.dropout = (float) dropout;
    for (int i = 0; i < depth; i++) {
      int width = i == 0 ? inputs : hidden;
      List<RecurrentLayer> directions = new ArrayList<>();
      for (int d = 0; d < (bidirectional ? 2 : 1); d++) {
        int size = bidirectional ? hidden / 2 : hidden;
        String name = "Layer" + i + (d == 0 ? "Forward" : "Backward");
        directions.add(addChildBlock(name, new RecurrentLayer(cell, width, size, d == 1)));
      }
      layers.add(directions);
    }
  }

  /**
   * Runs over whole sequences.
   *
   * @param parameters where the block's parameters lie
   * @param input {@code (B,S,in)}
   * @param mask which positions are real; null if all are, or if what follows padding is not used
   * @param first the states to start from, those of all layers; null for zeros
   * @param training whether this is a training step
   * @return the last layer's outputs {@code (B,S,H)} and the last states of all layers
   */
  public RecurrentLayer.Run run(
      ParameterStore parameters,
      NDArray input,
      @Nullable SequenceMask mask,
      @Nullable NDList first,
      boolean training) {
    NDArray sequence = input;
    NDList states = new NDList();
    for (int i = 0; i < layers.size(); i++) {
      if (i > 0) {
        sequence = drop(sequence, dropout, training);
      }
      NDList start = first == null ? null : ofLayer(first, i);
      List<RecurrentLayer.Run> runs = new ArrayList<>();
      for (RecurrentLayer layer : layers.get(i)) {
        runs.add(layer.run(parameters, sequence, mask, start, training));
      }
      sequence = sideBySide(runs.stream().map(RecurrentLayer.Run::outputs).toList(), 2);
      for (int s = 0; s < cell.states(); s++) {
        int index = s;
        states.add(sideBySide(runs.stream().map(run -> run.states().get(index)).toList(), 1));
      }
    }
    return new RecurrentLayer.Run(sequence, states);
  }

  /**
   * Packs the weights of a stack in one direction for {@link #step}.
   *
   * @param manager the manager that the copies will belong to
   * @return the packed weights of each layer
   */
  public List<NDList> pack(NDManager manager) {
    return layers.stream().map(directions -> directions.get(0).pack(manager)).toList();
  }

  /**
   * Makes one step of a stack in one direction, the same numbers as {@link #run} over one position
   * without dropout.
   *
   * @param input {@code (B,in)}
   * @param states the last step's states of all layers, {@code (B,H)} each
   * @param packed what {@link #pack} gave
   * @return the next states of all layers
   */
  public NDList step(NDArray input, NDList states, List<NDList> packed) {
    NDArray output = input;
    NDList next = new NDList();
    for (int i = 0; i < layers.size(); i++) {
      NDList after = layers.get(i).get(0).step(output, ofLayer(states, i), packed.get(i));
      output = after.get(0);
      next.addAll(after);
    }
    return next;
  }

  /**
   * Returns the last layer's output among the states.
   *
   * @param states the states of all layers
   * @return the output, {@code (B,H)}
   */
  public NDArray output(NDList states) {
    return states.get(states.size() - cell.states());
  }

  private NDList ofLayer(NDList states, int layer) {
    int from = layer * cell.states();
    return new NDList(states.subList(from, from + cell.states()));
  }

  private static NDArray sideBySide(List<NDArray> arrays, int axis) {
    return arrays.size() == 1 ? arrays.get(0) : NDArrays.concat(new NDList(arrays), axis);
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore parameterStore,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    NDArray input = inputs.get(0);
    SequenceMask mask = inputs.size() < 2 ? null : SequenceMask.of(inputs.get(1), input.size(1));
    RecurrentLayer.Run run = run(parameterStore, input, mask, null, training);
    return new NDList(run.outputs()).addAll(run.states());
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape input = inputShapes[0];
    Shape[] shapes = new Shape[1 + layers.size() * cell.states()];
    Arrays.fill(shapes, new Shape(input.get(0), hidden));
    shapes[0] = new Shape(input.get(0), input.get(1), hidden);
    return shapes;
  }
}
