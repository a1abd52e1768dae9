package io.github.djlseq2seq.translate.metric;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

/** What holds of any corpus, here of random ones. */
public class MetricPropertiesTest {

  private static final double EXACT = 1e-9;
  private static final ToDoubleFunction<List<Segment>> BLEU = Bleu::score;
  private static final ToDoubleFunction<List<Segment>> CHRF = ChrF::score;
  private static final ToDoubleFunction<List<Segment>> TOKENS = ErrorRate::ofTokens;
  private static final ToDoubleFunction<List<Segment>> CHARACTERS = ErrorRate::ofCharacters;
  private static final ToDoubleFunction<List<Segment>> MATCH = ExactMatch::score;

  /** The metrics, what they are of hypotheses that are right, and of hypotheses that are empty. */
  @DataProvider
  static Object[][] metrics() {
    return new Object[][] {
      {BLEU, 100, 0}, {CHRF, 100, 0}, {TOKENS, 0, 1}, {CHARACTERS, 0, 1}, {MATCH, 1, 0},
    };
  }

  @Test(dataProvider = "metrics")
  public void whatIsRightHasTheBestScore(
      ToDoubleFunction<List<Segment>> metric, double best, double worst) {
    List<Segment> right =
        corpus(1, 2).stream().map(s -> new Segment(s.references().get(1), s.references())).toList();
    assertEquals(metric.applyAsDouble(right), best, EXACT);
  }

  @Test(dataProvider = "metrics")
  public void nothingHasTheWorstScore(
      ToDoubleFunction<List<Segment>> metric, double best, double worst) {
    List<Segment> empty = corpus(2, 1).stream().map(s -> new Segment("", s.references())).toList();
    assertEquals(metric.applyAsDouble(empty), worst, EXACT);
  }

  @Test(dataProvider = "metrics")
  public void theOrderOfTheCorpusDoesNotCount(
      ToDoubleFunction<List<Segment>> metric, double best, double worst) {
    List<Segment> corpus = corpus(3, 3);
    double score = metric.applyAsDouble(corpus);
    List<Segment> shuffled = new ArrayList<>(corpus);
    Collections.shuffle(shuffled, new Random(4));
    assertEquals(metric.applyAsDouble(shuffled), score, EXACT);
    assertTrue(
        score > Math.min(best, worst) && score < Math.max(best, worst),
        "a score that says nothing: " + score);
  }

  @Test(dataProvider = "metrics")
  public void aReferenceTwiceIsAReferenceOnce(
      ToDoubleFunction<List<Segment>> metric, double best, double worst) {
    List<Segment> corpus = corpus(5, 2);
    List<Segment> twice = new ArrayList<>();
    for (Segment segment : corpus) {
      List<String> references = new ArrayList<>(segment.references());
      references.addAll(segment.references());
      twice.add(new Segment(segment.hypothesis(), references));
    }
    assertEquals(metric.applyAsDouble(twice), metric.applyAsDouble(corpus), EXACT);
  }

  @Test
  public void editsAreAsManyInBothDirections() {
    for (Segment segment : corpus(6, 1)) {
      String hypothesis = segment.hypothesis();
      String reference = segment.references().get(0);
      double there = ErrorRate.ofTokens(Segment.pairs(List.of(hypothesis), List.of(reference)));
      double back = ErrorRate.ofTokens(Segment.pairs(List.of(reference), List.of(hypothesis)));
      assertEquals(there * tokens(reference), back * tokens(hypothesis), EXACT);
    }
  }

  @Test
  public void anotherReferenceDoesNoHarm() {
    for (Segment segment : corpus(7, 3)) {
      List<Segment> all = List.of(segment);
      List<Segment> some =
          List.of(new Segment(segment.hypothesis(), segment.references().subList(0, 2)));
      assertTrue(ChrF.score(all) >= ChrF.score(some) - EXACT);
      assertTrue(ExactMatch.score(all) >= ExactMatch.score(some));
    }
  }

  private static int tokens(String line) {
    return MetricText.tokens(line).size();
  }

  /** Sentences of 1 to 9 of few words, so that they have something in common. */
  private static List<Segment> corpus(long seed, int references) {
    Random random = new Random(seed);
    return IntStream.range(0, 60)
        .mapToObj(
            i ->
                new Segment(
                    sentence(random),
                    IntStream.range(0, references).mapToObj(j -> sentence(random)).toList()))
        .toList();
  }

  private static String sentence(Random random) {
    List<String> words = List.of("a", "to", "the", "cat");
    int length = 1 + random.nextInt(9);
    return String.join(
        " ",
        IntStream.range(0, length).mapToObj(i -> words.get(random.nextInt(words.size()))).toList());
  }
}
