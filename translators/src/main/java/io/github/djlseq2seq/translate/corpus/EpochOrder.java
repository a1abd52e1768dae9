package io.github.djlseq2seq.translate.corpus;

import java.util.Arrays;
import java.util.Random;

/** Which pairs an epoch's batches hold, by number: a permutation, cut into pieces. */
final class EpochOrder {

  /** The batches of like lengths that are made together of pairs drawn at random. */
  static final int WINDOW = 100;

  private static final int LENGTH_BITS = 16;
  private static final int LONGEST = (1 << (LENGTH_BITS - 1)) - 1;

  /** The pairs' numbers. */
  private final int[] pairs;

  /** Where in {@link #pairs} each piece starts, and where the last ends. */
  private final int[] starts;

  /** The pieces in the batches' order. */
  private final int[] pieces;

  private EpochOrder(int[] pairs, int[] starts) {
    this.pairs = pairs;
    this.starts = starts;
    this.pieces = upTo(starts.length - 1);
  }

  /** All pairs by length of target, then of source, then number. */
  static EpochOrder byLength(EncodedPairs all, BatchSize size) {
    return of(all, upTo(all.size()), size, all.size());
  }

  /**
   * The pairs shuffled, sorted by length within windows of {@value #WINDOW} batches, and the
   * batches shuffled again. The last batch of the last window may be smaller; if tokens are
   * counted, that of any window.
   */
  static EpochOrder shuffled(EncodedPairs all, BatchSize size, long seed, int epoch) {
    Random random = new Random(seed * 1_000_003L + epoch);
    int[] order = upTo(all.size());
    shuffle(order, random);
    int window = (int) Math.min(all.size(), WINDOW * size.pairsPerBatch(all));
    EpochOrder made = of(all, order, size, window);
    shuffle(made.pieces, random);
    return made;
  }

  int batches() {
    return pieces.length;
  }

  /** The numbers of a batch's pairs. */
  int[] batch(int number) {
    int piece = pieces[number];
    return Arrays.copyOfRange(pairs, starts[piece], starts[piece + 1]);
  }

  private static EpochOrder of(EncodedPairs all, int[] order, BatchSize size, int window) {
    IntList starts = new IntList();
    // Counted down, so that no sum goes beyond an int.
    for (int from = 0; from < order.length; from += Math.min(window, order.length - from)) {
      int to = from + Math.min(window, order.length - from);
      sort(all, order, from, to);
      cut(all, order, from, to, size, starts);
    }
    starts.add(order.length);
    return new EpochOrder(order, starts.toArray());
  }

  /**
   * Sorts a window by length; pairs of the same lengths keep their order. The target counts first:
   * a position of padding costs more there, with the generator, than in the source.
   */
  private static void sort(EncodedPairs all, int[] order, int from, int to) {
    long[] keys = new long[to - from];
    for (int i = 0; i < keys.length; i++) {
      // Sequences too long for their bits count as equally long: there are hardly two.
      long source = Math.min(LONGEST, all.sourceLength(order[from + i]));
      long target = Math.min(LONGEST, all.targetLength(order[from + i]));
      keys[i] = (target << LENGTH_BITS | source) << Integer.SIZE | i;
    }
    Arrays.sort(keys);
    int[] unsorted = Arrays.copyOfRange(order, from, to);
    for (int i = 0; i < keys.length; i++) {
      order[from + i] = unsorted[(int) keys[i]];
    }
  }

  private static void cut(
      EncodedPairs all, int[] order, int from, int to, BatchSize size, IntList starts) {
    int start = from;
    int longest = 0;
    starts.add(start);
    for (int i = from; i < to; i++) {
      int target = all.targetLength(order[i]);
      longest = Math.max(longest, target);
      if (i > start && !size.holds(i - start + 1, longest)) {
        start = i;
        longest = target;
        starts.add(start);
      }
    }
  }

  private static int[] upTo(int size) {
    int[] numbers = new int[size];
    Arrays.setAll(numbers, i -> i);
    return numbers;
  }

  /** As {@link java.util.Collections#shuffle(java.util.List, Random)} shuffles a list. */
  private static void shuffle(int[] numbers, Random random) {
    for (int i = numbers.length; i > 1; i--) {
      int other = random.nextInt(i);
      int last = numbers[i - 1];
      numbers[i - 1] = numbers[other];
      numbers[other] = last;
    }
  }
}
