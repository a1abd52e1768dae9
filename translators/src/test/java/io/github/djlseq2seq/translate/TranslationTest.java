package io.github.djlseq2seq.translate;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertTrue;
import static org.testng.Assert.expectThrows;

import java.util.ArrayList;
import java.util.List;
import org.testng.annotations.Test;

public class TranslationTest {

  @Test
  public void doesNotChangeWithTheListsItWasMadeOf() {
    List<String> tokens = new ArrayList<>(List.of("yes"));
    List<Float> values = new ArrayList<>(List.of(-0.25f));
    List<Translation.UnknownWord> unknown =
        new ArrayList<>(List.of(new Translation.UnknownWord(0, "yes")));
    List<String> source = new ArrayList<>(List.of("oui"));
    List<Integer> unknownSource = new ArrayList<>(List.of(0));
    Translation.Candidate candidate =
        new Translation.Candidate("Yes", -0.5, -1, true, tokens, values, unknown, Alignment.EMPTY);
    List<Translation.Candidate> candidates = new ArrayList<>(List.of(candidate));
    Translation translation = new Translation(candidates, source, unknownSource, 0);
    for (List<?> list : List.of(tokens, values, unknown, source, unknownSource, candidates)) {
      list.clear();
    }
    assertEquals(translation.candidates(), List.of(candidate));
    assertEquals(translation.sourceTokens(), List.of("oui"));
    assertEquals(translation.unknownSourceTokens(), List.of(0));
    assertEquals(candidate.tokens(), List.of("yes"));
    assertEquals(candidate.tokenLogProbabilities(), List.of(-0.25f));
    assertEquals(candidate.unknownWords(), List.of(new Translation.UnknownWord(0, "yes")));
    expectThrows(UnsupportedOperationException.class, () -> candidate.tokens().clear());
    assertEquals(translation.best(), candidate);
    assertEquals(translation.text(), "Yes");
    assertEquals(translation.score(), -0.5);
  }

  @Test
  public void thatOfNothingHasOneEmptyCandidate() {
    Translation empty = Translation.EMPTY;
    assertEquals(empty.text(), "");
    assertEquals(empty.candidates().size(), 1);
    assertTrue(empty.best().ended());
    assertTrue(empty.best().attention().isEmpty());
    assertEquals(empty.truncatedTokens(), 0);
  }

  @Test
  public void whatDoesNotFitTogetherIsRefused() {
    IllegalArgumentException none =
        expectThrows(
            IllegalArgumentException.class,
            () -> new Translation(List.of(), List.of(), List.of(), 0));
    assertEquals(none.getMessage(), "candidates must have at least one, found none");
    IllegalArgumentException fewer =
        expectThrows(
            IllegalArgumentException.class,
            () ->
                new Translation.Candidate(
                    "a", 0, 0, true, List.of("a"), List.of(), List.of(), Alignment.EMPTY));
    assertEquals(
        fewer.getMessage(), "tokenLogProbabilities must be as many as the tokens, 1, found 0");
  }
}
