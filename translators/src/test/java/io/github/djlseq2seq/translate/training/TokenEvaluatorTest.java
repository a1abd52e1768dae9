package io.github.djlseq2seq.translate.training;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertTrue;
import static org.testng.Assert.expectThrows;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.evaluator.Evaluator;
import io.github.djlseq2seq.translate.Engines;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

/** Accuracy, perplexity and loss are means over all tokens, and not over batches. */
public class TokenEvaluatorTest {

  private static final double RELATIVE = 1e-5;
  private static final double SMOOTHING = 0.2;
  private static final String[] KEYS = {"epoch", "all"};

  /** An evaluator, and what it is to give for batches. */
  private record Case(Evaluator evaluator, Function<List<LossExample>, Double> expected) {

    @Override
    public String toString() {
      return evaluator.getName();
    }
  }

  private static double mean(List<LossExample> batches, Function<LossExample, Double> sum) {
    double tokens = batches.stream().mapToInt(LossExample::tokens).sum();
    return batches.stream().mapToDouble(sum::apply).sum() / tokens;
  }

  private static Function<LossExample, Double> loss(double smoothing) {
    return batch -> batch.expectedLoss(smoothing) * batch.tokens();
  }

  @DataProvider
  static Object[][] cases() {
    List<Object[]> rows = new ArrayList<>();
    for (Object[] engine : Engines.engines()) {
      rows.add(
          new Object[] {
            engine[0],
            new Case(new TokenAccuracy(), batches -> mean(batches, batch -> (double) batch.right()))
          });
      rows.add(
          new Object[] {
            engine[0], new Case(new Perplexity(), batches -> Math.exp(mean(batches, loss(0))))
          });
      rows.add(
          new Object[] {
            engine[0],
            new Case(new MaskedNllLoss(SMOOTHING), batches -> mean(batches, loss(SMOOTHING)))
          });
    }
    return rows.toArray(Object[][]::new);
  }

  @Test(dataProvider = "cases")
  public void meansAreOverAllTokensOfAllBatches(String engine, Case value) {
    // Few tokens and many, so that a mean of means is another number.
    List<LossExample> batches =
        List.of(
            LossExample.random(1, 1, 1, 7, 0),
            LossExample.random(2, 9, 8, 7, Float.POSITIVE_INFINITY),
            LossExample.random(3, 3, 2, 7, Float.NEGATIVE_INFINITY));
    double ofMeans =
        batches.stream().mapToDouble(batch -> value.expected().apply(List.of(batch))).sum() / 3;
    double expected = value.expected().apply(batches);
    assertTrue(Math.abs(ofMeans - expected) > 0.01 * expected, "the test must tell them apart");
    Evaluator evaluator = value.evaluator();
    try (NDManager manager = Engines.newManager(engine)) {
      for (String key : KEYS) {
        evaluator.addAccumulator(key);
      }
      evaluator.addAccumulator("other");
      assertEquals(evaluator.getAccumulator("epoch"), Float.NaN, "before the first batch");
      for (LossExample batch : batches) {
        NDList labels = batch.labelArrays(manager);
        NDList predictions = new NDList(batch.predictions(manager));
        double own = value.expected().apply(List.of(batch));
        assertEquals(evaluator.evaluate(labels, predictions).getFloat(), own, RELATIVE * own);
        evaluator.updateAccumulators(KEYS, labels, predictions);
        evaluator.resetAccumulator("other");
        evaluator.updateAccumulator("other", labels, predictions);
        assertEquals(evaluator.getAccumulator("other"), own, RELATIVE * own, "after a reset");
      }
      for (String key : KEYS) {
        assertEquals(evaluator.getAccumulator(key), expected, RELATIVE * expected, key);
      }
      expectThrows(IllegalArgumentException.class, () -> evaluator.getAccumulator("none"));
    }
  }
}
