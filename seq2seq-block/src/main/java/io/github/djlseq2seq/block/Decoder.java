package io.github.djlseq2seq.block;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.github.djlseq2seq.block.attention.Attention;
import io.github.djlseq2seq.block.layer.FixedShapeBlock;
import io.github.djlseq2seq.block.layer.Linear;
import io.github.djlseq2seq.block.recurrent.RecurrentStack;
import io.github.djlseq2seq.block.recurrent.SequenceMask;
import org.jspecify.annotations.Nullable;

/**
 * Predicts from the target so far: a recurrent stack, attention over the encoder's memory, and the
 * attentional vector {@code h~ = tanh(W [h; context] + b)} (Luong et al. 2015, equation 5).
 *
 * <p>As a block its inputs are the embedded target {@code (B,T,E)}, the memory {@code (B,S,H)}, the
 * source lengths {@code (B)} and the first states {@code (B,H)} of all layers; its output is {@code
 * h~}, {@code (B,T,A)}. Teacher forcing runs all steps in one fused call.
 */
public final class Decoder extends FixedShapeBlock {

  private final RecurrentStack stack;
  private final Attention attention;
  private final Linear combine;
  private final float dropout;

  /**
   * Makes a decoder.
   *
   * @param config the model's configuration
   */
  public Decoder(Seq2SeqConfig config) {
    int hidden = config.hidden();
    dropout = (float) config.dropout();
    stack =
        addChildBlock(
            "Stack",
            new RecurrentStack(
                config.cell(), config.embedding(), hidden, config.layers(), false, dropout));
    attention = addChildBlock("Attention", config.attention().newBlock(hidden));
    combine = addChildBlock("Combine", new Linear(2 * hidden, config.attentional(), true));
  }

  /**
   * Decodes a batch whose target is known.
   *
   * @param parameters where the block's parameters lie
   * @param embedded the embedded target, {@code (B,T,E)}
   * @param memory the encoder's outputs, {@code (B,S,H)}
   * @param mask which of its positions are real
   * @param states the first states of all layers, {@code (B,H)} each
   * @param training whether this is a training step
   * @return the attentional vectors, {@code (B,T,A)}
   */
  public NDArray decode(
      ParameterStore parameters,
      NDArray embedded,
      NDArray memory,
      SequenceMask mask,
      NDList states,
      boolean training) {
    NDArray input = drop(embedded, dropout, training);
    NDArray hidden = stack.run(parameters, input, null, states, training).outputs();
    NDList weights = attention.weights(parameters, hidden, training);
    Attention.Memory remembered = attention.remember(memory, mask, weights);
    NDArray context = attention.attend(hidden, remembered, weights).context();
    NDArray both = NDArrays.concat(new NDList(hidden, context), 2);
    return drop(combine.apply(parameters, both, training).tanh(), dropout, training);
  }

  RecurrentStack stack() {
    return stack;
  }

  Attention attention() {
    return attention;
  }

  Linear combine() {
    return combine;
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore parameterStore,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    NDArray memory = inputs.get(1);
    SequenceMask mask = SequenceMask.of(inputs.get(2), memory.size(1));
    NDList states = inputs.subNDList(3);
    return new NDList(decode(parameterStore, inputs.get(0), memory, mask, states, training));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return combine.getOutputShapes(inputShapes);
  }
}
