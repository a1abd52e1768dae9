package io.github.djlseq2seq.cli;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertThrows;

import io.github.djlseq2seq.translate.metric.Metric;
import io.github.djlseq2seq.translate.metric.Segment;
import io.github.djlseq2seq.translate.metric.TextForm;
import java.util.List;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

public class MetricTest {

  private static final List<Segment> ONE = one("The cat, (3.5) sat.", "the cat , ( 3.5 ) sat.");

  /** A metric, a form, the score of {@link #ONE} in it and the signature. */
  @DataProvider
  static Object[][] metrics() {
    double smoothed = Math.pow(7.0 / 8 * 6 / 7 * 5 / 6 * 4 / 5, 0.25);
    return new Object[][] {
      // 13a makes 8 tokens of either, of which all but "The" are right
      {
        Metric.BLEU,
        TextForm.PLAIN,
        100 * smoothed,
        "bleu|nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|form:plain"
      },
      {
        Metric.BLEU,
        TextForm.NORMALIZED,
        100.0,
        "bleu|nrefs:1|case:lower|eff:no|tok:none|smooth:exp|form:normalized"
      },
      {
        Metric.CHRF,
        TextForm.NORMALIZED,
        100.0,
        "chrf|nrefs:1|case:lower|eff:yes|nc:6|nw:0|space:no|form:normalized"
      },
      // The cat, (3.5) sat. -> the cat , ( 3.5 ) sat.: 3 words substituted, 3 inserted, of 7
      {Metric.WER, TextForm.PLAIN, 600 / 7.0, "wer|nrefs:1|case:mixed|tok:space|form:plain"},
      {Metric.WER, TextForm.NORMALIZED, 0.0, "wer|nrefs:1|case:lower|tok:space|form:normalized"},
      {Metric.PER, TextForm.PLAIN, 600 / 7.0, "per|nrefs:1|case:mixed|tok:space|form:plain"},
      {Metric.PER, TextForm.NORMALIZED, 600 / 7.0, "per|nrefs:1|case:mixed|tok:space|form:plain"},
      // 1 of 16 characters
      {Metric.CER, TextForm.PLAIN, 100 / 16.0, "cer|nrefs:1|case:mixed|tok:char|form:plain"},
      {Metric.EXACT, TextForm.PLAIN, 0.0, "exact|nrefs:1|case:mixed|tok:none|form:plain"},
      {
        Metric.EXACT,
        TextForm.NORMALIZED,
        100.0,
        "exact|nrefs:1|case:lower|tok:none|form:normalized"
      },
    };
  }

  @Test(dataProvider = "metrics")
  public void scoresInAFormAndSaysWhich(
      Metric metric, TextForm form, double score, String signature) {
    assertEquals(metric.score(ONE, form), score, 1e-9);
    assertEquals(metric.signature(ONE, form), signature);
  }

  @Test
  public void plainChrfIsOfTheTextAsItIs() {
    // entities stay, and case counts: 1-grams "a" of "a" and "A"
    assertEquals(Metric.CHRF.score(one("&amp;", "&amp;"), TextForm.PLAIN), 100, 1e-9);
    assertEquals(Metric.CHRF.score(one("&amp;", "&"), TextForm.PLAIN), 100 * 5 * 0.2 / 1.8, 1e-9);
    assertEquals(Metric.CHRF.score(one("A", "a"), TextForm.PLAIN), 0.0);
  }

  @Test
  public void exactMatchLeavesSpacesAndComposedLettersOutOfAccount() {
    assertEquals(Metric.EXACT.score(one("L \u00E9", " L  e\u0301 "), TextForm.PLAIN), 100.0);
  }

  @Test
  public void unequalNumbersOfReferencesAreSaid() {
    List<Segment> segments =
        List.of(new Segment("a", List.of("a")), new Segment("b", List.of("a", "b")));
    assertEquals(
        Metric.CER.signature(segments, TextForm.PLAIN),
        "cer|nrefs:var|case:mixed|tok:char|form:plain");
    assertEquals(
        Metric.CER.signature(segments.subList(1, 2), TextForm.PLAIN),
        "cer|nrefs:2|case:mixed|tok:char|form:plain");
  }

  @Test
  public void stressCanBeIgnored() {
    List<Segment> segments = List.of(new Segment("AH0 B IY1 T", List.of("IH0 B", "AH1 B IY0 T")));
    assertEquals(Metric.PER.score(segments, TextForm.PLAIN), 50, 1e-9);
    assertEquals(
        EvaluateCommand.withoutStress(segments),
        List.of(new Segment("AH B IY T", List.of("IH B", "AH B IY T"))));
  }

  @Test
  public void perplexityIsOfTheModel() {
    assertEquals(Metric.PERPLEXITY.signature(ONE, TextForm.PLAIN), "perplexity|tok:model");
    assertThrows(IllegalStateException.class, () -> Metric.PERPLEXITY.score(ONE, TextForm.PLAIN));
  }

  private static List<Segment> one(String hypothesis, String reference) {
    return List.of(new Segment(hypothesis, List.of(reference)));
  }
}
