package io.github.djlseq2seq.cli.benchmark;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.dataset.Batch;
import io.github.djlseq2seq.block.Seq2SeqConfig;
import io.github.djlseq2seq.cli.engine.EngineThreads;
import io.github.djlseq2seq.translate.corpus.ParallelDataset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The engine's bare calls of a model's shapes: fused LSTMs over whole sequences, linear maps,
 * log-softmax, and the gradients of all of them; what joins one's output to the next one's input,
 * and nothing else. There is no embedding, no attending, no padding that is kept out, no update and
 * no search.
 */
final class BareRun implements Run {

  private static final int GATES = 4;

  private final BenchmarkSetup setup;
  private final BenchmarkData data;
  private final Seq2SeqConfig config;
  private final NDManager manager;
  private final NDList all = new NDList();
  private final List<NDList> encoder = new ArrayList<>();
  private final List<NDList> decoder = new ArrayList<>();
  private final NDList attention;
  private final NDList combine;
  private final NDList generator;

  BareRun(BenchmarkSetup setup, BenchmarkData data) {
    this.setup = setup;
    this.data = data;
    config =
        setup.model(
            data.text().source().vocabulary().size(), data.text().target().vocabulary().size());
    manager = Engine.getEngine(setup.engine()).newBaseManager(Device.cpu());
    int hidden = config.hidden();
    for (int layer = 0; layer < config.layers(); layer++) {
      int width = layer == 0 ? config.embedding() : hidden;
      encoder.add(lstm(width, hidden / 2));
      encoder.add(lstm(width, hidden / 2));
      int fed = layer == 0 && config.inputFeeding() ? hidden : 0;
      decoder.add(lstm(width + fed, hidden));
    }
    attention = weights(hidden, hidden);
    combine = weights(hidden, 2 * hidden);
    generator = weights(config.targetVocabulary(), hidden);
  }

  private NDList lstm(int inputs, int hidden) {
    int rows = GATES * hidden;
    NDList weights = new NDList(random(rows, inputs), random(rows, hidden));
    weights.add(random(rows));
    weights.add(random(rows));
    all.addAll(weights);
    return weights;
  }

  private NDList weights(int outputs, int inputs) {
    NDList weights = new NDList(random(outputs, inputs), random(outputs));
    all.addAll(weights);
    return weights;
  }

  private NDArray random(long... shape) {
    return manager.randomUniform(-0.05f, 0.05f, new Shape(shape));
  }

  @Override
  public Updates updates() {
    all.forEach(weight -> weight.setRequiresGradient(true));
    return new Updates() {
      @Override
      public Iterable<Batch> batches(int epoch) {
        ParallelDataset dataset = data.batches(setup);
        dataset.setEpoch(epoch);
        return dataset.getData(manager);
      }

      @Override
      public double update(Batch batch) {
        Shape source = batch.getData().get(0).getShape();
        Shape target = batch.getData().get(2).getShape();
        try (NDManager scratch = manager.newSubManager();
            GradientCollector collector = manager.getEngine().newGradientCollector()) {
          NDArray read = vectors(scratch, source.get(0), source.get(1));
          NDArray written = vectors(scratch, target.get(0), target.get(1));
          NDArray memory = linear(encode(read, true), attention);
          NDArray attentional =
              config.inputFeeding()
                  ? stepwise(written)
                  : linear(twice(fused(decoder, written, true)), combine);
          NDArray scores = linear(attentional, generator).logSoftmax(-1);
          collector.backward(scores.sum().add(memory.sum()));
        }
        return Double.NaN;
      }

      @Override
      public void close() {
        all.forEach(weight -> weight.setRequiresGradient(false));
      }
    };
  }

  private NDArray vectors(NDManager scratch, long rows, long positions) {
    NDArray vectors = scratch.zeros(new Shape(rows, positions, config.embedding()));
    vectors.setRequiresGradient(all.get(0).hasGradient());
    return vectors;
  }

  /** Both directions of each layer, side by side. */
  private NDArray encode(NDArray vectors, boolean training) {
    NDArray output = vectors;
    for (int layer = 0; layer < config.layers(); layer++) {
      output =
          beside(
              fused(encoder.subList(2 * layer, 2 * layer + 1), output, training),
              fused(encoder.subList(2 * layer + 1, 2 * layer + 2), output, training));
    }
    return output;
  }

