package io.github.djlseq2seq.block;

import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.github.djlseq2seq.block.layer.Dropout;
import io.github.djlseq2seq.block.layer.FixedShapeBlock;
import io.github.djlseq2seq.block.layer.Linear;
import io.github.djlseq2seq.block.layer.PackedLinear;
import io.github.djlseq2seq.block.layer.ParameterValues;
import io.github.djlseq2seq.block.layer.TokenEmbedding;
import io.github.djlseq2seq.block.recurrent.RecurrentLayer;
import io.github.djlseq2seq.block.recurrent.SequenceMask;
import java.io.DataInputStream;
import java.io.IOException;
import java.lang.ref.Cleaner;
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
 *   <li>and with {@code forced}, {@code (B,T)} ones and zeros in float32: the same, but where it is
 *       0 the decoder reads the token it would have chosen itself instead of the true one.
 * </ul>
 *
 * <p>Ids and lengths are int64; with {@code sourceFeatures} F the source is float32 {@code
 * (B,S,F)}. What a sentence is batched with never changes its result.
 */
public final class Seq2Seq extends FixedShapeBlock {

  private static final Cleaner CLEANER = Cleaner.create();

  private final Seq2SeqConfig config;
  private final InputCheck check;
  private final @Nullable TokenEmbedding sourceEmbedding;
  private final @Nullable Linear front;
  private final Encoder encoder;
  private final Bridge bridge;
  private final TokenEmbedding targetEmbedding;
  private final Decoder decoder;
  private final Generator generator;

  private volatile @Nullable DecodingPlan plan;
  private int planOfTable;

