package io.github.djlseq2seq.block;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.github.djlseq2seq.block.layer.FixedShapeBlock;
import io.github.djlseq2seq.block.recurrent.RecurrentLayer;
import io.github.djlseq2seq.block.recurrent.RecurrentStack;
import io.github.djlseq2seq.block.recurrent.SequenceMask;
import org.jspecify.annotations.Nullable;

/**
 * Reads a sequence of vectors into a memory, one vector a position, and a last state.
 *
 * <p>It takes features rather than tokens, so that words, audio frames and image regions are all
 * the same to it. As a block its inputs are features {@code (B,S,E)} and lengths {@code (B)}, its
 * outputs the memory {@code (B,S,H)} and the last states of all layers, {@code (B,H)} each.
 */
public final class Encoder extends FixedShapeBlock {

  private final RecurrentStack stack;
  private final float dropout;

  /**
   * Makes an encoder.
   *
   * @param config the model's configuration
   */
  public Encoder(Seq2SeqConfig config) {
    dropout = (float) config.dropout();
    stack =
        addChildBlock(
            "Stack",
            new RecurrentStack(
                config.cell(),
                config.embedding(),
                config.hidden(),
                config.layers(),
                config.bidirectional(),
                config.dropout()));
  }

  /**
   * Encodes a batch.
   *
   * @param parameters where the block's parameters lie
   * @param features {@code (B,S,E)}
   * @param mask which positions are real
   * @param training whether this is a training step
   * @return the memory {@code (B,S,H)} and the last states of all layers
   */
  public RecurrentLayer.Run encode(
      ParameterStore parameters, NDArray features, SequenceMask mask, boolean training) {
    return stack.run(parameters, drop(features, dropout, training), mask, null, training);
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore parameterStore,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    NDArray features = inputs.get(0);
    SequenceMask mask = SequenceMask.of(inputs.get(1), features.size(1));
    RecurrentLayer.Run run = encode(parameterStore, features, mask, training);
    return new NDList(run.outputs()).addAll(run.states());
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return stack.getOutputShapes(inputShapes);
  }
}
