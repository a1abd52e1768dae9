package io.github.djlseq2seq.block;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.training.initializer.UniformInitializer;
import ai.djl.util.PairList;
import io.github.djlseq2seq.block.layer.FixedShapeBlock;
import io.github.djlseq2seq.block.layer.Linear;
import org.jspecify.annotations.Nullable;

/**
 * Turns attentional vectors into log-probabilities of the next token, {@code log softmax(W h~ +
 * b)}.
 *
 * <p>Tied, W is the target embedding (Press and Wolf 2017) and the block has a bias only; as a
 * block it then takes W as its second input.
 */
public final class Generator extends FixedShapeBlock {

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
    Initializer uniform = new UniformInitializer((float) Math.sqrt(3.0 / config.attentional()));
    weight = config.tied() ? null : weight("weight", uniform, vocabulary, config.attentional());
    bias = weight("bias", Initializer.ZEROS, vocabulary);
  }

  /**
   * Gives the log-probabilities.
   *
   * @param parameters where the block's parameters lie
   * @param input attentional vectors, {@code (...,A)}
   * @param embedding the target embedding {@code (V,A)}, which a tied generator multiplies with
   * @param training whether this is a training step
   * @return {@code (...,V)}
   */
  public NDArray generate(
      ParameterStore parameters, NDArray input, NDArray embedding, boolean training) {
    NDArray own = weight == null ? embedding : value(parameters, weight, input, training);
    return logProbabilities(input, own, value(parameters, bias, input, training));
  }

  static NDArray logProbabilities(NDArray input, NDArray weight, NDArray bias) {
    return Linear.apply(input, weight, bias).logSoftmax(-1);
  }

  /** Returns weight and bias for decoding; the weight is {@code embedding} if tied. */
  NDList pack(NDManager manager, NDArray embedding) {
    return new NDList(weight == null ? embedding : frozen(weight, manager), frozen(bias, manager));
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore parameterStore,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    NDArray embedding = inputs.get(inputs.size() - 1);
    return new NDList(generate(parameterStore, inputs.get(0), embedding, training));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape input = inputShapes[0];
    return new Shape[] {input.slice(0, input.dimension() - 1).add(vocabulary)};
  }
}
