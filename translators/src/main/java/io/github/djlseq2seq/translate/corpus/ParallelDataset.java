package io.github.djlseq2seq.translate.corpus;

import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.Dataset;
import ai.djl.util.Progress;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
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
 * shuffled, sorted by length within windows of 100 batches (if tokens are counted, of as many pairs
 * as these have on average), and the batches shuffled again.
 *
 * <p>The next few batches are prepared on another thread. It ends with the epoch; for an epoch that
 * is left early, when the iterator is closed (it is {@link AutoCloseable}) or garbage. What fails
 * there is the cause of what {@code next()} throws.
 */
public final class ParallelDataset implements Dataset {

  private static final int BATCHES_AHEAD = 4;

  private final EncodedPairs pairs;
  private final BatchSize batchSize;
  private final @Nullable Long seed;
  private final TeacherForcingRatio forcing;
  private final int epochs;
  private int epoch;
  private int batch;

  /** The order used last, which the next call is likely to ask for again. */
  private @Nullable EpochOrder order;

  private int orderEpoch;

  private ParallelDataset(
      EncodedPairs pairs,
      BatchSize batchSize,
      @Nullable Long seed,
      TeacherForcingRatio forcing,
      int epochs) {
    if (pairs.size() == 0) {
      throw new IllegalArgumentException("pairs must hold at least one sentence pair, found none");
    }
    if (epochs < 1) {
      throw new IllegalArgumentException("epochs must be at least 1, found " + epochs);
    }
    this.pairs = pairs;
    this.batchSize = batchSize;
    this.seed = seed;
    this.forcing = forcing;
    this.epochs = epochs;
  }

  /**
   * Makes a data set whose order changes with each epoch.
   *
   * @param pairs the pairs, at least one; to be closed by the caller, after the last batch
   * @param batchSize how large a batch is
   * @param seed what the order follows from
   * @return the data set
   */
  public static ParallelDataset shuffled(EncodedPairs pairs, BatchSize batchSize, long seed) {
    return new ParallelDataset(pairs, batchSize, seed, TeacherForcingRatio.ALWAYS, 1);
  }

  /**
   * Makes a data set of pairs in memory whose order changes with each epoch.
   *
   * @param pairs the pairs, at least one
   * @param batchSize the number of pairs in a batch, at least 1
   * @param seed what the order follows from
   * @return the data set
   */
  public static ParallelDataset shuffled(List<EncodedPair> pairs, int batchSize, long seed) {
    return shuffled(EncodedPairs.of(pairs), BatchSize.sentences(batchSize), seed);
  }

  /**
   * Makes a data set whose order is always the same, by length.
   *
   * @param pairs the pairs, at least one; to be closed by the caller, after the last batch
   * @param batchSize how large a batch is
   * @return the data set
   */
  public static ParallelDataset ordered(EncodedPairs pairs, BatchSize batchSize) {
    return new ParallelDataset(pairs, batchSize, null, TeacherForcingRatio.ALWAYS, 1);
  }

  /**
   * Makes a data set of pairs in memory whose order is always the same, by length.
   *
   * @param pairs the pairs, at least one
   * @param batchSize the number of pairs in a batch, at least 1
   * @return the data set
   */
  public static ParallelDataset ordered(List<EncodedPair> pairs, int batchSize) {
    return ordered(EncodedPairs.of(pairs), BatchSize.sentences(batchSize));
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
   * @throws IllegalArgumentException if the number is negative
   */
  public void setEpoch(int epoch) {
    if (epoch < 0) {
      throw new IllegalArgumentException("epoch must be 0 or more, found " + epoch);
    }
    this.epoch = epoch;
    batch = 0;
  }

  /**
   * Sets which batch comes next, as for a training that goes on in the middle of an epoch; those
   * before it are not made.
   *
   * @param epoch the number of the epoch, from 0
   * @param batch the number of the batch in the epoch's order, from 0; the number of batches for
   *     none, until the epoch after
   * @throws IllegalArgumentException if there is no such batch
   */
  public void setPosition(int epoch, int batch) {
    setEpoch(epoch);
    int batches = batches(epoch);
    if (batch < 0 || batch > batches) {
      throw new IllegalArgumentException(
          "batch must be from 0 to the epoch's number of batches, %d, found %d"
              .formatted(batches, batch));
    }
    this.batch = batch;
  }

  /**
   * Returns how many batches an epoch has. With batches by tokens that depends on what is shuffled
   * together; to tell it for another epoch than the current one takes as long as to order its
   * pairs.
   *
   * @param epoch the number of the epoch, from 0
   * @return the number of batches
   */
  public int batches(int epoch) {
    return batchSize.unit() == BatchSize.Unit.SENTENCES
        ? (int) ((pairs.size() + (long) batchSize.size() - 1) / batchSize.size())
        : order(epoch).batches();
  }

  @Override
  public Iterable<Batch> getData(NDManager manager) {
    int number = epoch++;
    int first = batch;
    batch = 0;
    EpochOrder current = order(number);
    return () -> new Batches(manager, prepare(current, number, first), first, current.batches());
  }

  @Override
  public void prepare(@Nullable Progress progress) {
    // The pairs are there.
  }

  private EpochOrder order(int number) {
    EpochOrder found = order;
    if (found == null || (seed != null && orderEpoch != number)) {
      // Let go first: two of ten million pairs are two times 40 MB.
      order = null;
      found =
          seed == null
              ? EpochOrder.byLength(pairs, batchSize)
              : EpochOrder.shuffled(pairs, batchSize, seed, number);
      order = found;
      orderEpoch = number;
    }
    return found;
  }

  private Prefetch<PreparedBatch> prepare(EpochOrder current, int number, int first) {
    long before = (long) number * current.batches();
    long all = (long) epochs * current.batches();
    long coinSeed = (seed == null ? 0 : seed) * 1_000_003L;
    Iterator<PreparedBatch> batches =
        IntStream.range(first, current.batches())
            .mapToObj(
                i ->
                    new PreparedBatch(
                        Arrays.stream(current.batch(i)).mapToObj(pairs::get).toList(),
                        forcing.at(before + i, all),
                        coinSeed + before + i))
            .iterator();
    return new Prefetch<>(batches, BATCHES_AHEAD);
  }

  /** Makes the engine's arrays, on the thread that asks for them. */
  private static final class Batches implements Iterator<Batch>, AutoCloseable {

    private final NDManager manager;
    private final Prefetch<PreparedBatch> prepared;
    private final int total;
    private int next;

    Batches(NDManager manager, Prefetch<PreparedBatch> prepared, int next, int total) {
      this.manager = manager;
      this.prepared = prepared;
      this.next = next;
      this.total = total;
    }

    @Override
    public boolean hasNext() {
      return prepared.hasNext();
    }

    @Override
    public Batch next() {
      PreparedBatch batch = prepared.next();
      next++;
      return batch.on(manager, next, total);
    }

    @Override
    public void close() {
      prepared.close();
    }
  }
}
