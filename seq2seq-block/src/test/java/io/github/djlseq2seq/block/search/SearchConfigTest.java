package io.github.djlseq2seq.block.search;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.expectThrows;

import java.util.List;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

/** How a search can be configured. */
public final class SearchConfigTest {

  @Test
  public void aBeamRanksByTheAverage() {
    assertEquals(SearchConfig.ofBeam(5), new SearchConfig(5, 1, 1));
    assertEquals(SearchConfig.ofBeam(5).rank(-6, 4), -1.5);
    assertEquals(new SearchConfig(5, 1, 0).rank(-6, 4), -6.0);
    assertEquals(new SearchConfig(5, 1, 0.5).rank(-6, 4), -3.0);
  }

  @DataProvider
  public Object[][] mistakes() {
    String penalty = "lengthPenalty must be 0 or more, found ";
    return new Object[][] {
      {0, 1, 1, "beam must be at least 1, found 0"},
      {65537, 1, 1, "beam must be at most 65536, found 65537"},
      {Integer.MAX_VALUE, 1, 1, "beam must be at most 65536, found 2147483647"},
      {3, 0, 1, "nBest must be from 1 to the beam's width 3, found 0"},
      {3, 4, 1, "nBest must be from 1 to the beam's width 3, found 4"},
      {3, 1, -0.5, penalty + "-0.5"},
      {3, 1, Double.NaN, penalty + "NaN"},
      {3, 1, Double.POSITIVE_INFINITY, penalty + "Infinity"},
      {3, 1, 10.5, "lengthPenalty must be at most 10, found 10.5"},
    };
  }

  @Test(dataProvider = "mistakes")
  public void mistakesAreNamed(int beam, int nBest, double penalty, String message) {
    IllegalArgumentException e =
        expectThrows(IllegalArgumentException.class, () -> new SearchConfig(beam, nBest, penalty));
    assertEquals(e.getMessage(), message);
  }

  @Test
  public void coverageIsPenalisedWithinLimits() {
    for (double penalty : new double[] {-1, Double.NaN, 1e7}) {
      IllegalArgumentException e =
          expectThrows(
              IllegalArgumentException.class,
              () -> new SearchConfig(2, 1, 1, LengthNorm.AVERAGE, penalty, 0, List.of(), null));
      String rule = penalty > 0 ? "at most 1000000" : "0 or more";
      assertEquals(e.getMessage(), "coveragePenalty must be " + rule + ", found " + penalty);
    }
  }
}
