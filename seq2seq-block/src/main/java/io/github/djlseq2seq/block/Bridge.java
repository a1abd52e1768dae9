package io.github.djlseq2seq.block;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.github.djlseq2seq.block.layer.FixedShapeBlock;
import io.github.djlseq2seq.block.layer.Linear;
import io.github.djlseq2seq.block.layer.ParameterValues;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the decoder's first states from the encoder's last, as {@link BridgeType} says.
 *
 * <p>Where the two differ in depth, decoder layer i of L, from 1, starts from encoder layer {@code
 * ceil(i L' / L)} of L', so that the top starts from the top. As a block its inputs are the states
 * of all encoder layers, {@code (B,H')} each, its outputs those of all decoder layers, {@code
 * (B,H)} each.
 */
public final class Bridge extends FixedShapeBlock {

  private final Seq2SeqConfig config;
  private final List<Linear> maps = new ArrayList<>();

  /**
   * Makes a bridge.
   *
   * @param config the model's configuration
   */
  public Bridge(Seq2SeqConfig config) {
    this.config = config;
    if (config.bridge() == BridgeType.DENSE) {
      for (int i = 0; i < config.layers() * config.cell().states(); i++) {
        Linear map = new Linear(config.memory(), config.hidden());
        maps.add(addChildBlock("State" + i, map));
      }
    }
  }

  /**
   * Crosses the bridge.
   *
   * @param values where parameters get their values from
   * @param encoded the encoder's last states, those of all layers
   * @return the decoder's first states
   */
  public NDList cross(ParameterValues values, NDList encoded) {
    if (config.bridge() == BridgeType.COPY) {
      return encoded;
    }
    NDList first = new NDList();
    int states = config.cell().states();
    for (int i = 0; i < config.layers() * states; i++) {
      int number = i / states + 1;
      int layer = (int) Math.ceil((double) number * config.encoderDepth() / config.layers()) - 1;
      NDArray from = encoded.get(layer * states + i % states);
      first.add(
          config.bridge() == BridgeType.ZERO
              ? from.getManager().zeros(new Shape(from.size(0), config.hidden()))
              : Linear.apply(from, maps.get(i).weights(values)).tanh());
    }
    return first;
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore parameterStore,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    return cross(ParameterValues.in(parameterStore, inputs.get(0), training), inputs);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape[] shapes = new Shape[config.layers() * config.cell().states()];
    Arrays.fill(shapes, new Shape(inputShapes[0].get(0), config.hidden()));
    return shapes;
  }
}
