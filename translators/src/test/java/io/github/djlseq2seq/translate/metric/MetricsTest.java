package io.github.djlseq2seq.translate.metric;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertTrue;
import static org.testng.Assert.expectThrows;

import java.util.List;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

public class MetricsTest {

  private static final double EXACT = 1e-12;

  @Test
  public void bleuOfOneSentence() {
    // 1- to 4-grams: 5 of 6, 3 of 5, 2 of 4, 1 of 3
    double expected = 100 * Math.pow(5.0 / 6 * 3 / 5 * 2 / 4 * 1 / 3, 0.25);
    assertEquals(bleu("the cat sat on a mat", "the cat sat on the mat"), expected, 1e-9);
  }

  @Test
  public void bleuClipsAndSmoothsAndPunishesShortness() {
    // 1-grams: 2 of 4 ("the" counts once); the others smoothed: 1/(2*3), 1/(4*2), 1/(8*1)
    double smoothed = Math.pow(2.0 / 4 / 6 / 8 / 8, 0.25);
    assertEquals(bleu("the the the cat", "cat is the x"), 100 * smoothed, 1e-9);
    assertEquals(bleu("a b c d", "a b c d e f"), 100 * Math.exp(1 - 6.0 / 4), 1e-9);
    assertEquals(
        bleu("a b c d e f", "a b c d"), 100 * Math.pow(4.0 / 6 * 3 / 5 * 2 / 4 / 3, 0.25), 1e-9);
  }

  @Test
  public void bleuCountsOverTheCorpus() {
    List<String> hypotheses = List.of("a b c d", "x");
    assertEquals(bleu(hypotheses, hypotheses), 100, EXACT);
    // 1-grams 4 of 5, all others right: not the mean of 100 and 0
    assertEquals(bleu(hypotheses, List.of("a b c d", "y")), 100 * Math.pow(0.8, 0.25), 1e-9);
  }

  @Test
  public void bleuIsZeroWithoutMatchesOrFourGrams() {
    assertEquals(bleu("", ""), 0.0);
    assertEquals(bleu("a", ""), 0.0);
    assertEquals(bleu("", "a"), 0.0);
    assertEquals(bleu("a b c", "a b c"), 0.0);
    assertEquals(bleu("a b c d", "e f g h"), 0.0);
    assertEquals(Bleu.score(List.of()), 0.0);
  }

  @Test
  public void chrfOfOneSentence() {
    assertEquals(chrf("a b", "ab"), 100, EXACT);
    // one order: precision 1/2, recall 1/1; two characters against one leave no other order
    assertEquals(chrf("ab", "a"), 100 * 5 * 0.5 / (4 * 0.5 + 1), 1e-9);
    // orders 1 to 3: 2 of 3, 1 of 2, 0 of 1
    assertEquals(chrf("abx", "aby"), 100 * (2.0 / 3 + 1.0 / 2 + 0) / 3, 1e-9);
    // orders 1 to 3: precision 3/5, 1/4, 0/3, recall 3/3, 1/2, 0/1; longer ones the reference has
    // none of. The F-score is of the means, not the mean of F-scores.
    double precision = (3 / 5.0 + 1 / 4.0) / 3;
    double recall = (1 + 1 / 2.0) / 3;
    assertEquals(chrf("abxcy", "abc"), 100 * chrfOfMeans(precision, recall), 1e-9);
    // an order for which one of two references is too short counts in the other alone:
    // of order 1 4 of 5 characters are right, and all 4 are found
    assertEquals(
        ChrF.score(Segment.pairs(List.of("abc", "ab"), List.of("abc", "a"))),
        100 * chrfOfMeans((4 / 5.0 + 1 + 1) / 3, 1),
        1e-9);
    // an emoji is one character
    assertEquals(chrf("\uD83D\uDE00", "\uD83D\uDE01"), 0.0);
    assertEquals(chrf("", ""), 0.0);
    assertEquals(chrf("", "a"), 0.0);
    assertEquals(ChrF.score(List.of()), 0.0);
  }

  @Test
  public void exactMatchIsAShareOfLines() {
    assertEquals(
        ExactMatch.score(Segment.pairs(List.of("a", "b", "c", "d "), List.of("a", "b", "x", "d"))),
        0.5);
    assertEquals(ExactMatch.score(List.of()), 0.0);
  }

