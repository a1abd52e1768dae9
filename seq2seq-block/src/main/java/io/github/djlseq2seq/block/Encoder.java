package io.github.djlseq2seq.block;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.github.djlseq2seq.block.layer.FixedShapeBlock;
import io.github.djlseq2seq.block.layer.ParameterValues;
import io.github.djlseq2seq.block.recurrent.RecurrentLayer;
import io.github.djlseq2seq.block.recurrent.RecurrentStack;
import io.github.djlseq2seq.block.recurrent.SequenceMask;
import org.jspecify.annotations.Nullable;

/**
 * Reads a sequence of vectors into a memory, one vector a position, and a last state.
 *
 * <p>It takes vectors rather than tokens, so that words, audio frames and image regions are all the
 * same to it. As a block its inputs are vectors {@code (B,S,E)} and lengths {@code (B)}, its
 * outputs the memory {@code (B,S,M)} and the last states of all layers, {@code (B,M)} each.
 */
public final class Encoder extends FixedShapeBlock {

  private final RecurrentStack stack;

  /**
   * Makes an encoder.
   *
   * @param config the model's configuration
   */
  public Encoder(Seq2SeqConfig config) {
    stack = addChildBlock("Stack", new RecurrentStack(config.encoderStack()));
  }

  /**
   * Encodes a batch.
   *
   * @param values where parameters get their values from
   * @param vectors {@code (B,S,E)}
   * @param mask which positions are real; null if all are
   * @param training whether this is a training step
   * @return the memory {@code (B,S,M)} and the last states of all layers
   */
  public RecurrentLayer.Run encode(
      ParameterValues values, NDArray vectors, @Nullable SequenceMask mask, boolean training) {
    return stack.run(values, vectors, mask, null, training);
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore parameterStore,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    NDArray vectors = inputs.get(0);
    SequenceMask mask = SequenceMask.of(inputs.get(1), vectors.size(1));
    ParameterValues values = ParameterValues.in(parameterStore, vectors, training);
    return encode(values, vectors, mask, training).all();
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return stack.getOutputShapes(inputShapes);
  }
}
