package io.github.djlseq2seq.translate.corpus;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.Dataset;
import ai.djl.translate.StackBatchifier;
import ai.djl.util.Progress;
import io.github.djlseq2seq.block.layer.HostArrays;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Encoded pairs in batches of like lengths, for training or validation.
 *
 * <p>A batch's data are source {@code (B,S)}, its lengths {@code (B)}, the decoder's input {@code
 * (B,T)} (bos and the target) and its lengths; its labels are the target with eos {@code (B,T)} and
 * its lengths; all int64. A source of features is float32 {@code (B,S,F)}. Below a teacher forcing
 * ratio of 1, float32 coins {@code (B,T)} follow, 1 where the decoder shall read the true token.
 *
 * <p>Shuffled, the order of an epoch follows from the seed and the epoch's number alone: pairs are
 * shuffled, sorted by length within windows of 100 batches, and the batches shuffled again.
 */
public final class ParallelDataset implements Dataset {

  private static final int WINDOW = 100;

  private final List<EncodedPair> pairs;
  private final int batchSize;
  private final @Nullable Long seed;
  private final TeacherForcingRatio forcing;
  private final int epochs;
  private int epoch;

  private ParallelDataset(
      List<EncodedPair> pairs,
      int batchSize,
      @Nullable Long seed,
      TeacherForcingRatio forcing,
      int epochs) {
    if (pairs.isEmpty()) {
      throw new IllegalArgumentException("pairs must hold at least one sentence pair, found none");
    }
    if (batchSize < 1) {
      throw new IllegalArgumentException("batchSize must be at least 1, found " + batchSize);
    }
    if (pairs.stream().map(pair -> pair.features() == null).distinct().count() > 1) {
      throw new IllegalArgumentException(
          "pairs must all have sources of ids, or all of features, found both");
    }
    if (epochs < 1) {
      throw new IllegalArgumentException("epochs must be at least 1, found " + epochs);
    }
    this.pairs = List.copyOf(pairs);
    // No more than there are, so that sums of sizes do not overflow.
    this.batchSize = Math.min(batchSize, pairs.size());
    this.seed = seed;
    this.forcing = forcing;
    this.epochs = epochs;
  }

  /**
   * Makes a data set whose order changes with each epoch.
   *
   * @param pairs the sentence pairs, at least one
   * @param batchSize the number of pairs in a batch, at least 1
   * @param seed what the order follows from
   * @return the data set
   */
  public static ParallelDataset shuffled(List<EncodedPair> pairs, int batchSize, long seed) {
    return new ParallelDataset(pairs, batchSize, seed, TeacherForcingRatio.ALWAYS, 1);
  }

  /**
   * Makes a data set whose order is always the same, by length.
   *
   * @param pairs the sentence pairs, at least one
   * @param batchSize the number of pairs in a batch, at least 1
   * @return the data set
   */
  public static ParallelDataset ordered(List<EncodedPair> pairs, int batchSize) {
    return new ParallelDataset(pairs, batchSize, null, TeacherForcingRatio.ALWAYS, 1);
  }

  /**
   * Returns the same data with the coins that teacher forcing needs below a ratio of 1.
   *
   * @param ratio how often the decoder reads the true token
   * @param epochs over how many epochs the ratio goes from its start to its end
   * @return the data set
   */
  public ParallelDataset withTeacherForcing(TeacherForcingRatio ratio, int epochs) {
    return new ParallelDataset(pairs, batchSize, seed, ratio, epochs);
  }

  /**
   * Sets which epoch's order comes next.
   *
   * @param epoch the number of the epoch, from 0
   */
  public void setEpoch(int epoch) {
    this.epoch = epoch;
  }

  /**
   * Returns how many batches an epoch has.
   *
   * @return the number of batches
   */
  public int batches() {
    return (pairs.size() + batchSize - 1) / batchSize;
  }

  @Override
  public Iterable<Batch> getData(NDManager manager) {
    int number = epoch++;
    List<List<EncodedPair>> chunks = chunks(number);
    return () -> new Batches(manager, chunks, number);
  }

  @Override
  public void prepare(@Nullable Progress progress) {
    // The pairs are in memory.
  }

  private List<List<EncodedPair>> chunks(int number) {
    List<EncodedPair> order = new ArrayList<>(pairs);
    Comparator<EncodedPair> byLength =
        Comparator.comparingInt(EncodedPair::sourceLength)
            .thenComparingInt(pair -> pair.target().length);
    if (seed == null) {
      order.sort(byLength);
      return split(order, batchSize);
    }
    Random random = new Random(seed * 1_000_003L + number);
    Collections.shuffle(order, random);
    List<List<EncodedPair>> chunks = new ArrayList<>();
    for (List<EncodedPair> window : split(order, batchSize * WINDOW)) {
      window.sort(byLength);
      chunks.addAll(split(window, batchSize));
    }
    Collections.shuffle(chunks, random);
    return chunks;
  }

  private static List<List<EncodedPair>> split(List<EncodedPair> list, int size) {
    return IntStream.range(0, (list.size() + size - 1) / size)
        .mapToObj(i -> list.subList(i * size, Math.min(list.size(), (i + 1) * size)))
        .toList();
  }

  private final class Batches implements Iterator<Batch> {

    private final NDManager manager;
    private final List<List<EncodedPair>> chunks;
    private final int number;
    private int next;

    Batches(NDManager manager, List<List<EncodedPair>> chunks, int number) {
      this.manager = manager;
      this.chunks = chunks;
      this.number = number;
    }

    @Override
    public boolean hasNext() {
      return next < chunks.size();
    }

    @Override
    public Batch next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      long update = (long) number * chunks.size() + next;
      List<EncodedPair> chunk = chunks.get(next++);
      NDManager own = manager.newSubManager();
      List<int[]> targets = chunk.stream().map(EncodedPair::target).toList();
      NDList data = sources(own, chunk);
      data.addAll(Padding.padDecoderInput(own, targets));
      double ratio = forcing.at(update, (long) epochs * chunks.size());
      if (ratio < 1) {
        data.add(coins(own, data.get(2).getShape(), ratio, update));
      }
      NDList labels = Padding.padLabels(own, targets);
      StackBatchifier stack = new StackBatchifier();
      return new Batch(own, data, labels, chunk.size(), stack, stack, next, chunks.size());
    }

    private NDList sources(NDManager own, List<EncodedPair> chunk) {
      if (chunk.get(0).features() == null) {
        return Padding.pad(own, chunk.stream().map(EncodedPair::source).toList());
      }
      return Padding.padFeatures(own, chunk.stream().map(EncodedPair::features).toList());
    }

    private NDArray coins(NDManager own, Shape shape, double ratio, long update) {
      Random random = new Random((seed == null ? 0 : seed) * 1_000_003L + update);
      float[] coins = new float[Math.toIntExact(shape.size())];
      for (int i = 0; i < coins.length; i++) {
        coins[i] = random.nextDouble() < ratio ? 1 : 0;
      }
      return HostArrays.of(own, coins, shape);
    }
  }
}
