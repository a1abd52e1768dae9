package io.github.djlseq2seq.translate.corpus;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.dataset.Batch;
import ai.djl.translate.StackBatchifier;
import io.github.djlseq2seq.block.layer.HostArrays;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A batch in Java's memory. */
final class PreparedBatch {

  private final PaddedRows source;
  private final PaddedRows decoderInput;
  private final float @Nullable [] coins;
  private final PaddedRows labels;

  /** Pads pairs. */
  PreparedBatch(List<EncodedPair> pairs, double teacherForcing, long coinSeed) {
    source = source(pairs);
    List<int[]> targets = pairs.stream().map(EncodedPair::target).toList();
    decoderInput = PaddedRows.ofIds(targets.stream().map(Padding::withBos).toList());
    labels = PaddedRows.ofIds(targets.stream().map(Padding::withEos).toList());
    coins = teacherForcing < 1 ? coins(labels.shape(), teacherForcing, coinSeed) : null;
  }

  private static PaddedRows source(List<EncodedPair> pairs) {
    List<float[][]> features = new ArrayList<>();
    for (EncodedPair pair : pairs) {
      float[][] vectors = pair.features();
      if (vectors == null) {
        return PaddedRows.ofIds(pairs.stream().map(EncodedPair::source).toList());
      }
      features.add(vectors);
    }
    return PaddedRows.ofFeatures(features);
  }

  private static float[] coins(Shape shape, double ratio, long seed) {
    Random random = new Random(seed);
    float[] coins = new float[Math.toIntExact(shape.size())];
    for (int i = 0; i < coins.length; i++) {
      coins[i] = random.nextDouble() < ratio ? 1 : 0;
    }
    return coins;
  }

  /** Makes its arrays, of a manager that the batch closes. */
  Batch on(NDManager manager, int progress, int total) {
    NDManager own = manager.newSubManager();
    NDList data = source.on(own).addAll(decoderInput.on(own));
    if (coins != null) {
      data.add(HostArrays.of(own, coins, labels.shape()));
    }
    StackBatchifier stack = new StackBatchifier();
    int size = (int) labels.shape().get(0);
    return new Batch(own, data, labels.on(own), size, stack, stack, progress, total);
  }
}
