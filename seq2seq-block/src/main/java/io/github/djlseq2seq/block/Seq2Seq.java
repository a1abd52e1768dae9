package io.github.djlseq2seq.block;

import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.github.djlseq2seq.block.layer.FixedShapeBlock;
import io.github.djlseq2seq.block.layer.TokenEmbedding;
import io.github.djlseq2seq.block.recurrent.RecurrentLayer;
import io.github.djlseq2seq.block.recurrent.SequenceMask;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Recurrent sequence to sequence (Sutskever et al. 2014; Bahdanau et al. 2015; Luong et al. 2015):
 * {@code source embedding -> encoder -> bridge -> decoder <- target embedding, -> generator}.
 *
 * <p>The number of inputs says what is asked:
 *
 * <ul>
 *   <li>source {@code (B,S)} and its lengths {@code (B)}: encoding. Returns the memory {@code
 *       (B,S,H)} and the decoder's first states, {@code (B,H)} each; {@link DecodingSteps} goes on
 *       from there.
 *   <li>with the decoder's input {@code (B,T)} (the target behind a bos) and its lengths {@code
 *       (B)} as well: teacher forcing. Returns log-probabilities {@code (B,T,V)} of each next
 *       token; what stands after a target's end means nothing.
 * </ul>
 *
 * <p>Ids and lengths are int64. What a sentence is batched with never changes its result.
 */
public final class Seq2Seq extends FixedShapeBlock {

  private final Seq2SeqConfig config;
  private final TokenEmbedding sourceEmbedding;
  private final Encoder encoder;
  private final TokenEmbedding targetEmbedding;
  private final Decoder decoder;
  private final Generator generator;

  private volatile @Nullable DecodingPlan plan;

  /**
   * Makes a model whose parameters are yet to be initialized or loaded.
   *
   * @param config what it is made of
   */
  public Seq2Seq(Seq2SeqConfig config) {
    this.config = config;
    int size = config.embedding();
    sourceEmbedding =
        addChildBlock("SourceEmbedding", new TokenEmbedding(config.sourceVocabulary(), size));
    encoder = addChildBlock("Encoder", new Encoder(config));
    targetEmbedding =
        addChildBlock("TargetEmbedding", new TokenEmbedding(config.targetVocabulary(), size));
    decoder = addChildBlock("Decoder", new Decoder(config));
    generator = addChildBlock("Generator", new Generator(config));
  }

  /**
   * Returns what the model is made of.
   *
   * @return the configuration
   */
  public Seq2SeqConfig config() {
    return config;
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore parameterStore,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    if (inputs.size() != 2 && inputs.size() != 4) {
      throw new IllegalArgumentException(
          "Seq2Seq takes 2 inputs (source, sourceLength) or 4 (and target, targetLength), found "
              + inputs.size());
    }
    if (training) {
      plan = null;
    }
    NDArray source = inputs.get(0);
    SequenceMask mask = SequenceMask.of(inputs.get(1), source.size(1));
    NDArray table = sourceEmbedding.table(parameterStore, source, training);
    NDArray features = TokenEmbedding.lookUp(source, table);
    RecurrentLayer.Run encoded = encoder.encode(parameterStore, features, mask, training);
    NDList first = config.bridge().cross(encoded.states());
    if (inputs.size() == 2) {
      return new NDList(encoded.outputs()).addAll(first);
    }
    NDArray target = inputs.get(2);
    NDArray embedding = targetEmbedding.table(parameterStore, target, training);
    NDArray embedded = TokenEmbedding.lookUp(target, embedding);
    NDArray attentional =
        decoder.decode(parameterStore, embedded, encoded.outputs(), mask, first, training);
    return new NDList(generator.generate(parameterStore, attentional, embedding, training));
  }

  /**
   * Returns the weights as decoding needs them.
   *
   * <p>A model that is not being trained packs them once, for all of its predictors. While a
   * trainer holds the model they may change at any time, so each caller gets a copy of its own.
   *
   * @param manager the manager that a copy of its own will belong to
   * @return the plan
   */
  public DecodingPlan plan(NDManager manager) {
    if (getParameters().values().stream().anyMatch(p -> p.getArray().hasGradient())) {
      plan = null;
      return newPlan(manager);
    }
    synchronized (this) {
      DecodingPlan current = plan;
      if (current == null) {
        NDArray any = getParameters().valueAt(0).getArray();
        current = newPlan(any.getManager());
        plan = current;
      }
      return current;
    }
  }

  private DecodingPlan newPlan(NDManager manager) {
    NDArray embedding = targetEmbedding.pack(manager);
    return new DecodingPlan(
        decoder,
        embedding,
        decoder.stack().pack(manager),
        decoder.attention().pack(manager),
        decoder.combine().pack(manager),
        generator.pack(manager, embedding));
  }

  @Override
  public void loadParameters(NDManager manager, DataInputStream is)
      throws IOException, MalformedModelException {
    super.loadParameters(manager, is);
    plan = null;
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape source = inputShapes[0];
    if (inputShapes.length == 4) {
      return new Shape[] {inputShapes[2].add(config.targetVocabulary())};
    }
    Shape[] shapes = new Shape[1 + config.layers() * config.cell().states()];
    Arrays.fill(shapes, new Shape(source.get(0), config.hidden()));
    shapes[0] = source.add(config.hidden());
    return shapes;
  }
}
