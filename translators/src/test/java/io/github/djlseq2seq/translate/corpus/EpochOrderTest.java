package io.github.djlseq2seq.translate.corpus;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertNotEquals;
import static org.testng.Assert.assertTrue;
import static org.testng.Assert.expectThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

public class EpochOrderTest {

  /** Numbers of pairs and batch sizes, some of them around the window of 100 batches. */
  @DataProvider
  static Object[][] sizes() {
    return new Object[][] {
      {1, 1},
      {1, 8},
      {7, 3},
      {9, 3},
      {199, 2},
      {200, 2},
      {201, 2},
      {403, 2},
      {2000, 7},
      {50, 1000},
      {30, Integer.MAX_VALUE}
    };
  }

  /** The same said with lists: shuffle, sort each window, cut it, shuffle what was cut. */
  @Test(dataProvider = "sizes")
  public void theOrderIsThatOfLists(int count, int batchSize) {
    Random random = RandomPairs.random("theOrderIsThatOfLists");
    List<EncodedPair> pairs = RandomPairs.pairs(random, count, 9);
    long seed = random.nextLong();
    Comparator<Integer> byLength =
        Comparator.comparingInt((Integer i) -> pairs.get(i).target().length)
            .thenComparingInt(i -> pairs.get(i).sourceLength());
    for (int epoch = 0; epoch < 3; epoch++) {
      Random same = new Random(seed * 1_000_003L + epoch);
      List<Integer> order = numbers(count);
      Collections.shuffle(order, same);
      List<List<Integer>> batches = new ArrayList<>();
      for (List<Integer> window : cut(order, batchSize * 100L)) {
        window.sort(byLength);
        batches.addAll(cut(window, batchSize));
      }
      Collections.shuffle(batches, same);
      assertEquals(
          batches(
              EpochOrder.shuffled(
                  EncodedPairs.of(pairs), BatchSize.sentences(batchSize), seed, epoch)),
          batches);
    }
    List<Integer> order = numbers(count);
    order.sort(byLength);
    assertEquals(
        batches(EpochOrder.byLength(EncodedPairs.of(pairs), BatchSize.sentences(batchSize))),
        cut(order, batchSize));
  }

  @Test
  public void noBatchHasMoreTokensThanAsked() {
    Random random = RandomPairs.random("noBatchHasMoreTokensThanAsked");
    for (int run = 0; run < 50; run++) {
      int longest = 1 + random.nextInt(40);
      List<EncodedPair> pairs = RandomPairs.pairs(random, 1 + random.nextInt(3000), longest);
      EncodedPairs all = EncodedPairs.of(pairs);
      int tokens = 1 + random.nextInt(300);
      BatchSize size = BatchSize.tokens(tokens);
      for (EpochOrder order :
          List.of(
              EpochOrder.byLength(all, size),
              EpochOrder.shuffled(all, size, random.nextLong(), random.nextInt(9)))) {
        List<List<Integer>> batches = batches(order);
        for (List<Integer> batch : batches) {
          assertTrue(
              batch.size() == 1 || padded(pairs, batch) <= tokens,
              "%d tokens, at most %d".formatted(padded(pairs, batch), tokens));
        }
        assertEquals(
            batches.stream().flatMap(List::stream).sorted().toList(), numbers(pairs.size()));
      }
    }
  }

  /** In order of length, each batch takes as many pairs as it may. */
  @Test
  public void batchesOfTokensAreFull() {
    Random random = RandomPairs.random("batchesOfTokensAreFull");
    List<EncodedPair> pairs = RandomPairs.pairs(random, 2000, 20);
    BatchSize size = BatchSize.tokens(200);
    List<List<Integer>> batches = batches(EpochOrder.byLength(EncodedPairs.of(pairs), size));
    for (int i = 0; i + 1 < batches.size(); i++) {
      List<Integer> more = new ArrayList<>(batches.get(i));
      more.add(batches.get(i + 1).get(0));
      assertTrue(padded(pairs, more) > 200, "a batch has room for a pair of the next");
    }
    // Shuffled, windows end with batches that are not: one in about a hundred.
    int shuffled = EpochOrder.shuffled(EncodedPairs.of(pairs), size, 1, 0).batches();
    assertTrue(
        shuffled < 1.25 * batches.size(), "batches %d, %d".formatted(shuffled, batches.size()));
  }

  @Test
  public void batchesOfTokensHoldPairsOfLikeLengths() {
    List<EncodedPair> pairs = RandomPairs.pairs(new Random(3), 20_000, 30);
    EpochOrder order = EpochOrder.shuffled(EncodedPairs.of(pairs), BatchSize.tokens(400), 5, 0);
    long spread = 0;
    for (List<Integer> batch : batches(order)) {
      int[] lengths = batch.stream().mapToInt(i -> pairs.get(i).target().length).toArray();
      assertEquals(Arrays.stream(lengths).sorted().toArray(), lengths);
      spread += lengths[lengths.length - 1] - lengths[0];
    }
    assertTrue(spread < order.batches(), spread + " in " + order.batches() + " batches");
  }

  @Test
  public void theOrderFollowsFromSeedAndEpoch() {
    EncodedPairs pairs = EncodedPairs.of(RandomPairs.pairs(new Random(1), 500, 9));
    for (BatchSize size : List.of(BatchSize.sentences(4), BatchSize.tokens(30))) {
      List<List<Integer>> first = batches(EpochOrder.shuffled(pairs, size, 1, 0));
      assertEquals(batches(EpochOrder.shuffled(pairs, size, 1, 0)), first);
      assertNotEquals(batches(EpochOrder.shuffled(pairs, size, 1, 1)), first);
      assertNotEquals(batches(EpochOrder.shuffled(pairs, size, 2, 0)), first);
    }
  }

  @Test
  public void lengthsBeyondTheKeysBitsAreLongest() {
    int[] huge = new int[70_000];
    List<EncodedPair> pairs =
        List.of(
            new EncodedPair(new int[2], huge),
            new EncodedPair(new int[1], new int[40_000]),
            new EncodedPair(huge, new int[3]),
            new EncodedPair(new int[5], new int[3]),
            new EncodedPair(huge, new int[1]));
    EpochOrder order = EpochOrder.byLength(EncodedPairs.of(pairs), BatchSize.sentences(5));
    assertEquals(order.batch(0), new int[] {4, 3, 2, 1, 0});
  }

  @Test
  public void aSizeBelowOneIsRefused() {
    for (int size : new int[] {0, -1, Integer.MIN_VALUE}) {
      IllegalArgumentException e =
          expectThrows(IllegalArgumentException.class, () -> BatchSize.tokens(size));
      assertEquals(e.getMessage(), "batchSize must be at least 1, found " + size);
    }
  }

  /** Rows by the longest target with its eos. */
  private static long padded(List<EncodedPair> pairs, List<Integer> batch) {
    int longest = batch.stream().mapToInt(i -> pairs.get(i).target().length + 1).max().orElse(0);
    return (long) batch.size() * longest;
  }

  private static List<List<Integer>> batches(EpochOrder order) {
    return IntStream.range(0, order.batches())
        .mapToObj(i -> Arrays.stream(order.batch(i)).boxed().toList())
        .toList();
  }

  private static List<Integer> numbers(int count) {
    return new ArrayList<>(IntStream.range(0, count).boxed().toList());
  }

  private static List<List<Integer>> cut(List<Integer> list, long size) {
    List<List<Integer>> pieces = new ArrayList<>();
    for (long from = 0; from < list.size(); from += size) {
      pieces.add(list.subList((int) from, (int) Math.min(list.size(), from + size)));
    }
    return pieces;
  }
}
