package io.github.djlseq2seq.translate.corpus;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertFalse;
import static org.testng.Assert.assertTrue;
import static org.testng.Assert.expectThrows;

import ai.djl.util.Utils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

public class EncodedPairsTest {

  private Path folder;
  private Path file;

  @BeforeMethod
  public void makeFolder() throws IOException {
    folder = Files.createTempDirectory("pairs");
    file = folder.resolve("x.ids");
  }

  @AfterMethod
  public void removeFolder() {
    Utils.deleteQuietly(folder);
  }

  /** Segments smaller than a pair, of some pairs, and of all. */
  @DataProvider
  static Object[][] segments() {
    return new Object[][] {{1}, {7}, {50}, {1000}, {StoredPairs.SEGMENT}};
  }

  @Test(dataProvider = "segments")
  public void theFileHoldsWhatMemoryHolds(int segment) throws IOException {
    Random random = RandomPairs.random("theFileHoldsWhatMemoryHolds");
    List<EncodedPair> pairs = RandomPairs.pairs(random, 500, 20);
    EncodedPairs listed = EncodedPairs.of(pairs);
    for (long most : new long[] {0, 100, 5000}) {
      try (EncodedPairs stored = collect(pairs, most, segment)) {
        assertTrue(stored instanceof StoredPairs);
        long tokens =
            pairs.stream().mapToLong(pair -> pair.sourceLength() + pair.target().length).sum();
        assertEquals(Files.size(file), tokens * Integer.BYTES);
        checkSame(stored, listed);
        IntStream.range(0, 8).parallel().forEach(i -> checkSame(stored, listed));
      }
      assertFalse(Files.exists(file));
    }
  }

  @Test
  public void fewPairsStayInMemory() throws IOException {
    List<EncodedPair> pairs = RandomPairs.pairs(new Random(1), 20, 9);
    long tokens =
        pairs.stream().mapToLong(pair -> pair.sourceLength() + pair.target().length).sum();
    try (EncodedPairs kept = collect(pairs, tokens, StoredPairs.SEGMENT)) {
      assertTrue(kept instanceof ListedPairs);
      assertFalse(Files.exists(file));
      checkSame(kept, EncodedPairs.of(pairs));
    }
    try (EncodedPairs stored = collect(pairs, tokens - 1, StoredPairs.SEGMENT)) {
      assertTrue(stored instanceof StoredPairs);
    }
    try (PairCollector collector = PairCollector.inMemory()) {
      for (EncodedPair pair : pairs) {
        collector.add(pair);
      }
      checkSame(collector.finish(), EncodedPairs.of(pairs));
    }
    try (EncodedPairs none = collect(List.of(), 0, 1)) {
      assertEquals(none.size(), 0);
    }
    assertEquals(folder.toFile().list().length, 0);
  }

  /** The limit that users get: many pairs go to the file by themselves. */
  @Test
  public void manyPairsGoToTheFile() throws IOException {
    int[] ids = new int[1000];
    long fit = PairCollector.MOST_TOKENS_IN_MEMORY / 2000;
    try (PairCollector collector = PairCollector.spillingTo(file)) {
      for (long i = 0; i < fit; i++) {
        collector.add(new EncodedPair(ids, ids));
      }
      assertFalse(Files.exists(file));
      collector.add(new EncodedPair(new int[] {9}, new int[0]));
      assertTrue(Files.exists(file));
      try (EncodedPairs pairs = collector.finish()) {
        assertEquals(pairs.size(), fit + 1);
        assertEquals(pairs.get((int) fit).source(), new int[] {9});
      }
    }
  }

  @Test
  public void whatIsNotFinishedIsDeleted() throws IOException {
    try (PairCollector collector = PairCollector.spillingTo(file, 0, 5)) {
      collector.add(new EncodedPair(new int[] {4}, new int[] {5}));
      assertTrue(Files.exists(file));
    }
    assertFalse(Files.exists(file));
  }

  @Test
  public void aFileLeftByAProcessThatDiedIsReplaced() throws IOException {
    Files.write(file, new byte[1000]);
    List<EncodedPair> pairs = RandomPairs.pairs(new Random(1), 3, 4);
    try (EncodedPairs stored = collect(pairs, 0, StoredPairs.SEGMENT)) {
      checkSame(stored, EncodedPairs.of(pairs));
    }
    assertFalse(Files.exists(file));
  }

  @Test
  public void closedPairsSaySo() throws IOException {
    EncodedPairs pairs = collect(RandomPairs.pairs(new Random(1), 3, 4), 0, StoredPairs.SEGMENT);
    pairs.close();
    pairs.close();
    IllegalStateException e = expectThrows(IllegalStateException.class, () -> pairs.get(0));
    assertEquals(e.getMessage(), "the encoded pairs of " + file + " are closed");
  }

  @Test
  public void badArgumentsAreRefusedByName() throws IOException {
    EncodedPair features = new EncodedPair(new float[1][3], new int[] {4});
    EncodedPair ids = new EncodedPair(new int[] {4}, new int[] {4});
    IllegalArgumentException both =
        expectThrows(IllegalArgumentException.class, () -> EncodedPairs.of(List.of(ids, features)));
    assertEquals(
        both.getMessage(), "pairs must all have sources of ids, or all of features, found both");
    IllegalArgumentException stored =
        expectThrows(
            IllegalArgumentException.class, () -> collect(List.of(features), 0, 1).close());
    assertEquals(
        stored.getMessage(), "pair must have a source of ids to go into a file, found features");
    assertFalse(Files.exists(file));
    try (EncodedPairs pairs = collect(List.of(ids), 0, 1)) {
      expectThrows(IndexOutOfBoundsException.class, () -> pairs.get(1));
      expectThrows(IndexOutOfBoundsException.class, () -> pairs.get(-1));
    }
  }

  @Test
  public void aFileThatCannotBeMadeIsNamed() {
    Path nowhere = folder.resolve("none/x.ids");
    IOException e =
        expectThrows(
            IOException.class,
            () -> {
              try (PairCollector collector = PairCollector.spillingTo(nowhere, 0, 1)) {
                collector.add(new EncodedPair(new int[] {4}, new int[] {4}));
              }
            });
    assertTrue(e.getMessage().contains(nowhere.toString()), e.getMessage());
  }

  private EncodedPairs collect(List<EncodedPair> pairs, long most, int segment) throws IOException {
    try (PairCollector collector = PairCollector.spillingTo(file, most, segment)) {
      for (EncodedPair pair : pairs) {
        collector.add(pair);
      }
      return collector.finish();
    }
  }

  private static void checkSame(EncodedPairs actual, EncodedPairs expected) {
    assertEquals(actual.size(), expected.size());
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(RandomPairs.text(actual.get(i)), RandomPairs.text(expected.get(i)));
      assertEquals(actual.sourceLength(i), expected.sourceLength(i));
      assertEquals(actual.targetLength(i), expected.targetLength(i));
    }
  }
}
