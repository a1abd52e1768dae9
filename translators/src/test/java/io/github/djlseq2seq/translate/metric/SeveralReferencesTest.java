package io.github.djlseq2seq.translate.metric;

import static org.testng.Assert.assertEquals;

import java.util.List;
import org.testng.annotations.Test;

public class SeveralReferencesTest {

  private static final double EXACT = 1e-12;

  @Test
  public void bleuCountsWhatAnyReferenceHas() {
    // 1-grams 6 of 6; 2-grams 4 of 5, "cat sat" by the second; 3-grams 1 of 4; 4-grams 0 of 3,
    // smoothed 1/(2*3)
    double expected = 100 * Math.pow(4.0 / 5 / 4 / 6, 0.25);
    assertEquals(
        Bleu.score(one("the cat sat on the mat", "the cat is on the mat", "a cat sat there")),
        expected,
        1e-9);
    // "a" counts twice, as in the reference that has it most, and not three times: 1-grams 2 of 4,
    // 2-grams 1 of 3, the others 1/(2*2) and 1/(4*1)
    assertEquals(
        Bleu.score(one("a a a a", "a b c d", "a a c d")),
        100 * Math.pow(2.0 / 4 / 3 / 4 / 4, 0.25),
        1e-9);
  }

  @Test
  public void bleuTakesTheNearestLength() {
    // 4 and 6 are as near to 5: the shorter counts, and there is no penalty
    assertEquals(Bleu.score(one("a b c d e", "a b c d e f", "a b c d")), 100, 1e-9);
    assertEquals(Bleu.score(one("a b c d e", "a b c d", "a b c d e f")), 100, 1e-9);
    // 6 is nearer to 5 than 2
    assertEquals(
        Bleu.score(one("a b c d e", "x y", "a b c d e f")), 100 * Math.exp(1 - 6.0 / 5), 1e-9);
  }

  @Test
  public void chrfTakesTheBestOfEachHypothesis() {
    double best = 100 * (2.0 / 3 + 1.0 / 2 + 0) / 3;
    assertEquals(ChrF.score(one("abx", "zzz", "aby")), best, 1e-9);
    List<Segment> corpus =
        List.of(
            new Segment("abx", List.of("zzz", "aby")), new Segment("aby", List.of("abx", "zzz")));
    assertEquals(ChrF.score(corpus), best, 1e-9);
  }

  @Test
  public void errorRateTakesTheNearest() {
    assertEquals(ErrorRate.ofTokens(one("AH B C", "A B C D E F", "AH B")), 1 / 2.0, EXACT);
    List<Segment> corpus =
        List.of(
            new Segment("AH B C", List.of("A B C D E F", "AH B")),
            new Segment("D IY R", List.of("D IY ER", "D IY R")));
    assertEquals(ErrorRate.ofTokens(corpus), 1 / 5.0, EXACT);
    assertEquals(ErrorRate.ofCharacters(one("abc", "xyz", "abcd")), 1 / 4.0, EXACT);
  }

  @Test
  public void errorRateTakesTheFirstOfTwoAsNear() {
    assertEquals(ErrorRate.ofTokens(one("a b", "a", "a b c")), 1.0, EXACT);
    assertEquals(ErrorRate.ofTokens(one("a b", "a b c", "a")), 1 / 3.0, EXACT);
  }

  @Test
  public void exactMatchTakesAny() {
    List<Segment> corpus =
        List.of(
            new Segment("a", List.of("b", "a")),
            new Segment("c", List.of("b", "a")),
            new Segment("d", List.of("d")),
            new Segment("e", List.of("E")));
    assertEquals(ExactMatch.score(corpus), 0.5);
  }

  private static List<Segment> one(String hypothesis, String... references) {
    return List.of(new Segment(hypothesis, List.of(references)));
  }
}
