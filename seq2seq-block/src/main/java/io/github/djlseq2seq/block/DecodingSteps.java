package io.github.djlseq2seq.block;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.djlseq2seq.block.attention.Attention;
import io.github.djlseq2seq.block.layer.HostArrays;
import io.github.djlseq2seq.block.layer.TokenEmbedding;
import io.github.djlseq2seq.block.recurrent.SequenceMask;
import io.github.djlseq2seq.block.search.StepModel;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The decoder one step at a time, for the search: a batch of encoded sentences, each with the same
 * number of hypotheses.
 *
 * <p>The hypotheses of a sentence share its memory: they stand where teacher forcing has its
 * positions. A step's intermediate arrays are freed at its end; one transfer a step leaves the
 * engine.
 */
public final class DecodingSteps implements StepModel {

  private final DecodingPlan plan;
  private final NDManager manager;
  private Decoder.Source source;
  private NDList states;
  private int sentences;
  private boolean stepped;
  private final List<NDArray> attentions = new ArrayList<>();
  private final List<float[]> fetched = new ArrayList<>();

  /**
   * Starts decoding.
   *
   * @param plan the model's weights
   * @param encoded what {@link Seq2Seq} gives for a source: memory and first states
   * @param lengths the source lengths, {@code (B)}
   */
  public DecodingSteps(DecodingPlan plan, NDList encoded, NDArray lengths) {
    this.plan = plan;
    NDArray values = encoded.get(0);
    manager = values.getManager().newSubManager();
    sentences = Math.toIntExact(values.size(0));
    SequenceMask mask = SequenceMask.of(lengths, values.size(1));
    source = plan.decoder().remember(values, mask, plan.packed().attention());
    states = plan.decoder().start(encoded.subNDList(1));
  }

  @Override
  public int sentences() {
    return sentences;
  }

  @Override
  public int vocabulary() {
    return Math.toIntExact(plan.embedding().size(0));
  }

  @Override
  public float[] step(int[] keptSentences, int[] rows, int[] tokens) {
    try (NDManager scratch = manager.newSubManager()) {
      keep(scratch, keptSentences);
      NDList before = select(scratch, states, rows);
      NDArray embedded = TokenEmbedding.lookUp(ids(scratch, tokens), plan.embedding());
      Decoder.Step step = plan.decoder().step(plan.packed(), source, embedded, before, false);
      float[] result =
          HostArrays.floats(
              Generator.logProbabilities(step.attentional(), plan.generator()), vocabulary());
      hold(step);
      return result;
    } finally {
      // A plan that nothing refers to is freed.
      Reference.reachabilityFence(plan);
    }
  }

  @Override
  public float[] attention(int step, int row) {
    if (source.attended() == null) {
      return new float[0];
    }
    fetch();
    int width = Math.toIntExact(attentions.get(step).getShape().tail());
    return Arrays.copyOfRange(fetched.get(step), row * width, (row + 1) * width);
  }

  /** Brings over what each step since the last call attended to, in one transfer. */
  private void fetch() {
    List<NDArray> waiting = attentions.subList(fetched.size(), attentions.size());
    if (waiting.isEmpty()) {
      return;
    }
    try (NDManager scratch = manager.newSubManager()) {
      NDList flat = new NDList();
      for (NDArray weights : waiting) {
        NDArray row = weights.reshape(-1);
        row.attach(scratch);
        flat.add(row);
      }
      float[] all = NDArrays.concat(flat).toFloatArray();
      int from = 0;
      for (NDArray weights : flat) {
        int to = from + Math.toIntExact(weights.size());
        fetched.add(Arrays.copyOfRange(all, from, to));
        from = to;
      }
    }
  }

  @Override
  public void close() {
    manager.close();
  }

  /** Lets the memory of finished sentences go. */
  private void keep(NDManager scratch, int[] kept) {
    if (kept.length == sentences) {
      return;
    }
    sentences = kept.length;
    Attention.Memory old = source.attended();
    if (old == null) {
      source = new Decoder.Source(kept.length, null);
      return;
    }
    NDArray rows = ids(scratch, kept);
    NDList rest =
        new NDList(pick(rows, old.values()), pick(rows, old.keys()), pick(rows, old.bias()));
    rest.attach(manager);
    source =
        new Decoder.Source(
            kept.length, new Attention.Memory(rest.get(0), rest.get(1), rest.get(2)));
    if (old.values().getManager() == manager) {
      old.values().close();
      old.keys().close();
      old.bias().close();
    }
  }

  private void hold(Decoder.Step step) {
    if (stepped) {
      states.close();
    }
    stepped = true;
    states = step.states();
    states.attach(manager);
    NDArray weights = step.weights();
    if (weights != null) {
      weights.attach(manager);
      attentions.add(weights);
    }
  }

  private static NDList select(NDManager scratch, NDList states, int[] rows) {
    if (isIdentity(rows, states.get(0).size(0))) {
      return states;
    }
    NDArray indices = ids(scratch, rows);
    NDList selected = new NDList();
    states.forEach(state -> selected.add(pick(indices, state)));
    return selected;
  }

  private static boolean isIdentity(int[] rows, long size) {
    for (int i = 0; i < rows.length; i++) {
      if (rows[i] != i) {
        return false;
      }
    }
    return rows.length == size;
  }

  /** Rows of an array of any shape: a look-up in a table of its flattened rows. */
  private static NDArray pick(NDArray rows, NDArray array) {
    Shape shape = array.getShape();
    if (shape.dimension() == 2) {
      return TokenEmbedding.lookUp(rows, array);
    }
    try (NDArray table = array.reshape(shape.get(0), -1)) {
      NDArray picked = TokenEmbedding.lookUp(rows, table);
      return picked.reshape(new Shape(rows.size()).addAll(shape.slice(1)));
    }
  }

  private static NDArray ids(NDManager manager, int[] values) {
    return HostArrays.of(
        manager, Arrays.stream(values).asLongStream().toArray(), new Shape(values.length));
  }
}
