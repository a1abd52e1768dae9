package io.github.djlseq2seq.block;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.Predicate;

/**
 * A few rows of values that hold every pair of values of two factors, if any valid row holds it.
 *
 * <p>Greedy and without chance: each row is the first of those that add the most pairs.
 */
final class PairwiseSet {

  private PairwiseSet() {}

  /**
   * Finds the rows.
   *
   * @param sizes the number of values of each factor
   * @param valid which rows there can be
   * @return rows of one value a factor
   */
  static List<int[]> rows(int[] sizes, Predicate<int[]> valid) {
    List<int[]> candidates = product(sizes).stream().filter(valid).toList();
    BitSet missing = new BitSet();
    candidates.forEach(row -> missing.or(pairs(row, sizes)));
    List<int[]> chosen = new ArrayList<>();
    while (!missing.isEmpty()) {
      int[] best = candidates.get(0);
      int most = 0;
      for (int[] row : candidates) {
        BitSet added = pairs(row, sizes);
        added.and(missing);
        if (added.cardinality() > most) {
          most = added.cardinality();
          best = row;
        }
      }
      missing.andNot(pairs(best, sizes));
      chosen.add(best);
    }
    return chosen;
  }

  /** Every row, the last factor running fastest. */
  static List<int[]> product(int... sizes) {
    List<int[]> rows = List.of(new int[0]);
    for (int size : sizes) {
      List<int[]> longer = new ArrayList<>();
      for (int[] row : rows) {
        for (int value = 0; value < size; value++) {
          int[] next = Arrays.copyOf(row, row.length + 1);
          next[row.length] = value;
          longer.add(next);
        }
      }
      rows = longer;
    }
    return rows;
  }

  /** The pairs of a row, each a bit. */
  static BitSet pairs(int[] row, int[] sizes) {
    int values = Arrays.stream(sizes).sum();
    BitSet pairs = new BitSet();
    int first = 0;
    for (int a = 0; a < row.length; a++) {
      int second = first + sizes[a];
      for (int b = a + 1; b < row.length; b++) {
        pairs.set((first + row[a]) * values + second + row[b]);
        second += sizes[b];
      }
      first += sizes[a];
    }
    return pairs;
  }
}
