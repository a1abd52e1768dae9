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
import org.testng.SkipException;
import org.testng.annotations.Test;

/** Learns from nothing to say again the digits that it reads. */
public final class CopyTaskTest {

  private static final int SEED = 1;
  private static final int DIGITS = 10;
  private static final int FIRST = SpecialToken.values().length;

  @Test(dataProvider = "engines", dataProviderClass = TestModels.class)
  public void shortSequencesAreCopiedAfterAFewHundredUpdates(String engine) {
    List<int[]> examples = sequences(new Random(SEED), 2_000, 5);
    List<int[]> heldOut = sequences(new Random(SEED + 1), 200, 5);
    TestBatch batch = new TestBatch(heldOut, heldOut);
    int[] longest = new int[heldOut.size()];
    Arrays.fill(longest, 5 + 1);
    try (Model model = newModel(engine, 32);
        NDManager manager = model.getNDManager().newSubManager()) {
      train(model, examples, 300);
      int exact = 0;
      SearchConfig beam = SearchConfig.ofBeam(3);
      List<List<Hypothesis>> said = TestModels.search(model, manager, batch, beam, longest);
      for (int i = 0; i < heldOut.size(); i++) {
        List<Integer> expected = new ArrayList<>(Arrays.stream(heldOut.get(i)).boxed().toList());
        expected.add(SpecialToken.EOS.id());
        exact += said.get(i).get(0).tokens().equals(expected) ? 1 : 0;
      }
      assertTrue(exact >= 180, "only " + exact + " of 200 were copied");
    }
  }

  /** The bound of sockeye's system tests: 1.03 within 4,000 updates. */
  @Test
  public void longSequencesAreCopiedWithCertainty() {
    if (!TestModels.FULL) {
      throw new SkipException("takes half a minute: only with -Pfull");
    }
    List<int[]> examples = sequences(new Random(SEED), 10_000, 10);
    List<int[]> heldOut = sequences(new Random(SEED + 1), 500, 10);
    try (Model model = newModel(TestModels.PYTORCH, 64)) {
      train(model, examples, 4_000);
      double perplexity = perplexity(model, new TestBatch(heldOut, heldOut));
      assertTrue(perplexity <= 1.03, "perplexity " + perplexity);
    }
  }

  private static Model newModel(String engine, int hidden) {
    int vocabulary = FIRST + DIGITS;
    Seq2SeqConfig config =
        TestModels.with(
            Seq2SeqConfig.of(vocabulary, vocabulary),
            "embedding=16",
            "hidden=" + hidden,
            "dropout=0");
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

  private static void train(Model model, List<int[]> examples, int updates) {
    Random random = new Random(SEED);
    try (Trainer trainer = TestModels.trainer(model, 0.003f)) {
      for (int update = 0; update < updates; update++) {
        List<int[]> batch = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
          batch.add(examples.get(random.nextInt(examples.size())));
        }
        TestModels.train(trainer, new TestBatch(batch, batch));
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