  private static NDArray fused(List<NDList> layers, NDArray vectors, boolean training) {
    return fused(layers, vectors, states(layers, vectors), training);
  }

  private static List<NDList> states(List<NDList> layers, NDArray vectors) {
    List<NDList> states = new ArrayList<>();
    for (NDList weights : layers) {
      Shape shape = new Shape(1, vectors.size(0), weights.get(1).size(1));
      states.add(new NDList(vectors.getManager().zeros(shape), vectors.getManager().zeros(shape)));
    }
    return states;
  }

  /** Layers one upon the other; the states become those after the last position. */
  private static NDArray fused(
      List<NDList> layers, NDArray vectors, List<NDList> states, boolean training) {
    NDArray output = vectors;
    for (int i = 0; i < layers.size(); i++) {
      NDList result =
          output
              .getNDArrayInternal()
              .lstm(output, states.get(i), layers.get(i), true, 1, 0, training, false, true);
      output = result.get(0);
      states.set(i, result.subNDList(1));
    }
    return output;
  }

  private NDArray stepwise(NDArray vectors) {
    NDList outputs = new NDList();
    List<NDList> states = states(decoder, vectors);
    NDArray fed = states.get(0).get(0).transpose(1, 0, 2);
    for (NDArray vector : vectors.split(vectors.size(1), 1)) {
      NDArray hidden = fused(decoder, beside(vector, fed), states, true);
      fed = linear(twice(hidden), combine);
      outputs.add(fed);
    }
    return NDArrays.concat(outputs, 1);
  }

  private static NDArray linear(NDArray input, NDList weights) {
    return input
        .getNDArrayInternal()
        .linear(input, weights.get(0), weights.get(1))
        .singletonOrThrow();
  }

  private static NDArray twice(NDArray array) {
    return beside(array, array);
  }

  private static NDArray beside(NDArray left, NDArray right) {
    return left.concat(right, -1);
  }

  @Override
  public Decoder decoder(int beam) {
    int lanes = EngineThreads.lanes(setup.engine());
    return new Decoder() {
      @Override
      public List<String> decode(List<String> sources, int batch) {
        List<Integer> lengths =
            sources.stream()
                .map(source -> data.text().source().encode(source).length())
                .sorted(Comparator.reverseOrder())
                .toList();
        List<Runnable> batches = new ArrayList<>();
        for (int from = 0; from < lengths.size(); from += batch) {
          int rows = Math.min(lengths.size() - from, batch);
          int longest = lengths.get(from);
          batches.add(() -> decodeBatch(rows, longest, beam));
        }
        run(batches, lanes);
        return Collections.nCopies(sources.size(), "");
      }

      @Override
      public void close() {
        // It holds nothing.
      }
    };
  }

  /** As the model is run: several batches at once where the engine is faster that way. */
  private void run(List<Runnable> batches, int lanes) {
    if (lanes == 1 || batches.size() == 1) {
      batches.forEach(Runnable::run);
      return;
    }
    ExecutorService pool = Executors.newFixedThreadPool(lanes, EngineThreads.alone(setup.engine()));
    try {
      CompletableFuture.allOf(
              batches.stream()
                  .map(batch -> CompletableFuture.runAsync(batch, pool))
                  .toArray(CompletableFuture<?>[]::new))
          .join();
    } finally {
      pool.shutdown();
    }
  }

  private void decodeBatch(int rows, int length, int beam) {
    try (NDManager scratch = manager.newSubManager()) {
      linear(encode(vectors(scratch, rows, length), false), attention);
      int width = config.embedding() + (config.inputFeeding() ? config.hidden() : 0);
      NDArray vector = scratch.zeros(new Shape((long) rows * beam, 1, width));
      List<NDList> states = states(decoder, vector);
      for (int step = 0; step < setup.decodingSteps(); step++) {
        NDArray hidden = fused(decoder, vector, states, false);
        NDArray scores = linear(linear(twice(hidden), combine), generator).logSoftmax(-1);
        // Engines that calculate in the background are waited for.
        scores.get(0, 0, 0).getFloat();
        scores.close();
      }
    }
  }

  @Override
  public long parameters() {
    long tokens = (long) config.sourceVocabulary() + config.targetVocabulary();
    return all.stream().mapToLong(NDArray::size).sum() + tokens * config.embedding();
  }

  @Override
  public void close() {
    manager.close();
  }
}
