package io.github.djlseq2seq.block;

import static io.github.djlseq2seq.block.TestModels.assertNear;
import static org.testng.Assert.assertEquals;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import io.github.djlseq2seq.block.recurrent.CellType;
import io.github.djlseq2seq.block.search.Hypothesis;
import io.github.djlseq2seq.block.search.SearchConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

/** Decoding step by step gives what teacher forcing gives for the same tokens. */
public final class DecodingStepsTest {

  private static final long SEED = 71;
  private static final int SENTENCES = 4;
  private static final int STEPS = 6;

  @Test(dataProvider = "enginesAndConfigs", dataProviderClass = TestModels.class)
  public void stepsEqualTeacherForcing(String engine, Seq2SeqConfig config) {
    try (Model model = TestModels.frozen(engine, config, SEED)) {
      checkSteps(model, TestBatch.random(SEED, config, SENTENCES));
    }
  }

  private static void checkSteps(Model model, TestBatch batch) {
    try (NDManager manager = model.getNDManager().newSubManager()) {
      for (int hypotheses = 1; hypotheses <= 3; hypotheses += 2) {
        int width = hypotheses;
        Seeds.each(1, seed -> new RandomSearch(model, manager, batch, width, seed).run());
      }
    }
  }

  @Test(dataProvider = "enginesAndConfigs", dataProviderClass = TestModels.class)
  public void theSearchScoresAsTeacherForcingDoes(String engine, Seq2SeqConfig config) {
    try (Model model = TestModels.frozen(engine, config, SEED)) {
      checkSearch(model, TestBatch.random(SEED, config, SENTENCES));
    }
  }

  private static void checkSearch(Model model, TestBatch batch) {
    List<List<Hypothesis>> found = search(model, batch);
    for (int i = 0; i < SENTENCES; i++) {
      List<Hypothesis> alone = search(model, batch.only(i)).get(0);
      assertEquals(found.get(i).size(), alone.size());
      for (int n = 0; n < alone.size(); n++) {
        Hypothesis hypothesis = found.get(i).get(n);
        assertEquals(hypothesis.tokens(), alone.get(n).tokens(), "batched or alone");
        assertEquals(hypothesis.score(), alone.get(n).score(), 1e-5, "batched or alone");
        checkScores(model, batch.sources().get(i), hypothesis);
      }
    }
  }

  @Test(dataProvider = "engines", dataProviderClass = TestModels.class)
  public void withoutAttentionHypothesesHaveNoWeights(String engine) {
    Seq2SeqConfig config = TestConfigs.small("attention=none");
    try (Model model = TestModels.frozen(engine, config, SEED)) {
      search(model, TestBatch.random(SEED, config, SENTENCES)).stream()
          .flatMap(List::stream)
          .forEach(
              hypothesis -> {
                int tokens = hypothesis.tokens().size();
                assertEquals(hypothesis.attention().size(), tokens, "rows of attention");
                hypothesis.attention().forEach(row -> assertEquals(row, new float[0]));
              });
    }
  }

  /** Weights this large are laid out in another way. */
  @Test(dataProvider = "largeModels")
  public void stepsOfLargeModelsEqualTeacherForcing(String engine, Seq2SeqConfig config) {
    TestBatch batch = TestBatch.random(SEED, config, SENTENCES);
    try (Model model = TestModels.frozen(engine, config, SEED)) {
      // Sums of this many terms would saturate every gate.
      model.getBlock().getParameters().values().forEach(p -> p.getArray().muli(0.1f));
      checkSteps(model, batch);
      checkSearch(model, batch);
    }
  }

  /** By engine, each cell; the generator's rows leave a rest. */
  @DataProvider
  public Object[][] largeModels() {
    List<Object[]> rows = new ArrayList<>();
    for (Object[] engine : TestModels.engines()) {
      for (CellType cell : CellType.values()) {
        String name = cell.name().toLowerCase(Locale.ROOT);
        rows.add(
            new Object[] {
              engine[0],
              TestConfigs.small(
                  "cell=" + name, "hidden=256", "targetVocabulary=301", "inputFeeding=true")
            });
      }
    }
    return rows.toArray(Object[][]::new);
  }

  private static List<List<Hypothesis>> search(Model model, TestBatch batch) {
    int[] longest = new int[batch.size()];
    Arrays.fill(longest, STEPS);
    try (NDManager manager = model.getNDManager().newSubManager()) {
      return TestDecoding.search(model, manager, batch, new SearchConfig(4, 3, 1), longest);
    }
  }

  private static void checkScores(Model model, int[] source, Hypothesis hypothesis) {
    int length = hypothesis.tokens().size();
    int[] target = hypothesis.tokens().stream().mapToInt(token -> token).toArray();
    float[] forced =
        TestModels.logProbabilities(
            model, TestBatch.of(TestModels.block(model).config(), source, target));
    int vocabulary = forced.length / (length + 1);
    for (int t = 0; t < length; t++) {
      float expected = forced[t * vocabulary + target[t]];
      assertEquals(hypothesis.tokenLogProbabilities().get(t), expected, 1e-5f, "token " + t);
    }
    double sum = hypothesis.tokenLogProbabilities().stream().mapToDouble(value -> value).sum();
    assertEquals(hypothesis.logProbability(), sum, 1e-12);
  }

