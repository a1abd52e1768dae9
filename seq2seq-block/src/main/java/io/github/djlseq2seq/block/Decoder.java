package io.github.djlseq2seq.block;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.github.djlseq2seq.block.attention.Attention;
import io.github.djlseq2seq.block.layer.Dropout;
import io.github.djlseq2seq.block.layer.FixedShapeBlock;
import io.github.djlseq2seq.block.layer.Linear;
import io.github.djlseq2seq.block.layer.PackedLinear;
import io.github.djlseq2seq.block.layer.ParameterValues;
import io.github.djlseq2seq.block.recurrent.RecurrentStack;
import io.github.djlseq2seq.block.recurrent.SequenceMask;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Predicts from the target so far: a recurrent stack, attention over the encoder's memory, and the
 * attentional vector {@code h~ = tanh(W [h; context] + b)} (Luong et al. 2015, equation 5).
 *
 * <p>Without input feeding, teacher forcing runs all steps in one fused call. With it (Luong et al.
 * 2015, section 3.3) each step reads the last one's h~ beside its token, so that steps follow one
 * another.
 *
 * <p>As a block its inputs are the embedded target {@code (B,T,E)}, the memory {@code (B,S,M)}, the
 * source lengths {@code (B)} and the first states {@code (B,H)} of all layers; its output is {@code
 * h~}, {@code (B,T,A)}.
 */
public final class Decoder extends FixedShapeBlock {

  private final Seq2SeqConfig config;
  private final RecurrentStack stack;
  private final @Nullable Attention attention;
  private final Linear combine;

  /**
   * Makes a decoder.
   *
   * @param config the model's configuration
   */
  public Decoder(Seq2SeqConfig config) {
    this.config = config;
    int hidden = config.hidden();
    stack = addChildBlock("Stack", new RecurrentStack(config.decoderStack()));
    attention =
        config
            .attention()
            .newBlock(hidden, config.memory())
            .map(block -> addChildBlock("Attention", block))
            .orElse(null);
    int width = attention == null ? hidden : hidden + config.memory();
    combine = addChildBlock("Combine", new Linear(width, config.attentional()));
  }

  /**
   * What the decoder attends to.
   *
   * @param rows how many sentences there are
   * @param attended the attention's memory; null without attention
   */
  public record Source(long rows, Attention.@Nullable Memory attended) {}

  /**
   * A step's result.
   *
   * @param attentional h~, {@code (R,A)}
   * @param states what the next step starts from, {@code (R,...)} each
   * @param weights what each row attended to, {@code (B,R/B,S)}; null without attention
   */
  public record Step(NDArray attentional, NDList states, @Nullable NDArray weights) {}

  /**
   * The weights as {@link #step} needs them.
   *
   * @param layers the packed weights of each recurrent layer
   * @param attention the values of the attention's parameters; empty without attention
   * @param combine the map that makes the attentional vector
   */
  public record Packed(
      List<RecurrentStack.PackedLayer> layers, NDList attention, PackedLinear combine) {}

  /**
   * Packs the weights for {@link #step}.
   *
   * @param values where parameters get their values from
   * @param manager the manager that packed weights will belong to
   * @param gradients whether gradients have to flow through the steps
   * @return the packed weights
   */
  public Packed pack(ParameterValues values, NDManager manager, boolean gradients) {
    return new Packed(
        stack.pack(values, manager, gradients),
        attentionWeights(values),
        PackedLinear.of(combine.weights(values), 1, manager, gradients));
  }

  private NDList attentionWeights(ParameterValues values) {
    return attention == null ? new NDList() : attention.weights(values);
  }

  /**
   * Prepares the encoder's outputs.
   *
   * @param memory the encoder's outputs, {@code (B,S,M)}
   * @param mask which positions are real
   * @param weights the values of the attention's parameters
   * @return what the decoder attends to
   */
  public Source remember(NDArray memory, SequenceMask mask, NDList weights) {
    return new Source(
        memory.size(0), attention == null ? null : attention.remember(memory, mask, weights));
  }

  /**
   * Returns what the first step starts from.
   *
   * @param states the first states of all layers, {@code (B,H)} each
   * @return the same, and with input feeding zeros in place of the last h~
   */
  public NDList start(NDList states) {
    NDList start = new NDList(states);
    if (config.inputFeeding()) {
      NDArray any = states.get(0);
      start.add(any.getManager().zeros(new Shape(any.size(0), config.attentional())));
    }
    return start;
  }

