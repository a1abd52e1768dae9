package io.github.djlseq2seq.block.search;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertFalse;
import static org.testng.Assert.assertTrue;
import static org.testng.Assert.expectThrows;

import io.github.djlseq2seq.block.Seeds;
import io.github.djlseq2seq.block.SpecialToken;
import io.github.djlseq2seq.block.search.PlainSearch.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

/** What outputs have to be like: lengths, prefixes, forbidden tokens, repeats, coverage. */
public final class SearchRulesTest {

  private static final int EOS = SpecialToken.EOS.id();
  private static final int SOURCE = 3;

  /** All rules at random against the plain search, which has no batch and never stops early. */
  @Test
  public void anySearchWithRulesEqualsThePlainOne() {
    Seeds.each(
        3_000,
        seed -> {
          Random random = new Random(seed);
          int vocabulary = 6 + random.nextInt(4);
          TableModel.Table table = SearchTest.randomTable(seed, vocabulary, false);
          SearchConfig config = randomConfig(random, vocabulary);
          List<SearchTask> tasks = new ArrayList<>();
          for (int i = 0; i <= random.nextInt(4); i++) {
            tasks.add(randomTask(random, table, i, vocabulary));
          }
          List<List<Hypothesis>> found = search(table, vocabulary, config, tasks);
          for (int i = 0; i < tasks.size(); i++) {
            PlainSearch plain =
                new PlainSearch(table, SearchRulesTest::attention, i, config, tasks.get(i));
            assertSame(found.get(i), plain, config + " " + tasks.get(i));
          }
        });
  }

  private static void assertSame(List<Hypothesis> found, PlainSearch plain, String what) {
    List<Path> best = plain.beam();
    assertEquals(
        found.stream().map(h -> new Path(h.tokens(), h.logProbability())).toList(),
        best.subList(0, Math.min(plain.config().nBest(), best.size())),
        what);
    for (int n = 0; n < found.size(); n++) {
      assertEquals(found.get(n).score(), plain.score(best.get(n)), 1e-9, what);
    }
  }

  private static SearchConfig randomConfig(Random random, int vocabulary) {
    int beam = 1 + random.nextInt(5);
    return new SearchConfig(
        beam,
        1 + random.nextInt(beam),
        List.of(0.0, 0.6, 1.0).get(random.nextInt(3)),
        random.nextBoolean() ? LengthNorm.GNMT : LengthNorm.AVERAGE,
        random.nextBoolean() ? 0 : random.nextDouble(),
        random.nextInt(4),
        random.nextBoolean() ? List.of() : List.of(4 + random.nextInt(vocabulary - 4)),
        null);
  }

  /** A prefix is of tokens that can be said. */
  private static SearchTask randomTask(
      Random random, TableModel.Table table, int sentence, int vocabulary) {
    int longest = 1 + random.nextInt(8);
    List<Integer> prefix = new ArrayList<>(List.of(SpecialToken.BOS.id()));
    for (int i = random.nextInt(3); i > 0 && prefix.size() <= longest; i--) {
      int token = 4 + random.nextInt(vocabulary - 4);
      if (Float.isFinite(table.next(sentence, prefix)[token])) {
        prefix.add(token);
      }
    }
    return new SearchTask(
        SOURCE, random.nextInt(longest + 1), longest, prefix.subList(1, prefix.size()));
  }

  /** Shares of three source positions that hang on the prefix. */
  private static float[] attention(int sentence, List<Integer> prefix) {
    Random random = new Random(7 * sentence + prefix.hashCode());
    float[] shares = new float[SOURCE];
    float sum = 0;
    for (int s = 0; s < SOURCE; s++) {
      shares[s] = 0.01f + random.nextFloat();
      sum += shares[s];
    }
    for (int s = 0; s < SOURCE; s++) {
      shares[s] /= sum;
    }
    return shares;
  }

  /** The formulas, by hand. */
  @Test
  public void penaltiesFollowTheirFormulas() {
    // Says 4, then ends; each with log-probability -1.
    TableModel.Table table = (sentence, prefix) -> row(prefix.size() == 1 ? 4 : EOS, -1);
    SearchConfig gnmt = new SearchConfig(1, 1, 0.5, LengthNorm.GNMT, 0.2, 0, List.of(), null);
    TableModel.Attention fixed = (sentence, prefix) -> new float[] {0.9f, 0.1f, 0};
    try (TableModel model = new TableModel(1, 6, table, fixed)) {
      Hypothesis found =
          Search.run(model, gnmt, List.of(new SearchTask(2, 0, 5, List.of()))).get(0).get(0);
      double expected = -2 / Math.sqrt(7.0 / 6) + 0.2 * (Math.log(1) + Math.log(0.2));
      assertEquals(found.score(), expected, 1e-7);
    }
  }