  @DataProvider
  static Object[][] edits() {
    return new Object[][] {
      {"a b c", "a b c", 0.0},
      {"a x c", "a b c", 1 / 3.0},
      {"a c", "a b c", 1 / 3.0},
      {"a b x c", "a b c", 1 / 3.0},
      {"b c d", "a b c d", 1 / 4.0},
      {"b a", "a b", 1.0},
      {"", "a b", 1.0},
      {"x y z", "a", 3.0},
      {"", "", 0.0},
      {"x", "", Double.POSITIVE_INFINITY},
      {"s i t t i n g", "k i t t e n", 3 / 6.0},
    };
  }

  @Test(dataProvider = "edits")
  public void errorRateCountsEdits(String hypothesis, String reference, double expected) {
    assertEquals(ErrorRate.ofTokens(one(hypothesis, reference)), expected, EXACT);
  }

  @Test
  public void errorRateCountsOverTheCorpus() {
    assertEquals(
        ErrorRate.ofTokens(Segment.pairs(List.of("a b c", "x"), List.of("a b c", "y"))),
        0.25,
        EXACT);
  }

  @Test
  public void errorRateOfCharactersLeavesWhiteSpaceOut() {
    assertEquals(ErrorRate.ofCharacters(one("ab c", "a bd")), 1 / 3.0, EXACT);
    assertEquals(ErrorRate.ofCharacters(one("\uC11C\uC6B8", "\uC11C\uC6B8\uC2DC")), 1 / 3.0, EXACT);
    assertEquals(ErrorRate.ofCharacters(one("a\uD83D\uDE00", "a\uD83D\uDE01")), 1 / 2.0, EXACT);
    assertEquals(ErrorRate.ofCharacters(one("a b", "a\u00A0b ")), 0.0);
  }

  @DataProvider
  static Object[][] texts() {
    return new Object[][] {
      {
        "L\u2019\u00C9COLE, «\u00A0c'est\u202Fbien\u2009!\u00A0»",
        "l ' école , \" c ' est bien ! \""
      },
      {"e\u0301te\u0301 2\u00BD", "été 2½"},
      {"  a\tb\u3000c ", "a b c"},
      {"ok\uD83D\uDE00", "ok \uD83D\uDE00"},
      {"ΟΔΟΣ", "οδος"},
      {"\u201EHaus\u201C, \u2039ja\u203A \u201Awas\u2018", "\" haus \" , ' ja ' ' was '"},
      {"\u0645\u06CC\u200C\u062E", "\u0645\u06CC\u200C\u062E"},
      {"", ""},
    };
  }

  @Test(dataProvider = "texts")
  public void textHasOneForm(String text, String expected) {
    assertEquals(MetricText.normalize(text), expected);
    assertEquals(MetricText.normalize(expected), expected);
  }

  @Test
  public void plainTextIsEvenedOutWhereNobodySees() {
    assertEquals(MetricText.plain(" L\u2019e\u0301te\u0301\u00A0! "), "L\u2019\u00E9t\u00E9 !");
    assertEquals(MetricText.plain("\u1112\u1161\u11AB"), "\uD55C");
  }

  @Test
  public void unequalSizesAreRefused() {
    Exception e =
        expectThrows(
            IllegalArgumentException.class, () -> Segment.pairs(List.of("a"), List.of("a", "b")));
    assertTrue(e.getMessage().endsWith("found 1 and 2"), e.getMessage());
    e = expectThrows(IllegalArgumentException.class, () -> new Segment("a", List.of()));
    assertTrue(e.getMessage().endsWith("at least one, found none for \"a\""), e.getMessage());
  }

  private static double bleu(String hypothesis, String... references) {
    return Bleu.score(one(hypothesis, references));
  }

  private static double bleu(List<String> hypotheses, List<String> references) {
    return Bleu.score(Segment.pairs(hypotheses, references));
  }

  private static double chrfOfMeans(double precision, double recall) {
    return 5 * precision * recall / (4 * precision + recall);
  }

  private static double chrf(String hypothesis, String... references) {
    return ChrF.score(one(hypothesis, references));
  }

  private static List<Segment> one(String hypothesis, String... references) {
    return List.of(new Segment(hypothesis, List.of(references)));
  }
}