  /**
   * Makes one step for R rows, as many for each of B sentences.
   *
   * @param packed the packed weights
   * @param source what to attend to
   * @param embedded the embedded tokens, {@code (R,E)}
   * @param before what {@link #start} or the last step gave
   * @param training whether this is a training step
   * @return the result
   */
  public Step step(
      Packed packed, Source source, NDArray embedded, NDList before, boolean training) {
    NDArray input = embedded;
    NDList states = before;
    if (config.inputFeeding()) {
      states = before.subNDList(0);
      NDArray fed = states.remove(states.size() - 1);
      input = NDArrays.concat(new NDList(embedded, fed), 1);
    }
    RecurrentStack.Step after = stack.step(input, states, packed.layers(), training);
    NDArray hidden = after.output();
    NDArray both = hidden;
    NDArray weights = null;
    if (attention != null && source.attended() != null) {
      NDArray query = hidden.reshape(source.rows(), -1, config.hidden());
      Attention.Attended attended = attention.attend(query, source.attended(), packed.attention());
      NDArray context = attended.context().reshape(-1, config.memory());
      both = NDArrays.concat(new NDList(hidden, context), 1);
      weights = attended.weights();
    }
    NDArray attentional = attentional(packed.combine().apply(both), training);
    NDList next = after.states();
    if (config.inputFeeding()) {
      next.add(attentional);
    }
    return new Step(attentional, next, weights);
  }

  /**
   * Decodes a batch whose target is known.
   *
   * @param values where parameters get their values from
   * @param embedded the embedded target, {@code (B,T,E)}
   * @param memory the encoder's outputs, {@code (B,S,M)}
   * @param mask which of its positions are real
   * @param states the first states of all layers, {@code (B,H)} each
   * @param training whether this is a training step
   * @return the attentional vectors, {@code (B,T,A)}
   */
  public NDArray decode(
      ParameterValues values,
      NDArray embedded,
      NDArray memory,
      SequenceMask mask,
      NDList states,
      boolean training) {
    return config.inputFeeding()
        ? stepwise(values, embedded, memory, mask, states, training)
        : fused(values, embedded, memory, mask, states, training);
  }

  private NDArray fused(
      ParameterValues values,
      NDArray embedded,
      NDArray memory,
      SequenceMask mask,
      NDList states,
      boolean training) {
    NDArray hidden = stack.run(values, embedded, null, states, training).outputs();
    NDArray both = hidden;
    NDList weights = attentionWeights(values);
    Source source = remember(memory, mask, weights);
    if (attention != null && source.attended() != null) {
      NDArray context = attention.attend(hidden, source.attended(), weights).context();
      both = NDArrays.concat(new NDList(hidden, context), 2);
    }
    return attentional(Linear.apply(both, combine.weights(values)), training);
  }

  private NDArray attentional(NDArray combined, boolean training) {
    return Dropout.apply(combined.tanh(), config.outputDropoutRate(), training);
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore parameterStore,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    NDArray embedded = inputs.get(0);
    NDArray memory = inputs.get(1);
    ParameterValues values = ParameterValues.in(parameterStore, embedded, training);
    SequenceMask mask = SequenceMask.of(inputs.get(2), memory.size(1));
    NDList states = inputs.subNDList(3);
    return new NDList(decode(values, embedded, memory, mask, states, training));
  }

  /** The same numbers as {@link #fused}, step after step. */
  private NDArray stepwise(
      ParameterValues values,
      NDArray embedded,
      NDArray memory,
      SequenceMask mask,
      NDList states,
      boolean training) {
    Packed packed = pack(values, embedded.getManager(), true);
    Source source = remember(memory, mask, packed.attention());
    NDList state = start(states);
    NDList outputs = new NDList();
    for (NDArray token : embedded.split(embedded.size(1), 1)) {
      Step step = step(packed, source, token.squeeze(1), state, training);
      outputs.add(step.attentional().expandDims(1));
      state = step.states();
    }
    return NDArrays.concat(outputs, 1);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape target = inputShapes[0];
    return new Shape[] {new Shape(target.get(0), target.get(1), config.attentional())};
  }
}
