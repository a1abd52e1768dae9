package io.github.djlseq2seq.block.attention;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.util.PairList;
import io.github.djlseq2seq.block.layer.FixedShapeBlock;
import io.github.djlseq2seq.block.layer.ParameterValues;
import io.github.djlseq2seq.block.recurrent.SequenceMask;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Attention of T queries over a memory of S positions (Luong et al. 2015, section 3.1): {@code a_ts
 * = softmax_s(score(h_t, m_s))}, {@code context_t = sum_s a_ts m_s}.
 *
 * <p>This class masks, normalises and sums; a variant says only what it keeps of the memory and how
 * it scores. The T axis holds the positions of teacher forcing as well as the hypotheses of a beam,
 * which so share one memory.
 *
 * <p>As a block its inputs are queries {@code (B,T,H)}, memory {@code (B,S,M)} and the memory's
 * lengths {@code (B)}, its outputs contexts {@code (B,T,M)} and weights {@code (B,T,S)}.
 */
public abstract sealed class Attention extends FixedShapeBlock
    permits AdditiveAttention, DotAttention, GeneralAttention {

  private final List<Parameter> weights = new ArrayList<>();

  Attention() {}

  /**
   * What is calculated once a sentence.
   *
   * @param values the encoder's outputs, {@code (B,S,M)}
   * @param keys what the scores are made with; its shape is the variant's own
   * @param bias 0 at real positions and -1e9 at padding, {@code (B,1,S)}
   */
  public record Memory(NDArray values, NDArray keys, NDArray bias) {}

  /**
   * The result for T queries.
   *
   * @param context the weighted sums of the memory, {@code (B,T,M)}
   * @param weights how much each position counts, {@code (B,T,S)}; each row sums to 1
   */
  public record Attended(NDArray context, NDArray weights) {}

  /** Adds a parameter of the variant; {@link #weights} keeps their order. */
  final void attentionWeight(String name, Initializer initializer, long... shape) {
    weights.add(weight(name, initializer, shape));
  }

  /**
   * Returns the values of the parameters.
   *
   * @param values where parameters get their values from
   * @return the values, in the variant's order
   */
  public final NDList weights(ParameterValues values) {
    return values.of(weights);
  }

  /**
   * Prepares the encoder's outputs.
   *
   * @param values the encoder's outputs, {@code (B,S,M)}
   * @param mask which positions are real
   * @param weights the values of the parameters
   * @return the memory that {@link #attend} reads
   */
  public final Memory remember(NDArray values, SequenceMask mask, NDList weights) {
    return new Memory(values, keys(values, weights), mask.attentionBias());
  }

  /**
   * Attends.
   *
   * @param query {@code (B,T,H)}
   * @param memory the memory
   * @param weights the values of the parameters
   * @return contexts and weights
   */
  public final Attended attend(NDArray query, Memory memory, NDList weights) {
    NDArray scores = scores(query, memory.keys(), weights).add(memory.bias());
    NDArray shares = scores.softmax(-1);
    return new Attended(shares.matMul(memory.values()), shares);
  }

  /** What the scores need of the memory {@code (B,S,M)}; its first axis is B. */
  abstract NDArray keys(NDArray values, NDList weights);

  /** The scores {@code (B,T,S)} of queries {@code (B,T,H)}, without a mask. */
  abstract NDArray scores(NDArray query, NDArray keys, NDList weights);

  @Override
  protected final NDList forwardInternal(
      ParameterStore parameterStore,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    NDArray query = inputs.get(0);
    NDArray values = inputs.get(1);
    NDList current = weights(ParameterValues.in(parameterStore, query, training));
    SequenceMask mask = SequenceMask.of(inputs.get(2), values.size(1));
    Attended attended = attend(query, remember(values, mask, current), current);
    return new NDList(attended.context(), attended.weights());
  }

  @Override
  public final Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape query = inputShapes[0];
    Shape memory = inputShapes[1];
    return new Shape[] {
      new Shape(query.get(0), query.get(1), memory.get(2)),
      new Shape(query.get(0), query.get(1), memory.get(1))
    };
  }
}
