package io.github.djlseq2seq.block.search;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertFalse;
import static org.testng.Assert.assertTrue;

import io.github.djlseq2seq.block.Seeds;
import io.github.djlseq2seq.block.SpecialToken;
import io.github.djlseq2seq.block.search.PlainSearch.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.testng.annotations.Test;

/** The batched search against plain ones, on tables of log-probabilities. */
public final class SearchTest {

  private static final int EOS = SpecialToken.EOS.id();
  private static final float NEVER = Float.NEGATIVE_INFINITY;

  /** Unknown, eos and two words can be said. */
  private static final int SMALL = 6;

  @Test
  public void aWideBeamFindsTheBestOfAllOutputs() {
    Seeds.each(
        40,
        seed -> {
          Random random = new Random(seed);
          TableModel.Table table = randomTable(seed, SMALL, false);
          int longest = 1 + random.nextInt(5);
          double alpha = List.of(0.0, 0.6, 1.0, 2.0).get(random.nextInt(4));
          // No step has more than 3^5 hypotheses and 4 times as many extensions.
          SearchConfig config = new SearchConfig(1000, 12, alpha);
          List<Path> expected = plain(table, 0, config, longest).all();
          assertSame(search(table, SMALL, config, longest).get(0), expected, config);
        });
  }

  /** Also that stopping early loses no winner: the plain search does not. */
  @Test
  public void anyBeamEqualsThePlainSearch() {
    Seeds.each(
        3_000,
        seed -> {
          Random random = new Random(seed);
          int vocabulary = 5 + random.nextInt(5);
          // Every other table has many ties.
          TableModel.Table table = randomTable(seed, vocabulary, seed % 2 == 0);
          SearchConfig config = randomConfig(random);
          int[] longest = random.ints(1 + random.nextInt(4), 1, 9).toArray();
          List<List<Hypothesis>> found = search(table, vocabulary, config, longest);
          for (int i = 0; i < longest.length; i++) {
            assertSame(found.get(i), plain(table, i, config, longest[i]).beam(), config);
          }
        });
  }

  @Test
  public void aSentenceIsSearchedAsIfItWereAlone() {
    Seeds.each(
        100,
        seed -> {
          Random random = new Random(seed);
          TableModel.Table table = randomTable(seed, 8, true);
          SearchConfig config = randomConfig(random);
          int[] longest = random.ints(5, 1, 9).toArray();
          List<Integer> order = new ArrayList<>(IntStream.range(0, 5).boxed().toList());
          Collections.shuffle(order, random);
          List<String> together = texts(search(table, 8, config, longest));
          int[] shuffledLongest = order.stream().mapToInt(i -> longest[i]).toArray();
          TableModel.Table shuffled = (sentence, prefix) -> table.next(order.get(sentence), prefix);
          List<String> permuted = texts(search(shuffled, 8, config, shuffledLongest));
          for (int i = 0; i < 5; i++) {
            int sentence = order.get(i);
            TableModel.Table alone = (zero, prefix) -> table.next(sentence, prefix);
            String expected = texts(search(alone, 8, config, longest[sentence])).get(0);
            assertEquals(together.get(sentence), expected, "in the batch");
            assertEquals(permuted.get(i), expected, "in another order");
          }
        });
  }

  @Test
  public void aBeamOfOneTakesTheBestTokenAtEachStep() {
    Seeds.each(
        100,
        seed -> {
          TableModel.Table table = randomTable(seed, 9, false);
          List<Integer> prefix = new ArrayList<>(List.of(SpecialToken.BOS.id()));
          while (prefix.size() <= 7 && prefix.get(prefix.size() - 1) != EOS) {
            float[] next = table.next(0, prefix);
            IntStream said = IntStream.of(1, 3, 4, 5, 6, 7, 8);
            prefix.add(said.boxed().max((a, b) -> Float.compare(next[a], next[b])).orElseThrow());
          }
          Hypothesis found = search(table, 9, SearchConfig.ofBeam(1), 7).get(0).get(0);
          assertEquals(found.tokens(), prefix.subList(1, prefix.size()));
        });
  }

  @Test
  public void whatAHypothesisSaysOfItselfAddsUp() {
    Seeds.each(
        50,
        seed -> {
          Random random = new Random(seed);
          TableModel.Table table = randomTable(seed, 8, false);
          SearchConfig config = randomConfig(random);
          for (Hypothesis found : search(table, 8, config, 6).get(0)) {
            List<Integer> prefix = new ArrayList<>(List.of(SpecialToken.BOS.id()));
            double total = 0;
            for (int t = 0; t < found.tokens().size(); t++) {
              int token = found.tokens().get(t);
              float logProbability = table.next(0, prefix)[token];
              assertEquals(found.tokenLogProbabilities().get(t), logProbability);
              // The table model attends to what it has read.
              float[] attention = found.attention().get(t);
              assertEquals(Arrays.toString(attention), floats(prefix), "attention of step " + t);
              total += logProbability;
              prefix.add(token);
            }
            assertEquals(found.logProbability(), total, 1e-12);
            double length = Math.pow(found.tokens().size(), config.lengthPenalty());
            assertEquals(found.score(), total / length, 1e-12);
            assertEquals(found.ended(), prefix.get(prefix.size() - 1) == EOS);
          }
        });
  }

  @Test
  public void padAndBosAreNeverSaid() {
    float[] wishes = {-0.01f, -5, -0.01f, -4, -3, -2};
    for (int beam = 1; beam <= 4; beam++) {
      SearchConfig config = new SearchConfig(beam, beam, 1);
      for (Hypothesis found : search((sentence, prefix) -> wishes, SMALL, config, 5).get(0)) {
        assertFalse(found.tokens().contains(SpecialToken.PAD.id()), found.toString());
        assertFalse(found.tokens().contains(SpecialToken.BOS.id()), found.toString());
      }
    }
  }