  /** The memory is shared and never changed: two searches over it do not meet. */
  @Test(dataProvider = "engines", dataProviderClass = TestModels.class)
  public void twoSearchesShareWhatWasEncoded(String engine) {
    Seq2SeqConfig config = TestModels.config(2, true, false);
    TestBatch batch = TestBatch.random(SEED, config, SENTENCES);
    int[] all = IntStream.range(0, SENTENCES).toArray();
    int[] bos = new int[SENTENCES];
    Arrays.fill(bos, SpecialToken.BOS.id());
    try (Model model = TestModels.frozen(engine, config, SEED);
        NDManager manager = model.getNDManager().newSubManager()) {
      NDList inputs = batch.encoderInputs(manager);
      NDList encoded = TestModels.forward(model, inputs);
      DecodingPlan plan = TestModels.block(model).plan(manager);
      float[] first;
      try (DecodingSteps steps = new DecodingSteps(plan, encoded, inputs.get(1))) {
        first = steps.step(all, all, bos);
        steps.step(new int[] {1}, new int[] {1}, new int[] {4});
        steps.step(new int[] {0}, new int[] {0}, new int[] {5});
      }
      try (DecodingSteps steps = new DecodingSteps(plan, encoded, inputs.get(1))) {
        assertEquals(steps.sentences(), SENTENCES);
        assertEquals(steps.vocabulary(), config.targetVocabulary());
        assertEquals(steps.step(all, all, bos), first, "first step of the second search");
      }
    }
  }

  /** Hypotheses that go on, split, cross and leave at random. */
  private static final class RandomSearch {

    private final Model model;
    private final NDManager manager;
    private final TestBatch batch;
    private final int width;
    private final Random random;
    private final DecodingSteps steps;

    /** The sentences that are left, and for each row the tokens so far. */
    private int[] sentences = IntStream.range(0, SENTENCES).toArray();

    private List<int[]> rows = new ArrayList<>();

    RandomSearch(Model model, NDManager manager, TestBatch batch, int width, long seed) {
      this.model = model;
      this.manager = manager;
      this.batch = batch;
      this.width = width;
      random = new Random(seed);
      NDList inputs = batch.encoderInputs(manager);
      NDList encoded = TestModels.forward(model, inputs);
      DecodingPlan plan = TestModels.block(model).plan(manager);
      steps = new DecodingSteps(plan, encoded, inputs.get(1));
    }

    void run() {
      try (steps) {
        first();
        for (int step = 1; step < STEPS && sentences.length > 0; step++) {
          next(step);
        }
      }
    }

    private void first() {
      int[] tokens = new int[SENTENCES];
      Arrays.fill(tokens, SpecialToken.BOS.id());
      for (int i = 0; i < SENTENCES; i++) {
        rows.add(new int[0]);
      }
      check(0, steps.step(sentences, sentences, tokens));
    }

    private void next(int step) {
      int[] kept =
          IntStream.range(0, sentences.length).filter(i -> random.nextInt(5) > 0).toArray();
      if (kept.length == 0) {
        sentences = kept;
        return;
      }
      int before = rows.size() / sentences.length;
      int vocabulary = steps.vocabulary();
      List<int[]> extended = new ArrayList<>();
      int[] from = new int[kept.length * width];
      int[] tokens = new int[from.length];
      for (int i = 0; i < from.length; i++) {
        from[i] = kept[i / width] * before + random.nextInt(before);
        tokens[i] = 4 + random.nextInt(vocabulary - 4);
        int[] tokensBefore = rows.get(from[i]);
        int[] row = Arrays.copyOf(tokensBefore, tokensBefore.length + 1);
        row[row.length - 1] = tokens[i];
        extended.add(row);
      }
      float[] logProbabilities = steps.step(kept, from, tokens);
      sentences = Arrays.stream(kept).map(i -> sentences[i]).toArray();
      rows = extended;
      assertEquals(steps.sentences(), sentences.length);
      check(step, logProbabilities);
    }

    private void check(int step, float[] logProbabilities) {
      int vocabulary = steps.vocabulary();
      assertEquals(logProbabilities.length, rows.size() * vocabulary, "values of step " + step);
      List<int[]> sources = new ArrayList<>();
      for (int row = 0; row < rows.size(); row++) {
        int sentence = sentences[row / (rows.size() / sentences.length)];
        sources.add(batch.sources().get(sentence));
      }
      int longest = batch.sourceWidth();
      NDList inputs =
          new TestBatch(batch.features(), sources, rows).inputs(manager, longest, step + 1);
      // The last step of each row's (T,...).
      NDArray forced = TestModels.forward(model, inputs).singletonOrThrow().get(":, -1");
      assertNear(logProbabilities, forced.toFloatArray(), 1e-5, "step " + step);
      NDArray attention = TestDecoding.attention(model, inputs);
      for (int row = 0; row < rows.size(); row++) {
        float[] actual = steps.attention(step, row);
        if (attention == null) {
          assertEquals(actual.length, 0, "weights without attention");
        } else {
          float[] expected = attention.get(new NDIndex("{}, -1", row)).toFloatArray();
          checkAttention(actual, expected, sources.get(row).length);
        }
      }
    }

    private static void checkAttention(float[] actual, float[] expected, int real) {
      assertNear(actual, expected, 1e-5, "attention");
      double sum = 0;
      for (int s = 0; s < actual.length; s++) {
        sum += actual[s];
        assertEquals(actual[s] == 0, s >= real, "zero at position " + s);
      }
      assertEquals(sum, 1, 1e-5, "sum of attention");
    }
  }
}
