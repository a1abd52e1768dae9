package io.github.djlseq2seq.translate.corpus;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertFalse;
import static org.testng.Assert.assertNotEquals;
import static org.testng.Assert.assertTrue;
import static org.testng.Assert.expectThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.dataset.Batch;
import io.github.djlseq2seq.block.SpecialToken;
import io.github.djlseq2seq.translate.Engines;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.stream.IntStream;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

public class ParallelDatasetTest {

  private static final long SEED = 3;

  private NDManager manager;

  @BeforeClass
  public void openManager() {
    manager = Engines.newManager(Engines.any());
  }

  @AfterClass(alwaysRun = true)
  public void closeManager() {
    manager.close();
  }

  @Test(dataProvider = "engines", dataProviderClass = Engines.class)
  public void aBatchHoldsSourceDecoderInputAndLabels(String engine) {
    List<EncodedPair> pairs =
        List.of(
            new EncodedPair(new int[] {5, 6, 7}, new int[] {8, 9}),
            new EncodedPair(new int[] {4}, new int[0]));
    try (NDManager own = Engines.newManager(engine);
        Batch batch = ParallelDataset.ordered(pairs, 2).getData(own).iterator().next()) {
      assertEquals(batch.getSize(), 2);
      NDList data = batch.getData();
      assertEquals(data.size(), 4);
      assertHolds(data.get(0), new Shape(2, 3), 4, 0, 0, 5, 6, 7);
      assertHolds(data.get(1), new Shape(2), 1, 3);
      assertHolds(data.get(2), new Shape(2, 3), 2, 0, 0, 2, 8, 9);
      assertHolds(data.get(3), new Shape(2), 1, 3);
      NDList labels = batch.getLabels();
      assertEquals(labels.size(), 2);
      assertHolds(labels.get(0), new Shape(2, 3), 3, 0, 0, 8, 9, 3);
      assertHolds(labels.get(1), new Shape(2), 1, 3);
    }
  }

  @Test
  public void sourcesOfTwoKindsAreRefused() {
    List<EncodedPair> mixed =
        List.of(
            new EncodedPair(new int[] {4}, new int[] {4}),
            new EncodedPair(new float[1][3], new int[] {4}));
    IllegalArgumentException e =
        expectThrows(IllegalArgumentException.class, () -> ParallelDataset.ordered(mixed, 1));
    assertEquals(
        e.getMessage(), "pairs must all have sources of ids, or all of features, found both");
  }

  /** Numbers of pairs and batch sizes, some of them around the window of 100 batches. */
  @DataProvider
  static Object[][] sizes() {
    return new Object[][] {
      {1, 1}, {1, 8}, {7, 3}, {9, 3}, {199, 2}, {200, 2}, {201, 2}, {403, 2}, {50, 1000}
    };
  }

  @Test(dataProvider = "sizes")
  public void everyPairComesOnceAnEpoch(int count, int batchSize) {
    List<EncodedPair> pairs = pairs(count);
    for (ParallelDataset dataset :
        List.of(
            ParallelDataset.shuffled(pairs, batchSize, SEED),
            ParallelDataset.ordered(pairs, batchSize))) {
      for (int epoch = 0; epoch < 3; epoch++) {
        List<List<Integer>> batches = epoch(dataset);
        assertEquals(batches.size(), dataset.batches(0));
        assertEquals(batches.size(), (count + batchSize - 1) / batchSize);
        List<Integer> all = batches.stream().flatMap(List::stream).sorted().toList();
        assertEquals(all, IntStream.range(0, count).boxed().toList());
        List<Integer> sizes = batches.stream().map(List::size).sorted().toList();
        // All are full but one, which holds the rest.
        int rest = count % batchSize;
        assertEquals((int) sizes.get(0), rest == 0 ? batchSize : rest);
        assertTrue(sizes.stream().skip(1).allMatch(size -> size == batchSize), sizes.toString());
      }
    }
  }

  @Test
  public void aBatchSizeBeyondAllPairsGivesOneBatch() {
    for (ParallelDataset dataset :
        List.of(
            ParallelDataset.shuffled(pairs(10), Integer.MAX_VALUE, SEED),
            ParallelDataset.ordered(pairs(10), Integer.MAX_VALUE))) {
      assertEquals(dataset.batches(0), 1);
      assertEquals(epoch(dataset).get(0).size(), 10);
    }
  }

  @Test
  public void theOrderFollowsFromSeedAndEpoch() {
    List<EncodedPair> pairs = pairs(500);
    ParallelDataset dataset = ParallelDataset.shuffled(pairs, 4, SEED);
    List<List<Integer>> first = epoch(dataset);
    List<List<Integer>> second = epoch(dataset);
    assertNotEquals(second, first);
    ParallelDataset again = ParallelDataset.shuffled(pairs, 4, SEED);
    assertEquals(epoch(again), first);
    assertEquals(epoch(again), second);
    again.setEpoch(0);
    assertEquals(epoch(again), first);
    ParallelDataset later = ParallelDataset.shuffled(pairs, 4, SEED);
    later.setEpoch(1);
    assertEquals(epoch(later), second);
    assertNotEquals(epoch(ParallelDataset.shuffled(pairs, 4, SEED + 1)), first);
  }

  @Test
  public void theSameEpochCanBeReadTwice() {
    Iterable<Batch> data = ParallelDataset.shuffled(pairs(50), 4, SEED).getData(manager);
    assertEquals(read(data), read(data));
  }

