package io.github.djlseq2seq.translate;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertFalse;
import static org.testng.Assert.assertNotEquals;
import static org.testng.Assert.assertTrue;
import static org.testng.Assert.expectThrows;

import java.util.List;
import org.testng.annotations.Test;

public class AlignmentTest {

  private static final List<String> SOURCE = List.of("un", "deux", "trois");
  private static final List<String> TARGET = List.of("one", "two");

  private static float[][] weights() {
    return new float[][] {{0.5f, 0.25f, 0.25f}, {0, 1, 0}};
  }

  @Test
  public void hasARowForEachTargetTokenAndAColumnForEachOfTheSource() {
    Alignment alignment = Alignment.of(SOURCE, TARGET, weights());
    assertEquals(alignment.rows(), 2);
    assertEquals(alignment.columns(), 3);
    assertEquals(alignment.sourceTokens(), SOURCE);
    assertEquals(alignment.targetTokens(), TARGET);
    assertEquals(alignment.weight(0, 1), 0.25f);
    assertEquals(alignment.row(1), new float[] {0, 1, 0});
    assertFalse(alignment.isEmpty());
    assertEquals(alignment.toString(), "Alignment(2 x 3)");
  }

  @Test
  public void doesNotChange() {
    float[][] weights = weights();
    Alignment alignment = Alignment.of(SOURCE, TARGET, weights);
    weights[0][0] = 9;
    alignment.row(0)[0] = 9;
    assertEquals(alignment, Alignment.of(SOURCE, TARGET, weights()));
    assertEquals(alignment.hashCode(), Alignment.of(SOURCE, TARGET, weights()).hashCode());
    assertNotEquals(alignment, Alignment.of(SOURCE, TARGET, weights));
    assertNotEquals(alignment, Alignment.of(SOURCE, List.of("a", "b"), weights()));
    assertNotEquals(alignment, Alignment.of(TARGET, List.of(), new float[0][]));
  }

  @Test
  public void aSourceNeedNotHaveTokens() {
    Alignment alignment = Alignment.of(List.of(), TARGET, weights());
    assertEquals(alignment.columns(), 3);
    assertFalse(alignment.isEmpty());
  }

  @Test
  public void ofNothingIsEmpty() {
    assertTrue(Alignment.EMPTY.isEmpty());
    assertEquals(Alignment.EMPTY.rows(), 0);
    assertEquals(Alignment.EMPTY.columns(), 0);
    assertTrue(Alignment.of(SOURCE, List.of(), new float[0][]).isEmpty());
  }

  @Test
  public void whatDoesNotFitTogetherIsRefused() {
    refused(SOURCE, List.of("one"), "weights must have one row a target token, 1, found 2");
    refused(
        List.of("un"),
        TARGET,
        "row 0 of weights must have one weight a source position, 1, found 3");
    IllegalArgumentException ragged =
        expectThrows(
            IllegalArgumentException.class,
            () -> Alignment.of(List.of(), TARGET, new float[][] {{1}, {0, 1}}));
    assertEquals(
        ragged.getMessage(), "row 1 of weights must have one weight a source position, 1, found 2");
    Alignment alignment = Alignment.of(SOURCE, TARGET, weights());
    expectThrows(IndexOutOfBoundsException.class, () -> alignment.weight(2, 0));
    expectThrows(IndexOutOfBoundsException.class, () -> alignment.row(-1));
  }

  private static void refused(List<String> source, List<String> target, String message) {
    IllegalArgumentException e =
        expectThrows(IllegalArgumentException.class, () -> Alignment.of(source, target, weights()));
    assertEquals(e.getMessage(), message);
  }
}
