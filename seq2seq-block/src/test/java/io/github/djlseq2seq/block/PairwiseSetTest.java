package io.github.djlseq2seq.block;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertTrue;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import org.testng.annotations.Test;

/** The few configurations that stand for all. */
public final class PairwiseSetTest {

  @Test
  public void everyPairOfAValidRowIsThereAndNoOther() {
    int[] sizes = {3, 2, 4, 2};
    List<int[]> rows = PairwiseSet.rows(sizes, row -> row[0] != 1 || row[2] < 2);
    BitSet found = new BitSet();
    rows.forEach(row -> found.or(PairwiseSet.pairs(row, sizes)));
    // 6 + 12 + 6 + 8 + 4 + 8 pairs, less two that cannot be.
    assertEquals(found.cardinality(), 42);
    assertTrue(rows.stream().allMatch(row -> row[0] != 1 || row[2] < 2), "a row is not valid");
    assertTrue(rows.size() <= 14, rows.size() + " rows");
  }

  @Test
  public void theProductIsComplete() {
    List<int[]> rows = PairwiseSet.product(2, 3, 2);
    assertEquals(rows.size(), 12);
    assertEquals(new HashSet<>(rows.stream().map(Arrays::toString).toList()).size(), 12);
  }

  /** So that the tests of all configurations stay quick. */
  @Test
  public void theConfigurationsAreFewAndDiffer() {
    List<Seq2SeqConfig> configs = TestConfigs.pairwise();
    assertEquals(new HashSet<>(configs).size(), configs.size());
    assertTrue(configs.size() <= 32, configs.size() + " configurations");
  }
}