  @Test
  public void shuffledBatchesHoldPairsOfLikeLengths() {
    // One window: lengths within a batch differ by no more than sorting leaves.
    List<EncodedPair> pairs = pairs(400);
    List<List<Integer>> batches = epoch(ParallelDataset.shuffled(pairs, 4, SEED));
    List<Integer> first = new ArrayList<>();
    int spread = 0;
    for (List<Integer> batch : batches) {
      List<Integer> lengths = batch.stream().map(i -> pairs.get(i).target().length).toList();
      assertEquals(lengths, lengths.stream().sorted().toList());
      spread += lengths.get(3) - lengths.get(0);
      first.add(lengths.get(0));
    }
    assertTrue(spread <= 8, "lengths from 0 to 8 in sorted order differ by 8 in all: " + spread);
    assertNotEquals(first, first.stream().sorted().toList(), "batches are shuffled");
  }

  @Test
  public void orderedGoesByLengthInEveryEpoch() {
    List<EncodedPair> pairs = pairs(100);
    ParallelDataset dataset = ParallelDataset.ordered(pairs, 7);
    List<List<Integer>> batches = epoch(dataset);
    List<Integer> order = batches.stream().flatMap(List::stream).toList();
    List<Integer> lengths =
        order.stream()
            .map(i -> pairs.get(i).target().length * 100 + pairs.get(i).source().length)
            .toList();
    assertEquals(lengths, lengths.stream().sorted().toList());
    assertEquals(epoch(dataset), batches);
    assertEquals(batches.get(batches.size() - 1).size(), 100 % 7);
  }

  @Test(dataProvider = "engines", dataProviderClass = Engines.class)
  public void closingABatchFreesItsArrays(String engine) {
    try (NDManager own = Engines.newManager(engine)) {
      NDList seen = new NDList();
      for (Batch batch : ParallelDataset.ordered(pairs(20), 3).getData(own)) {
        seen.addAll(batch.getData()).addAll(batch.getLabels());
        assertEquals(own.getManagedArrays().size(), 6);
        batch.close();
        assertEquals(own.getManagedArrays().size(), 0);
      }
      assertEquals(seen.size(), 7 * 6);
      seen.forEach(array -> assertTrue(array.isReleased()));
    }
  }

  @Test
  public void progressCountsTheBatches() {
    List<String> progress = new ArrayList<>();
    for (Batch batch : ParallelDataset.ordered(pairs(5), 2).getData(manager)) {
      progress.add(batch.getProgress() + "/" + batch.getProgressTotal());
      batch.close();
    }
    assertEquals(progress, List.of("1/3", "2/3", "3/3"));
  }

  @Test
  public void anIteratorEndsAsIteratorsDo() {
    Iterator<Batch> batches = ParallelDataset.ordered(pairs(1), 2).getData(manager).iterator();
    batches.next().close();
    assertFalse(batches.hasNext());
    expectThrows(NoSuchElementException.class, batches::next);
  }

  @Test
  public void aListThatChangesLaterDoesNotMatter() {
    List<EncodedPair> pairs = new ArrayList<>(pairs(3));
    ParallelDataset dataset = ParallelDataset.ordered(pairs, 2);
    pairs.clear();
    assertEquals(dataset.batches(0), 2);
  }

  @Test
  public void badArgumentsAreRefusedByName() {
    IllegalArgumentException none =
        expectThrows(
            IllegalArgumentException.class, () -> ParallelDataset.shuffled(List.of(), 2, SEED));
    assertEquals(none.getMessage(), "pairs must hold at least one sentence pair, found none");
    IllegalArgumentException zero =
        expectThrows(IllegalArgumentException.class, () -> ParallelDataset.ordered(pairs(1), 0));
    assertEquals(zero.getMessage(), "batchSize must be at least 1, found 0");
  }

  /** Random pairs; the first source id, less the special ones, tells the pair's number. */
  private static List<EncodedPair> pairs(int count) {
    Random random = new Random(SEED);
    List<EncodedPair> pairs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int[] source = new int[1 + random.nextInt(9)];
      Arrays.fill(source, 4);
      source[0] = SpecialToken.values().length + i;
      int[] target = new int[random.nextInt(9)];
      Arrays.fill(target, 5);
      pairs.add(new EncodedPair(source, target));
    }
    return pairs;
  }

  /** The numbers of the pairs of each batch of the next epoch. */
  private List<List<Integer>> epoch(ParallelDataset dataset) {
    return read(dataset.getData(manager));
  }

  private static List<List<Integer>> read(Iterable<Batch> data) {
    List<List<Integer>> batches = new ArrayList<>();
    for (Batch batch : data) {
      try (batch) {
        NDArray source = batch.getData().get(0);
        assertEquals(source.size(0), batch.getSize());
        long[] ids = source.toLongArray();
        int width = (int) source.size(1);
        batches.add(
            IntStream.range(0, batch.getSize())
                .mapToObj(i -> (int) ids[i * width] - SpecialToken.values().length)
                .toList());
      }
    }
    return batches;
  }

  private static void assertHolds(NDArray array, Shape shape, long... values) {
    assertEquals(array.getShape(), shape);
    assertEquals(array.getDataType(), DataType.INT64);
    assertEquals(array.toLongArray(), values);
  }
}