  @Test
  public void aModelWithoutAttentionHasNoCoverage() {
    SearchConfig config = new SearchConfig(2, 1, 1, LengthNorm.AVERAGE, 0.5, 0, List.of(), null);
    try (TableModel model = new TableModel(1, 6, (s, p) -> row(EOS, -1), (s, p) -> new float[0])) {
      IllegalArgumentException e =
          expectThrows(
              IllegalArgumentException.class,
              () -> Search.run(model, config, List.of(SearchTask.of(2, 5))));
      assertEquals(
          e.getMessage(), "coveragePenalty must be 0 for a model without attention, found 0.5");
    }
  }

  /** With nothing left to say the output is cut, not an error. */
  @Test
  public void rulesThatLeaveNothingCutTheOutput() {
    float[] wishes = {-9, -9, -9, -9, -1, -2};
    SearchConfig once = new SearchConfig(2, 2, 1, LengthNorm.AVERAGE, 0, 1, List.of(1, EOS), null);
    List<Hypothesis> found =
        search((s, p) -> wishes.clone(), 6, once, List.of(SearchTask.of(SOURCE, 9))).get(0);
    assertEquals(
        found.stream().map(Hypothesis::tokens).toList(), List.of(List.of(4, 5), List.of(5, 4)));
    assertFalse(found.get(0).ended());
  }

  @DataProvider
  public Object[][] mistakes() {
    return new Object[][] {
      {List.of(9), List.of(), "forbidden must hold ids from 0 to 5, found 9"},
      {List.of(), List.of(6), "prefix must hold ids from 0 to 5, found 6"},
      {List.of(), List.of(EOS), "prefix must hold no pad, bos or eos, found 3"},
    };
  }

  @Test(dataProvider = "mistakes")
  public void tokensThatDoNotExistAreRefused(
      List<Integer> forbidden, List<Integer> prefix, String message) {
    SearchConfig config = new SearchConfig(2, 1, 1, LengthNorm.AVERAGE, 0, 0, forbidden, null);
    List<SearchTask> tasks = List.of(new SearchTask(SOURCE, 0, 5, prefix));
    IllegalArgumentException e =
        expectThrows(
            IllegalArgumentException.class, () -> search((s, p) -> row(EOS, -1), 6, config, tasks));
    assertEquals(e.getMessage(), message);
  }

  @Test
  public void tasksMustBeAsManyAsSentences() {
    IllegalArgumentException e =
        expectThrows(
            IllegalArgumentException.class,
            () ->
                new Search(
                    new TableModel(2, 6, (s, p) -> row(EOS, -1)),
                    SearchConfig.ofBeam(1),
                    List.of(SearchTask.of(1, 5))));
    assertEquals(e.getMessage(), "tasks must be as many as sentences, 2, found 1");
    assertTrue(
        expectThrows(IllegalArgumentException.class, () -> new SearchTask(1, 6, 5, List.of()))
            .getMessage()
            .startsWith("minLength must be from 0 to maxLength 5"));
  }

  /** Greedy, each step adds one token to what was there: what streaming needs. */
  @Test
  public void stepByStepTheOutputGrows() {
    Seeds.each(
        50,
        seed -> {
          TableModel.Table table = SearchTest.randomTable(seed, 8, false);
          try (TableModel model = new TableModel(2, 8, table)) {
            Search search =
                new Search(
                    model,
                    SearchConfig.ofBeam(1),
                    List.of(SearchTask.of(1, 7), SearchTask.of(1, 4)));
            List<Integer> before = List.of();
            while (search.step()) {
              List<Integer> now = search.best().get(0).get(0).tokens();
              assertEquals(now.subList(0, before.size()), before);
              before = now;
            }
            List<Integer> whole = search.best().get(0).get(0).tokens();
            assertEquals(
                search(table, 8, SearchConfig.ofBeam(1), List.of(SearchTask.of(1, 7)))
                    .get(0)
                    .get(0)
                    .tokens(),
                whole);
          }
        });
  }

  private static float[] row(int token, float logProbability) {
    float[] row = new float[6];
    Arrays.fill(row, Float.NEGATIVE_INFINITY);
    row[token] = logProbability;
    return row;
  }

  private static List<List<Hypothesis>> search(
      TableModel.Table table, int vocabulary, SearchConfig config, List<SearchTask> tasks) {
    try (TableModel model =
        new TableModel(tasks.size(), vocabulary, table, SearchRulesTest::attention)) {
      return Search.run(model, config, tasks);
    }
  }
}