  /**
   * Makes a model whose parameters are yet to be initialized or loaded.
   *
   * @param config what it is made of
   */
  public Seq2Seq(Seq2SeqConfig config) {
    this.config = config;
    check = new InputCheck(config);
    int size = config.embedding();
    boolean features = config.sourceFeatures() > 0;
    front = features ? addChildBlock("Front", new Linear(config.sourceFeatures(), size)) : null;
    sourceEmbedding =
        features || config.joint()
            ? null
            : addChildBlock("SourceEmbedding", new TokenEmbedding(config.sourceVocabulary(), size));
    encoder = addChildBlock("Encoder", new Encoder(config));
    bridge = new Bridge(config);
    if (config.bridge() == BridgeType.DENSE) {
      addChildBlock("Bridge", bridge);
    }
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

  /**
   * Returns the encoder, to freeze it for example: {@code encoder().freezeParameters(true)}.
   *
   * @return the encoder, without the source embedding
   */
  public Encoder encoder() {
    return encoder;
  }

  /**
   * Returns the table of source tokens, for vectors that were trained elsewhere.
   *
   * @return the embedding; that of the target if both sides share one vocabulary
   * @throws IllegalStateException if the source is made of features
   */
  public TokenEmbedding sourceEmbedding() {
    if (front != null) {
      throw new IllegalStateException(
          "sourceFeatures must be 0 for a source embedding, found " + config.sourceFeatures());
    }
    return sourceEmbedding == null ? targetEmbedding : sourceEmbedding;
  }

  /**
   * Returns the table of target tokens.
   *
   * @return the embedding
   */
  public TokenEmbedding targetEmbedding() {
    return targetEmbedding;
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore parameterStore,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    check.check(inputs);
    int size = inputs.size();
    if (training) {
      plan = null;
    }
    NDArray source = inputs.get(0);
    ParameterValues values = ParameterValues.in(parameterStore, source, training);
    SequenceMask mask = SequenceMask.of(inputs.get(1), source.size(1));
    NDArray embedding = targetEmbedding.table(values);
    NDArray vectors =
        Dropout.apply(vectors(source, mask, values), config.embeddingDropoutRate(), training);
    boolean padded = training || isPadded(inputs.get(1), source.size(1));
    RecurrentLayer.Run encoded = encoder.encode(values, vectors, padded ? mask : null, training);
    NDArray memory = encoded.outputs();
    NDList first = bridge.cross(values, encoded.states());
    if (size == 2) {
      return new NDList(memory).addAll(first);
    }
    NDArray target = inputs.get(2);
    NDList weights = generator.weights(values, embedding);
    if (size == 5) {
      NDManager manager = source.getManager();
      PackedLinear packed = PackedLinear.of(weights, 1, manager, true);
      DecodingPlan current = newPlan(values, packed, manager, true);
      return new NDList(
          TeacherForcing.run(
              current,
              decoder.remember(memory, mask, current.packed().attention()),
              decoder.start(first),
              target,
              inputs.get(4),
              config.embeddingDropoutRate(),
              training));
    }
    NDArray embedded =
        Dropout.apply(
            TokenEmbedding.lookUp(target, embedding), config.embeddingDropoutRate(), training);
    NDArray attentional = decoder.decode(values, embedded, memory, mask, first, training);
    return new NDList(Generator.logProbabilities(attentional, weights));
  }

  /** A single sentence and sentences of one length spare the encoder what keeps padding out. */
  private static boolean isPadded(NDArray lengths, long positions) {
    return Arrays.stream(lengths.toLongArray()).anyMatch(length -> length < positions);
  }

  /** The encoder's input: embedded tokens, or mapped features. */
  private NDArray vectors(NDArray source, SequenceMask mask, ParameterValues values) {
    if (front != null) {
      // Whatever stands at padding could outweigh what shuts the gates there.
      NDArray padding = mask.padding().broadcast(source.getShape()).gt(0.5);
      NDArray clean = NDArrays.where(padding, source.zerosLike(), source);
      return Linear.apply(clean, front.weights(values));
    }
    return TokenEmbedding.lookUp(source, sourceEmbedding().table(values));
  }

  /**
   * Returns the weights as decoding needs them.
   *
   * <p>A model that is not being trained packs them once, for all of its predictors; they are freed
   * when nothing refers to the plan any more. While a trainer holds the model they may change at
   * any time, so each caller gets a copy of its own.
   *
   * @param manager the manager that a copy of its own will belong to
   * @return the plan
   * @throws IllegalStateException if the manager is on another device than the model
   */
  public DecodingPlan plan(NDManager manager) {
    if (getParameters().values().stream().anyMatch(p -> p.getArray().hasGradient())) {
      plan = null;
      return newPlan(manager);
    }
    synchronized (this) {
      DecodingPlan current = plan;
      if (current == null || planOfTable != targetEmbedding.replaced()) {
        NDArray any = getParameters().valueAt(0).getArray();
        if (!any.getDevice().equals(manager.getDevice())) {
          throw new IllegalStateException(
              "the model is on %s, but is to run on %s: load it on that device"
                  .formatted(any.getDevice(), manager.getDevice()));
        }
        NDManager own = any.getManager().newSubManager();
        current = newPlan(own);
        CLEANER.register(current, own::close);
        plan = current;
        planOfTable = targetEmbedding.replaced();
      }
      return current;
    }
  }

  private DecodingPlan newPlan(NDManager manager) {
    ParameterValues values = ParameterValues.frozen(manager);
    NDList weights = generator.weights(values, targetEmbedding.table(values));
    return newPlan(values, Generator.packed(weights, manager), manager, false);
  }

  private DecodingPlan newPlan(
      ParameterValues values, PackedLinear generator, NDManager manager, boolean gradients) {
    return new DecodingPlan(
        decoder,
        targetEmbedding.table(values),
        decoder.pack(values, manager, gradients),
        generator);
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
    if (inputShapes.length >= 4) {
      return new Shape[] {inputShapes[2].add(config.targetVocabulary())};
    }
    Shape[] shapes = new Shape[1 + config.layers() * config.cell().states()];
    Arrays.fill(shapes, new Shape(source.get(0), config.hidden()));
    shapes[0] = new Shape(source.get(0), source.get(1), config.memory());
    return shapes;
  }
}
