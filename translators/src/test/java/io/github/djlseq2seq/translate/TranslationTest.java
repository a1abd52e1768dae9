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
    List<String> source = new ArrayList<>(List.of("oui"));
    Translation.Candidate candidate = new Translation.Candidate("Yes", -0.5, tokens, true);
    List<Translation.Candidate> candidates = new ArrayList<>(List.of(candidate));
    Translation translation = new Translation("Yes", -0.5, candidates, source, 0);
    tokens.clear();
    source.clear();
    candidates.clear();
    assertEquals(translation.candidates(), List.of(candidate));
    assertEquals(translation.sourceTokens(), List.of("oui"));
    assertEquals(candidate.tokens(), List.of("yes"));
    expectThrows(UnsupportedOperationException.class, () -> candidate.tokens().clear());
  }

  @Test
  public void thatOfNothingHasOneEmptyCandidate() {
    Translation empty = Translation.EMPTY;
    assertEquals(empty.text(), "");
    assertEquals(empty.candidates().size(), 1);
    assertTrue(empty.candidates().get(0).ended());
    assertEquals(empty.truncatedTokens(), 0);
  }
}