  @Test
  public void whatEndedStandsBeforeWhatWasCut() {
    // Saying 4 again and again is likely; ending is not.
    float[] wishes = {NEVER, NEVER, NEVER, -9, -0.1f, NEVER};
    SearchConfig config = new SearchConfig(2, 2, 1);
    List<Hypothesis> found = search((sentence, prefix) -> wishes, SMALL, config, 1).get(0);
    assertEquals(
        found.stream().map(Hypothesis::tokens).toList(), List.of(List.of(EOS), List.of(4)));
    assertTrue(found.get(0).ended());
    assertFalse(found.get(1).ended());
    assertTrue(found.get(0).score() < found.get(1).score());

    // A beam of one never sees the end.
    Hypothesis cut = search((s, p) -> wishes, SMALL, SearchConfig.ofBeam(1), 3).get(0).get(0);
    assertEquals(cut.tokens(), List.of(4, 4, 4));
    assertFalse(cut.ended());
  }

  @Test
  public void tiesGoToTheEarlierHypothesisAndTheSmallerToken() {
    float[] equal = new float[SMALL];
    Arrays.fill(equal, -1);
    TableModel.Table table = (sentence, prefix) -> equal;
    assertEquals(
        texts(search(table, SMALL, new SearchConfig(2, 2, 0), 2)),
        List.of("[[3] -1.0, [1, 3] -2.0]"));
    assertEquals(
        texts(search(table, SMALL, new SearchConfig(3, 3, 1), 2)),
        List.of("[[3] -1.0, [1, 3] -1.0, [1, 1] -1.0]"));
  }

  @Test
  public void aVocabularyMayBeSmallerThanTheBeam() {
    float[] wishes = {-1, -3, -1, -2, -1};
    SearchConfig config = new SearchConfig(8, 8, 1);
    TableModel.Table table = (sentence, prefix) -> wishes;
    List<List<Hypothesis>> found = search(table, 5, config, 1, 3);
    assertEquals(found.get(0).size(), 3, "one token: eos, 4 or unknown");
    for (int i = 0; i < 2; i++) {
      assertSame(found.get(i), plain(table, i, config, 1 + 2 * i).beam(), config);
    }
  }

  @Test
  public void noSentencesGiveNoResults() {
    assertEquals(search((s, p) -> new float[SMALL], SMALL, SearchConfig.ofBeam(3)), List.of());
  }

  @Test
  public void finishedSentencesLeaveTheBatch() {
    float[] wishes = {NEVER, NEVER, NEVER, NEVER, -1, -2};
    TableModel model = new TableModel(4, SMALL, (sentence, prefix) -> wishes);
    Search.run(model, SearchConfig.ofBeam(3), tasks(3, 1, 5, 1));
    assertEquals(model.sentencesOfSteps, List.of(4, 2, 2, 1, 1));
  }

  /** Without a doubt about the winner there is no further step. */
  @Test
  public void theSearchEndsWhenNothingCanWinAnyMore() {
    float[] wishes = {NEVER, NEVER, NEVER, -0.1f, -3, -4};
    TableModel model = new TableModel(1, SMALL, (sentence, prefix) -> wishes);
    Search.run(model, new SearchConfig(4, 1, 0), tasks(100));
    assertEquals(model.sentencesOfSteps.size(), 1);
  }

  private static SearchConfig randomConfig(Random random) {
    int beam = 1 + random.nextInt(5);
    double alpha = List.of(0.0, 0.6, 1.0, 2.0).get(random.nextInt(4));
    return new SearchConfig(beam, 1 + random.nextInt(beam), alpha);
  }

  /**
   * Log-probabilities that hang on the whole prefix; in halves, so that sums tie, or all different.
   */
  static TableModel.Table randomTable(long seed, int vocabulary, boolean ties) {
    return (sentence, prefix) -> {
      Random random = new Random(31 * (31 * seed + sentence) + prefix.hashCode());
      float[] values = new float[vocabulary];
      for (int i = 0; i < vocabulary; i++) {
        values[i] = ties ? -random.nextInt(4) / 2f : (float) Math.log(random.nextDouble());
      }
      // Some words cannot be said at all.
      values[4 + random.nextInt(vocabulary - 4)] = random.nextInt(3) == 0 ? NEVER : -1;
      return values;
    };
  }

  static List<List<Hypothesis>> search(
      TableModel.Table table, int vocabulary, SearchConfig config, int... longest) {
    try (TableModel model = new TableModel(longest.length, vocabulary, table)) {
      return Search.run(model, config, tasks(longest));
    }
  }

  private static List<SearchTask> tasks(int... longest) {
    return IntStream.of(longest).mapToObj(length -> SearchTask.of(1, length)).toList();
  }

  private static PlainSearch plain(
      TableModel.Table table, int sentence, SearchConfig config, int longest) {
    return new PlainSearch(
        table, (s, prefix) -> new float[0], sentence, config, SearchTask.of(1, longest));
  }

  private static void assertSame(List<Hypothesis> found, List<Path> expected, SearchConfig config) {
    List<Path> best = expected.subList(0, Math.min(config.nBest(), expected.size()));
    assertEquals(
        found.stream().map(h -> new Path(h.tokens(), h.logProbability())).toList(),
        best,
        config.toString());
  }

  private static List<String> texts(List<List<Hypothesis>> results) {
    return results.stream()
        .map(list -> list.stream().map(h -> h.tokens() + " " + h.score()).toList().toString())
        .toList();
  }

  private static String floats(List<Integer> values) {
    return values.stream().map(Integer::floatValue).toList().toString();
  }
}
