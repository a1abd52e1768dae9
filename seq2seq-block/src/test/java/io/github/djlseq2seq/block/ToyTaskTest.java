package io.github.djlseq2seq.block;

import static org.testng.Assert.assertTrue;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.Trainer;
import io.github.djlseq2seq.block.search.Hypothesis;
import io.github.djlseq2seq.block.search.SearchConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.testng.SkipException;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

/** Learns from nothing to say again the digits that it reads, as they stand or sorted. */
public final class ToyTaskTest {

  private static final int SEED = 1;
  private static final int DIGITS = 10;
  private static final int FIRST = SpecialToken.values().length;
  private static final UnaryOperator<int[]> COPY = UnaryOperator.identity();

  @DataProvider
  public Object[][] enginesAndCells() {
    return new Object[][] {
      {TestModels.PYTORCH, "lstm"},
      {TestModels.MXNET, "lstm"},
      {TestModels.PYTORCH, "gru"},
      {TestModels.MXNET, "gru"},
    };
  }

  @Test(dataProvider = "enginesAndCells")
  public void shortSequencesAreCopiedAfterAFewHundredUpdates(String engine, String cell) {
    List<int[]> examples = sequences(new Random(SEED), 2_000, 5);
    List<int[]> heldOut = sequences(new Random(SEED + 1), 200, 5);
    TestBatch batch = new TestBatch(0, heldOut, heldOut);
    int[] longest = new int[heldOut.size()];
    Arrays.fill(longest, 5 + 1);
    try (Model model = newModel(engine, "hidden=32", "cell=" + cell);
        NDManager manager = model.getNDManager().newSubManager()) {
      train(model, examples, COPY, 300);
      int exact = 0;
      SearchConfig beam = SearchConfig.ofBeam(3);
      List<List<Hypothesis>> said = TestDecoding.search(model, manager, batch, beam, longest);
      for (int i = 0; i < heldOut.size(); i++) {
        List<Integer> expected = new ArrayList<>(Arrays.stream(heldOut.get(i)).boxed().toList());
        expected.add(SpecialToken.EOS.id());
        exact += said.get(i).get(0).tokens().equals(expected) ? 1 : 0;
      }
      assertTrue(exact >= 180, "only " + exact + " of 200 were copied");
    }
  }

  /** The bounds of sockeye's system tests. */
  @Test(dataProvider = "engines", dataProviderClass = TestModels.class)
  public void longSequencesAreCopiedWithCertainty(String engine) {
    assertLearns(engine, COPY, 4_000);
  }

  @Test(dataProvider = "engines", dataProviderClass = TestModels.class)
  public void longSequencesAreSortedWithCertainty(String engine) {
    assertLearns(engine, digits -> Arrays.stream(digits).sorted().toArray(), 7_000);
  }

  private static void assertLearns(String engine, UnaryOperator<int[]> task, int updates) {
    if (!TestModels.FULL) {
      throw new SkipException("takes minutes: only with -Pfull");
    }
    List<int[]> examples = sequences(new Random(SEED), 10_000, 10);
    List<int[]> heldOut = sequences(new Random(SEED + 1), 500, 10);
    try (Model model = newModel(engine, "hidden=64")) {
      train(model, examples, task, updates);
      double perplexity =
          perplexity(model, new TestBatch(0, heldOut, heldOut.stream().map(task).toList()));
      assertTrue(perplexity <= 1.03, "perplexity " + perplexity);
    }
  }

  private static Model newModel(String engine, String... settings) {
    int vocabulary = FIRST + DIGITS;
    Seq2SeqConfig config =
        Seq2SeqConfig.of(vocabulary, vocabulary).with("embedding=16", "dropout=0").with(settings);
    Model model = TestModels.empty(engine, config);
    // What the parameters start from.
    Engine.getEngine(engine).setRandomSeed(SEED);
    return model;
  }

  private static List<int[]> sequences(Random random, int number, int longest) {
    List<int[]> sequences = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      int length = 1 + random.nextInt(longest);
      sequences.add(random.ints(length, FIRST, FIRST + DIGITS).toArray());
    }
    return sequences;
  }

  private static void train(
      Model model, List<int[]> examples, UnaryOperator<int[]> task, int updates) {
    Random random = new Random(SEED);
    try (Trainer trainer = TestModels.trainer(model, 0.003f)) {
      for (int update = 0; update < updates; update++) {
        List<int[]> batch = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
          batch.add(examples.get(random.nextInt(examples.size())));
        }
        TestModels.train(trainer, new TestBatch(0, batch, batch.stream().map(task).toList()));
      }
    }
    model.getBlock().freezeParameters(true);
  }

  private static double perplexity(Model model, TestBatch batch) {
    try (NDManager manager = model.getNDManager().newSubManager()) {
      NDList outputs = TestModels.forward(model, batch.inputs(manager));
      return Math.exp(batch.loss(outputs.singletonOrThrow()).getFloat() / batch.tokens());
    }
  }
}
