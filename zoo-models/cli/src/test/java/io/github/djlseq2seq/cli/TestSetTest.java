package io.github.djlseq2seq.cli;

import static org.testng.Assert.assertEquals;

import io.github.djlseq2seq.translate.corpus.SentencePair;
import io.github.djlseq2seq.translate.metric.Segment;
import java.util.List;
import java.util.Map;
import org.testng.annotations.Test;

public class TestSetTest {

  private static final Map<String, String> TRANSLATIONS = Map.of("a", "A AH0", "b", "B");

  private final TestSet set =
      new TestSet(
          List.of(
              new SentencePair("a", "AH0"),
              new SentencePair("b", "B IY1"),
              new SentencePair("a", "EY1"),
              new SentencePair("a", "AH0")));

  @Test
  public void translatesEachSourceOnce() {
    assertEquals(set.sources(), List.of("a", "b"));
    assertEquals(set.lines(TRANSLATIONS), List.of("A AH0", "B", "A AH0", "A AH0"));
  }

  @Test
  public void linesOfOneSourceAreItsReferences() {
    assertEquals(
        set.segments(TRANSLATIONS, TestSet.References.SOURCE),
        List.of(new Segment("A AH0", List.of("AH0", "EY1")), new Segment("B", List.of("B IY1"))));
  }

  @Test
  public void everyLineIsASentenceOnRequest() {
    assertEquals(
        set.segments(TRANSLATIONS, TestSet.References.LINE),
        List.of(
            new Segment("A AH0", List.of("AH0")),
            new Segment("B", List.of("B IY1")),
            new Segment("A AH0", List.of("EY1")),
            new Segment("A AH0", List.of("AH0"))));
  }
}
