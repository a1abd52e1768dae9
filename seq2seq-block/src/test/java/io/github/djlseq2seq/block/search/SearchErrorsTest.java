package io.github.djlseq2seq.block.search;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.expectThrows;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

/** Models that no search can be made with: an error, never some output. */
public final class SearchErrorsTest {

  private static final float NEVER = Float.NEGATIVE_INFINITY;
  private static final int SMALL = 6;

  @Test
  public void aModelThatSaysNothingIsAnError() {
    float[] damaged = new float[SMALL];
    Arrays.fill(damaged, NEVER);
    String rest = "no token has a finite log-probability; the model's parameters are damaged";
    isDamage(damaged, SearchConfig.ofBeam(2), rest);
  }

  @DataProvider
  public Object[][] notNumbers() {
    Sampling sampling = new Sampling(1, 0, 1, 1);
    SearchConfig drawn = new SearchConfig(2, 1, 1, LengthNorm.AVERAGE, 0, 0, List.of(), sampling);
    return Stream.of(Float.NaN, Float.POSITIVE_INFINITY)
        .flatMap(
            value ->
                Stream.of(SearchConfig.ofBeam(1), SearchConfig.ofBeam(2), drawn)
                    .map(config -> new Object[] {value, config}))
        .toArray(Object[][]::new);
  }

  /** Also where all other tokens have numbers: none of them can be trusted. */
  @Test(dataProvider = "notNumbers")
  public void aTokenWithoutNumberIsAnError(float value, SearchConfig config) {
    for (int token = 0; token < SMALL; token++) {
      float[] damaged = {-3, -3, -3, -4, -2, -1};
      damaged[token] = value;
      String rest = "token %d has the log-probability %s; the model's parameters are damaged";
      isDamage(damaged, config, rest.formatted(token, value));
    }
  }

  /** Damage that shows at some step, in one sentence of two. */
  private static void isDamage(float[] damaged, SearchConfig config, String message) {
    // Nothing but the last token, so that every search goes on.
    float[] sound = {NEVER, NEVER, NEVER, NEVER, NEVER, -1};
    for (int bad = 0; bad < 3; bad++) {
      int step = bad;
      TableModel.Table table =
          (sentence, prefix) -> sentence == 1 && prefix.size() > step ? damaged : sound;
      IllegalStateException e =
          expectThrows(
              IllegalStateException.class, () -> SearchTest.search(table, SMALL, config, 5, 5));
      assertEquals(e.getMessage(), "step " + step + ": " + message);
    }
  }

  /** In one of two hypotheses, neither of which the other would hide. */
  @Test
  public void oneHypothesisWithoutNumbersIsAnError() {
    float[] sound = {NEVER, NEVER, NEVER, -9, -1, -1.5f};
    float[] damaged = new float[SMALL];
    Arrays.fill(damaged, Float.NaN);
    for (int first : new int[] {4, 5}) {
      TableModel.Table table =
          (sentence, prefix) -> prefix.size() > 1 && prefix.get(1) == first ? damaged : sound;
      expectThrows(
          IllegalStateException.class,
          () -> SearchTest.search(table, SMALL, SearchConfig.ofBeam(2), 5));
    }
  }

  @Test
  public void aStepHasNoMoreScoresThanABufferHolds() {
    TableModel.Table table =
        (sentence, prefix) -> {
          throw new AssertionError("no step before the check");
        };
    // 2^16 hypotheses by 2^13 tokens are 2^29 scores, of 4 bytes each: one too many.
    IllegalArgumentException e =
        expectThrows(
            IllegalArgumentException.class,
            () -> SearchTest.search(table, 1 << 13, SearchConfig.ofBeam(1 << 16), 5));
    assertEquals(
        e.getMessage(), "beam must be at most 65535 for 1 sentences and 8192 tokens, found 65536");
    e =
        expectThrows(
            IllegalArgumentException.class,
            () -> SearchTest.search(table, 50_000, SearchConfig.ofBeam(30_000), 5, 5, 5));
    assertEquals(
        e.getMessage(), "beam must be at most 3579 for 3 sentences and 50000 tokens, found 30000");
  }
}
