package io.github.djlseq2seq.block.recurrent;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.github.djlseq2seq.block.layer.Dropout;
import io.github.djlseq2seq.block.layer.LayerNorm;
import io.github.djlseq2seq.block.layer.PackedLinear;
import io.github.djlseq2seq.block.layer.ParameterValues;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Recurrent layers one upon the other, each in one or two directions.
 *
 * <p>Two directions are {@code H/2} wide each and stand side by side, forward first, in outputs and
 * states alike. The states of all layers form one list: layer 0's states, layer 1's, and so on.
 * From the second layer on, as configured, {@code y = x + layer(dropout(norm(x)))}.
 */
public final class RecurrentStack extends RecurrentBlock {

  private final StackConfig config;
  private final List<Level> levels = new ArrayList<>();

  /** One layer: its normalisation, if any, and its one or two directions. */
  private record Level(@Nullable LayerNorm norm, List<RecurrentLayer> directions) {}

  /**
   * The packed weights of one layer in one direction.
   *
   * @param norm gain and bias of the normalisation, if any
   * @param cell the packed weights of the recurrent layer
   */
  public record PackedLayer(@Nullable NDList norm, PackedLinear cell) {}

  /**
   * Makes a stack.
   *
   * @param config what it is made of
   */
  public RecurrentStack(StackConfig config) {
    super(config.hidden(), config.layers() * config.cell().states());
    this.config = config;
    for (int i = 0; i < config.layers(); i++) {
      int width = i == 0 ? config.inputs() : config.hidden();
      LayerNorm norm =
          config.layerNorm() && i > 0 ? addChildBlock("Norm" + i, new LayerNorm(width)) : null;
      List<RecurrentLayer> directions = new ArrayList<>();
      for (int d = 0; d < (config.bidirectional() ? 2 : 1); d++) {
        int size = config.bidirectional() ? config.hidden() / 2 : config.hidden();
        String name = "Layer" + i + (d == 0 ? "Forward" : "Backward");
        directions.add(addChildBlock(name, new RecurrentLayer(config.cell(), width, size, d == 1)));
      }
      levels.add(new Level(norm, directions));
    }
  }

  @Override
  public RecurrentLayer.Run run(
      ParameterValues values,
      NDArray input,
      @Nullable SequenceMask mask,
      @Nullable NDList first,
      boolean training) {
    NDArray sequence = input;
    NDList states = new NDList();
    for (int i = 0; i < levels.size(); i++) {
      Level level = levels.get(i);
      NDList norm = level.norm() == null ? null : level.norm().weights(values);
      NDArray below = prepared(sequence, i, norm, training);
      NDList start = first == null ? null : ofLayer(first, i);
      List<RecurrentLayer.Run> runs = new ArrayList<>();
      for (RecurrentLayer layer : level.directions()) {
        runs.add(layer.run(values, below, mask, start, training));
      }
      NDArray outputs = sideBySide(runs.stream().map(RecurrentLayer.Run::outputs).toList(), 2);
      sequence = withResidual(sequence, outputs, i);
      for (int s = 0; s < config.cell().states(); s++) {
        int index = s;
        states.add(sideBySide(runs.stream().map(run -> run.states().get(index)).toList(), 1));
      }
    }
    return new RecurrentLayer.Run(sequence, states);
  }

  /**
   * Packs the weights of a stack in one direction for {@link #step}.
   *
   * @param values where parameters get their values from
   * @param manager the manager that the packed weights will belong to
   * @param gradients whether gradients have to flow through the steps
   * @return the packed weights of each layer
   */
  public List<PackedLayer> pack(ParameterValues values, NDManager manager, boolean gradients) {
    List<PackedLayer> packed = new ArrayList<>();
    for (Level level : levels) {
      packed.add(
          new PackedLayer(
              level.norm() == null ? null : level.norm().weights(values),
              level.directions().get(0).pack(values, manager, gradients)));
    }
    return packed;
  }

  /**
   * A step's output and the states that the next one starts from.
   *
   * @param output the last layer's output, {@code (B,H)}
   * @param states the states of all layers, {@code (B,H)} each
   */
  public record Step(NDArray output, NDList states) {}

  /**
   * Makes one step of a stack in one direction, the same numbers as {@link #run} over one position.
   *
   * @param input {@code (B,in)}
   * @param states the last step's states of all layers, {@code (B,H)} each
   * @param packed what {@link #pack} gave
   * @param training whether this is a training step
   * @return the output and the next states
   */
  public Step step(NDArray input, NDList states, List<PackedLayer> packed, boolean training) {
    NDArray output = input;
    NDList next = new NDList();
    for (int i = 0; i < levels.size(); i++) {
      NDArray below = prepared(output, i, packed.get(i).norm(), training);
      RecurrentLayer layer = levels.get(i).directions().get(0);
      NDList after = layer.step(below, ofLayer(states, i), packed.get(i).cell());
      output = withResidual(output, after.get(0), i);
      next.addAll(after);
    }
    return new Step(output, next);
  }

  private NDArray prepared(NDArray input, int layer, @Nullable NDList norm, boolean training) {
    if (layer == 0) {
      return input;
    }
    NDArray normalised = norm == null ? input : LayerNorm.apply(input, norm);
    return Dropout.apply(normalised, config.dropout(), training);
  }

  private NDArray withResidual(NDArray input, NDArray output, int layer) {
    return config.residual() && layer > 0 ? output.add(input) : output;
  }

  private NDList ofLayer(NDList states, int layer) {
    int from = layer * config.cell().states();
    return new NDList(states.subList(from, from + config.cell().states()));
  }

  private static NDArray sideBySide(List<NDArray> arrays, int axis) {
    return arrays.size() == 1 ? arrays.get(0) : NDArrays.concat(new NDList(arrays), axis);
  }
}
