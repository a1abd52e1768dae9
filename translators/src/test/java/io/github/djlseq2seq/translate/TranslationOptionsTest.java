package io.github.djlseq2seq.translate;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertTrue;
import static org.testng.Assert.expectThrows;

import java.util.HashMap;
import java.util.Map;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

public class TranslationOptionsTest {

  @DataProvider
  static Object[][] sameArguments() {
    return new Object[][] {
      {Map.of("beam", 7, "nBest", 2, "lengthPenalty", 0.6, "maxLength", 50)},
      {Map.of("beam", 7.0, "nBest", 2.0, "lengthPenalty", 0.6, "maxLength", 50.0)},
      {Map.of("beam", "7", "nBest", "2", "lengthPenalty", "0.6", "maxLength", "50")},
      {Map.of("beam", "7.0", "nBest", " 2", "lengthPenalty", "6e-1", "maxLength", "5.0E1")},
      {Map.of("beam", 7L, "nBest", 2f, "lengthPenalty", "0.60", "maxLength", 50, "Beam", "x")},
    };
  }

  @Test(dataProvider = "sameArguments")
  public void numbersAndTheirSpellingsAreTheSame(Map<String, ?> arguments) {
    assertEquals(TranslationOptions.from(arguments), new TranslationOptions(7, 2, 0.6, 50));
  }

  @Test
  public void whatIsNotGivenHasItsDefault() {
    assertEquals(TranslationOptions.from(Map.of()), TranslationOptions.DEFAULT);
    assertEquals(TranslationOptions.DEFAULT, new TranslationOptions(5, 1, 1, 0));
    Map<String, Object> arguments = new HashMap<>();
    arguments.put("beam", null);
    arguments.put("engine", "PyTorch");
    assertEquals(TranslationOptions.from(arguments), TranslationOptions.DEFAULT);
  }

  @DataProvider
  static Object[][] badArguments() {
    return new Object[][] {
      {"beam", "five", "\"beam\" must be a whole number, found \"five\""},
      {"beam", 2.5, "\"beam\" must be a whole number, found \"2.5\""},
      {"beam", "", "\"beam\" must be a whole number, found \"\""},
      {"beam", 1e10, "\"beam\" must be a whole number, found \"1.0E10\""},
      {"beam", 0, "beam must be at least 1, found 0"},
      {"nBest", 0, "nBest must be from 1 to the beam's width 5, found 0"},
      {"nBest", 6, "nBest must be from 1 to the beam's width 5, found 6"},
      {"lengthPenalty", -1, "lengthPenalty must be 0 or more, found -1.0"},
      {"lengthPenalty", "NaN", "\"lengthPenalty\" must be a number, found \"NaN\""},
      {"lengthPenalty", "Infinity", "\"lengthPenalty\" must be a number, found \"Infinity\""},
      {"lengthPenalty", "much", "\"lengthPenalty\" must be a number, found \"much\""},
      {"maxLength", -1, "maxLength must be 0 or more, found -1"},
    };
  }

  @Test(dataProvider = "badArguments")
  public void badArgumentsAreRefusedByName(String name, Object value, String rule) {
    IllegalArgumentException e =
        expectThrows(
            IllegalArgumentException.class, () -> TranslationOptions.from(Map.of(name, value)));
    assertTrue(e.getMessage().startsWith("arguments"), e.getMessage());
    assertTrue(e.getMessage().endsWith(rule), e.getMessage());
  }

  @Test
  public void theConstructorRefusesTheSame() {
    expectThrows(IllegalArgumentException.class, () -> new TranslationOptions(0, 1, 1, 0));
    expectThrows(IllegalArgumentException.class, () -> new TranslationOptions(5, 6, 1, 0));
    for (double penalty : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      expectThrows(IllegalArgumentException.class, () -> new TranslationOptions(5, 1, penalty, 0));
    }
    expectThrows(IllegalArgumentException.class, () -> new TranslationOptions(5, 1, 1, -1));
  }

  @Test
  public void theMostTokensFollowTheSourceUnlessTheyAreGiven() {
    assertEquals(TranslationOptions.DEFAULT.limit(1), 22);
    assertEquals(TranslationOptions.DEFAULT.limit(200), 420);
    assertEquals(new TranslationOptions(5, 1, 1, 7).limit(200), 7);
    assertEquals(new TranslationOptions(5, 1, 1, Integer.MAX_VALUE).limit(1), Integer.MAX_VALUE);
  }
}
