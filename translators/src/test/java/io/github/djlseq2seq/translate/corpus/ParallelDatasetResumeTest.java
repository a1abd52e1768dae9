package io.github.djlseq2seq.translate.corpus;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertNotEquals;
import static org.testng.Assert.assertTrue;
import static org.testng.Assert.expectThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.dataset.Batch;
import ai.djl.util.Utils;
import io.github.djlseq2seq.translate.Engines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.stream.IntStream;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

/** Where the pairs are and where an epoch begins must not change a single number. */
public class ParallelDatasetResumeTest {

  private static final int EPOCHS = 3;

  private NDManager manager;
  private Path folder;

  @BeforeClass
  public void open() throws IOException {
    manager = Engines.newManager(Engines.any());
    folder = Files.createTempDirectory("dataset");
  }

  @AfterClass(alwaysRun = true)
  public void close() {
    manager.close();
    Utils.deleteQuietly(folder);
  }

  @DataProvider
  static Object[][] sizes() {
    return new Object[][] {
      {BatchSize.sentences(3)},
      {BatchSize.tokens(40)},
      {BatchSize.tokens(1)},
      {BatchSize.tokens(Integer.MAX_VALUE)}
    };
  }

  @Test(dataProvider = "sizes")
  public void theFileGivesTheBatchesOfMemory(BatchSize size) throws IOException {
    Random random = RandomPairs.random("theFileGivesTheBatchesOfMemory");
    List<EncodedPair> pairs = RandomPairs.pairs(random, 700, 12);
    long seed = random.nextLong();
    try (EncodedPairs stored = store(pairs)) {
      ParallelDataset file = shuffled(stored, size, seed);
      ParallelDataset memory = shuffled(EncodedPairs.of(pairs), size, seed);
      for (int epoch = 0; epoch < EPOCHS; epoch++) {
        assertEquals(read(file), read(memory));
      }
      assertEquals(
          read(ParallelDataset.ordered(stored, size)),
          read(ParallelDataset.ordered(EncodedPairs.of(pairs), size)));
    }
  }

