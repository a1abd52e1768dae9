package io.github.djlseq2seq.cli;

import static org.testng.Assert.assertEquals;

import io.github.djlseq2seq.translate.metric.Metric;
import java.util.List;
import org.testng.annotations.Test;

public class ScoresTest {

  private final Scores scores = new Scores(3, 4);

  public ScoresTest() {
    scores.add(Metric.PERPLEXITY, 1234.5678, "perplexity|tok:model");
    scores.add(Metric.EXACT, 100 / 3.0, "exact|tok:none");
  }

  @Test
  public void tableHasAScoreALine() {
    assertEquals(
        scores.table().lines().toList(),
        List.of(
            "sentences   3",
            "references  4",
            "perplexity  1234.57  perplexity|tok:model",
            "exact        33.33  exact|tok:none"));
  }

  @Test
  public void jsonHasUnroundedScoresAndSignatures() {
    assertEquals(
        scores.json(),
        """
        {
          "sentences": 3,
          "references": 4,
          "perplexity": 1234.5678,
          "exact": 33.333333333333336,
          "signature": {
            "perplexity": "perplexity|tok:model",
            "exact": "exact|tok:none"
          }
        }""");
  }
}
