package io.github.djlseq2seq.translate;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertTrue;
import static org.testng.Assert.expectThrows;

import io.github.djlseq2seq.block.search.SearchTask;
import io.github.djlseq2seq.translate.text.LetterCase;
import io.github.djlseq2seq.translate.text.TextConfig;
import io.github.djlseq2seq.translate.text.TextPipeline;
import io.github.djlseq2seq.translate.text.TokenVocabulary;
import io.github.djlseq2seq.translate.text.TokenizerType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.testng.Assert.ThrowingRunnable;
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
    assertEquals(
        TranslationOptions.from(arguments),
        TranslationOptions.DEFAULT.with("beam=7", "nBest=2", "lengthPenalty=0.6", "maxLength=50"));
  }

  @Test
  public void whatIsNotGivenHasItsDefault() {
    assertEquals(TranslationOptions.from(Map.of()), TranslationOptions.DEFAULT);
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
      {"lengthNorm", "bert", "must be one of average, gnmt, found \"bert\""},
      {"coveragePenalty", -1, "coveragePenalty must be 0 or more, found -1.0"},
      {"minLength", -1, "minLength must be 0 or more, found -1"},
      {"noRepeatNgram", -1, "noRepeatNgram must be 0 or more, found -1"},
      {"temperature", 0, "temperature must be above 0, found 0.0"},
      {"topK", -1, "topK must be 0 or more, found -1"},
      {"topP", 1.5, "topP must be above 0, at most 1, found 1.5"},
      {"maxLengthRatio", -2, "maxLengthRatio must be 0 or more, found -2.0"},
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
    expectThrows(IllegalArgumentException.class, () -> TranslationOptions.DEFAULT.with("beam=0"));
    expectThrows(IllegalArgumentException.class, () -> TranslationOptions.DEFAULT.with("nBest=6"));
    for (double penalty : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      expectThrows(
          IllegalArgumentException.class,
          () -> TranslationOptions.DEFAULT.with("lengthPenalty=" + penalty));
    }
    expectThrows(
        IllegalArgumentException.class, () -> TranslationOptions.DEFAULT.with("maxLength=-1"));
  }

  @Test
  public void lengthsFollowTheSourceUnlessTheyAreGiven() {
    assertEquals(task(TranslationOptions.DEFAULT, 1).maxLength(), 22);
    assertEquals(task(TranslationOptions.DEFAULT, 200).maxLength(), 420);
    assertEquals(task(TranslationOptions.DEFAULT.with("maxLengthRatio=0.5"), 3).maxLength(), 22);
    assertEquals(task(TranslationOptions.DEFAULT.with("maxLength=7"), 200).maxLength(), 7);
    assertEquals(
        task(TranslationOptions.DEFAULT.with("maxLength=2147483647"), 1).maxLength(),
        Integer.MAX_VALUE);
    assertEquals(task(TranslationOptions.DEFAULT, 5).minLength(), 0);
    assertEquals(task(TranslationOptions.DEFAULT.with("minLengthRatio=0.5"), 5).minLength(), 3);
    assertEquals(
        task(TranslationOptions.DEFAULT.with("minLengthRatio=2", "maxLength=4"), 5).minLength(), 4);
  }

  /** What is asked for by name is not cut down to what is usual. */
  @Test
  public void whatMustBeLongMayBeAsLong() {
    SearchTask least = task(TranslationOptions.DEFAULT.with("minLength=50"), 3);
    assertEquals(least.minLength(), 50);
    assertEquals(least.maxLength(), 50);
    SearchTask ratio = task(TranslationOptions.DEFAULT.with("minLengthRatio=10"), 5);
    assertEquals(ratio.minLength(), 50);
    assertEquals(ratio.maxLength(), 50);
    String prefix = "one two three four ".repeat(7).strip();
    TranslationOptions begun =
        TranslationOptions.DEFAULT.with("prefix=" + prefix, "maxLengthRatio=0");
    assertEquals(task(begun, 1).prefix().size(), 28);
    assertEquals(task(begun, 1).maxLength(), 28);
  }

  @Test
  public void wordsOfAPrefixMustBeKnownAndNotTooMany() {
    TextPipeline target = TinyModel.TEXT.target();
    int id = target.encode("two").ids()[0];
    assertEquals(task(TranslationOptions.DEFAULT.with("prefix=two"), 1).prefix(), List.of(id));
    refused("prefix=qqq", "prefix must be of tokens that the model knows, found \"qqq\"");
    refused(
        "prefix=" + "one ".repeat(TinyModel.MAX_TOKENS + 1),
        "prefix must have at most as many tokens as the model reads, 30, found 31 tokens");
    IllegalArgumentException e =
        expectThrows(
            IllegalArgumentException.class,
            () -> task(TranslationOptions.DEFAULT.with("prefix=one two", "maxLength=1"), 1));
    assertEquals(e.getMessage(), "prefix must not be longer than maxLength 1, found 2 tokens");
  }

  @Test
  public void aForbiddenWordIsEveryTokenThatWritesIt() {
    TokenVocabulary vocabulary =
        TokenVocabulary.of(List.of("we", "don", "\uFFED't", "\uFFED.", ".\uFFED"));
    TextPipeline target =
        new TextPipeline(
            new TextConfig.Side("en", TokenizerType.WORD, LetterCase.SENTENCE, 9), vocabulary);
    assertEquals(forbidden(target, "."), List.of("\uFFED.", ".\uFFED"));
    assertEquals(forbidden(target, " We  don "), List.of("we", "don"));
    assertEquals(forbidden(target, "'t"), List.of("\uFFED't"));
    for (String word : List.of("don't", "qqq", "<eos>", "\uFFED")) {
      IllegalArgumentException e =
          expectThrows(IllegalArgumentException.class, () -> forbidden(target, "we " + word));
      assertEquals(
          e.getMessage(),
          "forbidden must be of words that are each a token of the model, found \"" + word + "\"");
    }
  }

  private static List<String> forbidden(TextPipeline target, String words) {
    return TranslationOptions.DEFAULT.with("forbidden=" + words).search(target).forbidden().stream()
        .map(target.vocabulary()::token)
        .toList();
  }

  /** Before anything is translated. */
  @Test
  public void aTranslatorIsNotMadeOfWordsThatItsModelLacks() {
    refused("forbidden=qqq", "forbidden must be of words that are each a token of the model");
  }

  private static void refused(String setting, String message) {
    TranslationOptions options = TranslationOptions.DEFAULT.with(setting);
    List<ThrowingRunnable> makers =
        List.of(
            () -> new TextTranslator(TinyModel.TEXT, options),
            () -> new RequestTranslator(TinyModel.TEXT, options),
            () -> new FeatureTranslator(TinyModel.TEXT.target(), options));
    for (ThrowingRunnable maker : makers) {
      IllegalArgumentException e = expectThrows(IllegalArgumentException.class, maker);
      assertTrue(e.getMessage().startsWith(message), e.getMessage());
    }
  }

  private static SearchTask task(TranslationOptions options, int sourceLength) {
    return options.task(sourceLength, TinyModel.TEXT.target());
  }
}