  @Test(dataProvider = "sizes")
  public void resumedIsAsIfNeverStopped(BatchSize size) {
    Random random = RandomPairs.random("resumedIsAsIfNeverStopped");
    EncodedPairs pairs = EncodedPairs.of(RandomPairs.pairs(random, 200, 12));
    long seed = random.nextLong();
    ParallelDataset straight = shuffled(pairs, size, seed);
    List<List<String>> epochs = new ArrayList<>();
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      epochs.add(read(straight));
    }
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      int batches = epochs.get(epoch).size();
      for (int batch : new int[] {0, 1, batches / 2, batches - 1, batches}) {
        ParallelDataset resumed = shuffled(pairs, size, seed);
        resumed.setPosition(epoch, batch);
        for (int next = epoch; next < EPOCHS; next++) {
          int from = next == epoch ? batch : 0;
          assertEquals(read(resumed), epochs.get(next).subList(from, epochs.get(next).size()));
        }
      }
    }
  }

  @Test(dataProvider = "sizes")
  public void batchesTellsHowManyComeInEachEpoch(BatchSize size) {
    Random random = RandomPairs.random("batchesTellsHowManyComeInEachEpoch");
    EncodedPairs pairs = EncodedPairs.of(RandomPairs.pairs(random, 900, 15));
    ParallelDataset dataset = shuffled(pairs, size, random.nextLong());
    for (int epoch = 0; epoch < 5; epoch++) {
      assertEquals(dataset.batches(epoch), read(dataset).size());
    }
    ParallelDataset ordered = ParallelDataset.ordered(pairs, size);
    assertEquals(ordered.batches(7), read(ordered).size());
  }

  /** Otherwise the tests above would not show that the number is this epoch's. */
  @Test
  public void theNumberOfBatchesOfTokensDiffersByEpoch() {
    EncodedPairs pairs = EncodedPairs.of(RandomPairs.pairs(new Random(1), 3000, 15));
    ParallelDataset dataset = shuffled(pairs, BatchSize.tokens(40), 1);
    assertTrue(IntStream.range(0, 5).map(dataset::batches).distinct().count() > 1);
  }

  @Test
  public void aSkippedBatchIsNotMade() throws IOException {
    List<EncodedPair> pairs = RandomPairs.pairs(new Random(1), 50, 5);
    EncodedPairs stored = store(pairs);
    ParallelDataset dataset = shuffled(stored, BatchSize.sentences(5), 1);
    stored.close();
    dataset.setPosition(0, 10);
    // Any batch would fail, the pairs being closed.
    assertEquals(read(dataset), List.of());
    dataset.setPosition(0, 9);
    Iterator<Batch> batches = dataset.getData(manager).iterator();
    IllegalStateException e = expectThrows(IllegalStateException.class, batches::next);
    assertTrue(e.getCause().getMessage().endsWith("x.ids are closed"), e.getMessage());
  }

  @Test
  public void progressCountsFromTheEpochsBeginning() {
    ParallelDataset dataset =
        ParallelDataset.shuffled(RandomPairs.pairs(new Random(1), 9, 5), 2, 1);
    dataset.setPosition(4, 3);
    List<String> progress = new ArrayList<>();
    for (Batch batch : dataset.getData(manager)) {
      progress.add(batch.getProgress() + "/" + batch.getProgressTotal());
      batch.close();
    }
    assertEquals(progress, List.of("4/5", "5/5"));
  }

  @Test
  public void aBatchTooLateIsRefused() {
    ParallelDataset dataset =
        ParallelDataset.shuffled(RandomPairs.pairs(new Random(1), 9, 5), 2, 1);
    for (int batch : new int[] {-1, 6}) {
      IllegalArgumentException e =
          expectThrows(IllegalArgumentException.class, () -> dataset.setPosition(0, batch));
      assertEquals(
          e.getMessage(),
          "batch must be from 0 to the epoch's number of batches, 5, found " + batch);
    }
    IllegalArgumentException e =
        expectThrows(IllegalArgumentException.class, () -> dataset.setEpoch(-1));
    assertEquals(e.getMessage(), "epoch must be 0 or more, found -1");
  }

  @Test
  public void anEpochLeftEarlyMayBeClosed() throws Exception {
    ParallelDataset dataset =
        ParallelDataset.shuffled(RandomPairs.pairs(new Random(1), 900, 5), 2, 1);
    Iterator<Batch> batches = dataset.getData(manager).iterator();
    batches.next().close();
    ((AutoCloseable) batches).close();
    expectThrows(NoSuchElementException.class, batches::next);
    assertEquals(read(dataset).size(), 450);
  }

  @Test
  public void aBatchBeyondAnArrayIsRefused() {
    IllegalArgumentException e =
        expectThrows(
            IllegalArgumentException.class,
            () -> PaddedRows.ofIds(Collections.nCopies(70_000, new int[40_000])));
    assertEquals(
        e.getMessage(),
        "a batch must fit into one array, found 70000 rows of 40000: make batches smaller");
  }

  @Test
  public void coinsDifferByUpdate() {
    List<EncodedPair> alike = Collections.nCopies(40, new EncodedPair(new int[] {4}, new int[30]));
    TeacherForcingRatio half = new TeacherForcingRatio(0.5, 0.5);
    List<String> batches =
        read(ParallelDataset.shuffled(alike, 20, 1).withTeacherForcing(half, EPOCHS));
    assertEquals(batches.size(), 2);
    assertNotEquals(batches.get(0), batches.get(1));
  }

  private EncodedPairs store(List<EncodedPair> pairs) throws IOException {
    try (PairCollector collector = PairCollector.spillingTo(folder.resolve("x.ids"), 100, 90)) {
      for (EncodedPair pair : pairs) {
        collector.add(pair);
      }
      return collector.finish();
    }
  }

  /** With coins, which must be the same as well. */
  private static ParallelDataset shuffled(EncodedPairs pairs, BatchSize size, long seed) {
    return ParallelDataset.shuffled(pairs, size, seed)
        .withTeacherForcing(new TeacherForcingRatio(0.9, 0.3), EPOCHS);
  }

  /** All that the batches of the next epoch hold. */
  private List<String> read(ParallelDataset dataset) {
    List<String> batches = new ArrayList<>();
    for (Batch batch : dataset.getData(manager)) {
      try (batch) {
        StringBuilder text = new StringBuilder();
        for (NDArray array : new NDList(batch.getData()).addAll(batch.getLabels())) {
          text.append(array.getShape())
              .append(
                  array.getDataType() == DataType.INT64
                      ? Arrays.toString(array.toLongArray())
                      : Arrays.toString(array.toFloatArray()));
        }
        batches.add(text.toString());
      }
    }
    return batches;
  }
}
