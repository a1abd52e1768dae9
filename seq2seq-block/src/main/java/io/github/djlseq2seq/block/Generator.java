package io.github.djlseq2seq.block;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.util.PairList;
import io.github.djlseq2seq.block.layer.FixedShapeBlock;
import io.github.djlseq2seq.block.layer.HostArrays;
import io.github.djlseq2seq.block.layer.Linear;
import io.github.djlseq2seq.block.layer.PackedLinear;
import io.github.djlseq2seq.block.layer.ParameterValues;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Turns attentional vectors into log-probabilities of the next token, {@code log softmax(W h~ +
 * b)}.
 *
 * <p>Tied, W is the target embedding (Press and Wolf 2017) and the block has a bias only; as a
 * block it then takes W as its second input.
 */
public final class Generator extends FixedShapeBlock {

  /** What the number of outputs is rounded up to: a power of two. */
  private static final int WIDTH = 16;

  private final int vocabulary;
  private final @Nullable Parameter weight;
  private final Parameter bias;

  /**
   * Makes a generator.
   *
   * @param config the model's configuration
   */
  public Generator(Seq2SeqConfig config) {
    vocabulary = config.targetVocabulary();
    int size = config.attentional();
    weight = config.tied() ? null : weight("weight", Linear.uniform(size), vocabulary, size);
    bias = weight("bias", Initializer.ZEROS, vocabulary);
  }

  /**
   * Returns weight and bias.
   *
   * @param values where parameters get their values from
   * @param embedding the target embedding {@code (V,A)}, which a tied generator multiplies with
   * @return weight and bias, for {@link #logProbabilities}
   */
  public NDList weights(ParameterValues values, NDArray embedding) {
    return new NDList(weight == null ? embedding : values.of(weight), values.of(bias));
  }

  /**
   * Packs weight and bias for decoding, widened to a multiple of 16 outputs, which engines multiply
   * by up to half as fast again: what is added has the bias minus infinity, and so no probability.
   *
   * @param weights weight and bias
   * @param manager the manager that what is made of them will belong to
   * @return the map to {@code V'} outputs
   */
  static PackedLinear packed(NDList weights, NDManager manager) {
    try (NDManager scratch = manager.newSubManager()) {
      NDList wide = widened(ParameterValues.views(weights, scratch), scratch);
      PackedLinear packed = PackedLinear.of(wide, 1, manager, false);
      packed.weights().attach(manager);
      return packed;
    }
  }

  private static NDList widened(NDList weights, NDManager scratch) {
    NDArray weight = weights.get(0);
    long more = -weight.size(0) & (WIDTH - 1);
    if (more == 0) {
      return weights;
    }
    float[] never = new float[(int) more];
    Arrays.fill(never, Float.NEGATIVE_INFINITY);
    NDArray nothing = scratch.zeros(new Shape(more, weight.size(1)));
    NDArray bias = HostArrays.of(scratch, never, new Shape(more));
    return new NDList(
        NDArrays.concat(new NDList(weight, nothing), 0),
        NDArrays.concat(new NDList(weights.get(1), bias), 0));
  }

  /**
   * Gives the log-probabilities.
   *
   * @param input attentional vectors, {@code (...,A)}
   * @param weights weight and bias
   * @return {@code (...,V)}
   */
  public static NDArray logProbabilities(NDArray input, NDList weights) {
    return Linear.apply(input, weights).logSoftmax(-1);
  }

  /**
   * Gives the log-probabilities of a step.
   *
   * @param input attentional vectors, {@code (R,A)}
   * @param packed the map, {@linkplain #packed widened} or not
   * @return {@code (R,V)}, or {@code (R,V')}
   */
  static NDArray logProbabilities(NDArray input, PackedLinear packed) {
    return packed.apply(input).logSoftmax(-1);
  }

  /**
   * Picks the log-probabilities of given tokens.
   *
   * @param logProbabilities {@code (B,T,V)}
   * @param ids {@code (B,T)}, int64
   * @return {@code (B,T)}
   */
  public static NDArray pick(NDArray logProbabilities, NDArray ids) {
    // One row a token: DJL's pick on PyTorch mistakes the shape of an index of two axes.
    NDArray rows = logProbabilities.reshape(-1, logProbabilities.getShape().tail());
    NDIndex index = new NDIndex().addAllDim().addPickDim(ids.reshape(-1));
    return rows.get(index).reshape(ids.getShape());
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore parameterStore,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    NDArray input = inputs.get(0);
    ParameterValues values = ParameterValues.in(parameterStore, input, training);
    return new NDList(logProbabilities(input, weights(values, inputs.get(inputs.size() - 1))));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape input = inputShapes[0];
    return new Shape[] {input.slice(0, input.dimension() - 1).add(vocabulary)};
  }
}
