package io.github.djlseq2seq.block.search;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertNotEquals;
import static org.testng.Assert.assertTrue;
import static org.testng.Assert.expectThrows;

import io.github.djlseq2seq.block.Seeds;
import io.github.djlseq2seq.block.SpecialToken;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.testng.annotations.Test;

/** Outputs drawn at random, and models that decide together. */
public final class SamplingTest {

  private static final int EOS = SpecialToken.EOS.id();
  private static final int SAMPLES = 20_000;

  /** unk, eos, 4 and 5 by these shares, whatever came before; of pad and bos nothing. */
  private static final double[] SHARES = {0, 0.1, 0, 0.2, 0.3, 0.4};

  @Test
  public void tokensComeAsOftenAsTheirProbabilitiesSay() {
    check(new Sampling(1, 0, 1, 7), 0.1, 0.2, 0.3, 0.4);
    // Squares: 1, 4, 9 and 16 of 30.
    check(new Sampling(0.5, 0, 1, 7), 1 / 30.0, 4 / 30.0, 9 / 30.0, 16 / 30.0);
    check(new Sampling(1, 2, 1, 7), 0, 0, 3 / 7.0, 4 / 7.0);
    // 0.4 and 0.3 are not yet 0.75; with 0.2 they are more.
    check(new Sampling(1, 0, 0.75, 7), 0, 2 / 9.0, 3 / 9.0, 4 / 9.0);
    check(new Sampling(1, 3, 0.5, 7), 0, 0, 3 / 7.0, 4 / 7.0);
    check(new Sampling(1, 0, 0.3, 7), 0, 0, 0, 1);
  }

  private static void check(
      Sampling sampling, double unknown, double eos, double four, double five) {
    SearchConfig config = config(SAMPLES, sampling);
    double[] counts = new double[6];
    for (Hypothesis sample : search(fixed(), 6, config, 1, 1).get(0)) {
      counts[sample.tokens().get(0)]++;
      assertEquals(sample.logProbability(), Math.log(SHARES[sample.tokens().get(0)]), 1e-6);
    }
    double[] expected = {0, unknown, 0, eos, four, five};
    for (int token = 0; token < 6; token++) {
      // Four standard deviations.
      double slack = 4 * Math.sqrt(expected[token] * (1 - expected[token]) / SAMPLES);
      assertEquals(counts[token] / SAMPLES, expected[token], slack, sampling + ", token " + token);
    }
  }

  @Test
  public void aSeedRepeatsItselfWhateverTheBatch() {
    Seeds.each(
        50,
        seed -> {
          TableModel.Table table = SearchTest.randomTable(seed, 9, false);
          SearchConfig config = config(4, new Sampling(1, 0, 1, seed));
          List<List<Hypothesis>> together = search(table, 9, config, 3, 6);
          assertEquals(tokens(search(table, 9, config, 3, 6)), tokens(together));
          for (int i = 0; i < 3; i++) {
            int sentence = i;
            TableModel.Table alone = (zero, prefix) -> table.next(sentence, prefix);
            assertEquals(
                tokens(search(alone, 9, config, 1, 6)).get(0), tokens(together).get(i), "alone");
          }
        });
    SearchConfig other = config(4, new Sampling(1, 0, 1, 8));
    assertNotEquals(
        tokens(search(fixed(), 6, other, 1, 9)),
        tokens(search(fixed(), 6, config(4, new Sampling(1, 0, 1, 9)), 1, 9)));
  }

  @Test
  public void oneTokenToDrawFromIsGreedy() {
    Seeds.each(
        50,
        seed -> {
          TableModel.Table table = SearchTest.randomTable(seed, 9, false);
          assertEquals(
              tokens(search(table, 9, config(1, new Sampling(1, 1, 1, seed)), 2, 6)),
              tokens(search(table, 9, SearchConfig.ofBeam(1), 2, 6)));
        });
  }

  @Test
  public void samplesKeepTheRules() {
    SearchConfig config =
        new SearchConfig(50, 50, 1, LengthNorm.AVERAGE, 0, 2, List.of(1), new Sampling(1, 0, 1, 3));
    SearchTask task = new SearchTask(1, 3, 5, List.of(5));
    try (TableModel model = new TableModel(1, 6, fixed())) {
      for (Hypothesis sample : Search.run(model, config, List.of(task)).get(0)) {
        List<Integer> said = sample.tokens();
        assertEquals((int) said.get(0), 5);
        assertTrue(!said.contains(1) && said.size() <= 5 && said.size() >= 3, said.toString());
        assertEquals(sample.ended(), said.get(said.size() - 1) == EOS);
        for (int i = 2; i < said.size(); i++) {
          assertTrue(Collections.indexOfSubList(said, said.subList(i - 1, i + 1)) == i - 1);
        }
      }
    }
  }

  @Test
  public void aSamplingThatCannotBeIsRefused() {
    assertEquals(
        expectThrows(IllegalArgumentException.class, () -> new Sampling(0, 0, 1, 1)).getMessage(),
        "temperature must be above 0, found 0.0");
    expectThrows(IllegalArgumentException.class, () -> new Sampling(1, -1, 1, 1));
    expectThrows(IllegalArgumentException.class, () -> new Sampling(1, 0, 0, 1));
  }

  @Test
  public void anEnsembleAveragesProbabilities() {
    Seeds.each(
        50,
        seed -> {
          List<TableModel.Table> tables =
              IntStream.range(0, 3)
                  .mapToObj(i -> SearchTest.randomTable(seed + 100L * i, 8, false))
                  .toList();
          TableModel.Table average =
              (sentence, prefix) -> {
                float[] row = new float[8];
                for (int token = 0; token < 8; token++) {
                  double sum = 0;
                  for (TableModel.Table table : tables) {
                    sum += Math.exp(table.next(sentence, prefix)[token]);
                  }
                  row[token] = (float) Math.log(sum / 3);
                }
                return row;
              };
          SearchConfig config = new SearchConfig(3, 3, 1);
          List<SearchTask> tasks = List.of(SearchTask.of(1, 6), SearchTask.of(1, 3));
          List<TableModel> models =
              tables.stream().map(table -> new TableModel(2, 8, table)).toList();
          try (EnsembleSteps ensemble = new EnsembleSteps(models)) {
            assertEquals(
                tokens(Search.run(ensemble, config, tasks)),
                tokens(Search.run(new TableModel(2, 8, average), config, tasks)));
          }
        });
  }

  @Test
  public void anEnsembleOfUnlikeModelsIsRefused() {
    TableModel one = new TableModel(1, 6, fixed());
    TableModel other = new TableModel(1, 7, fixed());
    IllegalArgumentException e =
        expectThrows(IllegalArgumentException.class, () -> new EnsembleSteps(List.of(one, other)));
    assertEquals(e.getMessage(), "vocabulary must be that of the first model, 6, found 7");
    expectThrows(IllegalArgumentException.class, () -> new EnsembleSteps(List.of()));
  }

  private static SearchConfig config(int samples, Sampling sampling) {
    return new SearchConfig(samples, samples, 1, LengthNorm.AVERAGE, 0, 0, List.of(), sampling);
  }

  private static TableModel.Table fixed() {
    return (sentence, prefix) -> {
      float[] row = new float[6];
      for (int token = 0; token < 6; token++) {
        row[token] = (float) Math.log(SHARES[token]);
      }
      return row;
    };
  }

  private static List<List<Hypothesis>> search(
      TableModel.Table table, int vocabulary, SearchConfig config, int sentences, int longest) {
    List<SearchTask> tasks = Collections.nCopies(sentences, SearchTask.of(1, longest));
    try (TableModel model = new TableModel(sentences, vocabulary, table)) {
      return Search.run(model, config, new ArrayList<>(tasks));
    }
  }

  private static List<List<List<Integer>>> tokens(List<List<Hypothesis>> found) {
    return found.stream().map(list -> list.stream().map(Hypothesis::tokens).toList()).toList();
  }
}
