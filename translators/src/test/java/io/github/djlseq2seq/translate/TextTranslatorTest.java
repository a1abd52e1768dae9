package io.github.djlseq2seq.translate;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertFalse;
import static org.testng.Assert.assertNotEquals;
import static org.testng.Assert.assertTrue;

import ai.djl.Model;
import ai.djl.inference.Predictor;
import io.github.djlseq2seq.block.SpecialToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

public class TextTranslatorTest {

  private static final long SEED = 17;
  private static final double TOLERANCE = 1e-5;
  private static final TranslationOptions GREEDY = TranslationOptions.DEFAULT.with("beam=1");

  private TinyModel lively;
  private TinyModel ending;

  @BeforeClass
  public void writeModels() throws IOException {
    lively = TinyModel.lively();
    ending = TinyModel.ending();
  }

  @AfterClass(alwaysRun = true)
  public void deleteModels() throws IOException {
    lively.close();
    ending.close();
  }

  private List<TinyModel> models() {
    return List.of(lively, ending);
  }

  @DataProvider
  static Object[][] enginesAndBeams() {
    return Stream.of(Engines.engines())
        .flatMap(engine -> Stream.of(1, 4).map(beam -> new Object[] {engine[0], beam}))
        .toArray(Object[][]::new);
  }

  @Test(dataProvider = "enginesAndBeams")
  public void aBatchGivesWhatEachTextGivesAlone(String engine, int beam) throws Exception {
    List<String> texts = texts();
    TranslationOptions options = TranslationOptions.DEFAULT.with("beam=" + beam, "nBest=" + beam);
    List<Integer> order = new ArrayList<>(IntStream.range(0, texts.size()).boxed().toList());
    Collections.shuffle(order, new Random(SEED));
    for (TinyModel folder : models()) {
      try (Model model = folder.load(engine);
          Predictor<String, Translation> predictor = predictor(model, options)) {
        List<Translation> alone = new ArrayList<>();
        for (String text : texts) {
          alone.add(predictor.predict(text));
        }
        assertTrue(Set.copyOf(plain(alone)).size() >= texts.size() / 2, "alike: " + plain(alone));
        assertSame(predictor.batchPredict(texts), alone);
        assertSame(
            predictor.batchPredict(order.stream().map(texts::get).toList()),
            order.stream().map(alone::get).toList());
      }
    }
  }

  @Test(dataProvider = "enginesAndBeams")
  public void oneInputAtATimeGivesWhatABatchGives(String engine, int beam) throws Exception {
    TextTranslator translator =
        new TextTranslator(TinyModel.TEXT, TranslationOptions.DEFAULT.with("beam=" + beam));
    List<String> texts = new ArrayList<>(texts());
    texts.add("");
    try (Model model = ending.load(engine);
        Predictor<String, Translation> together = model.newPredictor(translator);
        Predictor<String, Translation> single = model.newPredictor(new OneByOne<>(translator))) {
      List<Translation> answers = new ArrayList<>();
      for (String text : texts) {
        answers.add(single.predict(text));
      }
      assertSame(answers, together.batchPredict(texts));
    }
  }

  @Test
  public void bothEnginesGiveTheSameTexts() throws Exception {
    List<String> texts = texts();
    TranslationOptions options = TranslationOptions.DEFAULT.with("beam=4", "nBest=4");
    for (TinyModel folder : models()) {
      try (Model torch = folder.load(Engines.PYTORCH);
          Model mxnet = folder.load(Engines.MXNET);
          Predictor<String, Translation> first = predictor(torch, options);
          Predictor<String, Translation> second = predictor(mxnet, options)) {
        assertSame(second.batchPredict(texts), first.batchPredict(texts));
      }
    }
  }

  @Test(dataProvider = "engines", dataProviderClass = Engines.class)
  public void anotherSourceGivesAnotherTranslation(String engine) throws Exception {
    try (Model model = lively.load(engine);
        Predictor<String, Translation> predictor = predictor(model, GREEDY)) {
      assertNotEquals(predictor.predict("un deux").text(), predictor.predict("trois un").text());
      assertEquals(
          predictor.predict("un deux.").text(), predictor.predict(" un\u00A0 \ndeux. ").text());
    }
  }

  @Test(dataProvider = "engines", dataProviderClass = Engines.class)
  public void aBlankTextGivesAnEmptyTranslation(String engine) throws Exception {
    Translation empty = Translation.EMPTY;
    try (Model model = lively.load(engine);
        Predictor<String, Translation> predictor = predictor(model, GREEDY)) {
      Translation word = predictor.predict("un");
      for (String blank : List.of("", "   ", "\t\r\n", "\u00A0\u202F\u3000", "\u200B\u0000")) {
        assertEquals(predictor.predict(blank), empty);
        assertSame(
            predictor.batchPredict(List.of(blank, "un", blank, blank, "un", blank)),
            List.of(empty, word, empty, empty, word, empty));
        assertEquals(predictor.batchPredict(List.of(blank, blank)), List.of(empty, empty));
      }
      assertEquals(predictor.batchPredict(List.of()), List.of());
    }
  }

  @Test(dataProvider = "engines", dataProviderClass = Engines.class)
  public void oddTextsAreTranslatedLikeOthers(String engine) throws Exception {
    List<String> odd =
        List.of(
            "\uD83D\uDE00 \uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67",
            "un\u0000deux\u0007 \u001B[31m trois\u007F\u0085",
            "\uD83D",
            "\uDE00 un \uD83D",
            "\uFFED",
            "\uFFEDun\uFFED \uFFED\uFFED deux",
            "<pad> <unk> <bos> <eos>",
            "\uFFFD\uFFFE\uFFFF\u202Eun",
            "e\u0301" + "\u0301".repeat(1000),
            "x".repeat(100_000));
    try (Model model = lively.load(engine);
        Predictor<String, Translation> predictor = predictor(model, GREEDY)) {
      List<Translation> together = predictor.batchPredict(odd);
      for (int i = 0; i < odd.size(); i++) {
        assertFalse(together.get(i).sourceTokens().isEmpty());
        assertEquals(predictor.predict(odd.get(i)).text(), together.get(i).text());
      }
    }
  }

  @Test(dataProvider = "engines", dataProviderClass = Engines.class)
  public void aTextTooLongIsCutAndSaysSo(String engine) throws Exception {
    String text = TinyModel.words(new Random(SEED), 10_000);
    String read = String.join(" ", List.of(text.split(" ")).subList(0, TinyModel.MAX_TOKENS));
    try (Model model = lively.load(engine);
        Predictor<String, Translation> predictor = predictor(model, GREEDY)) {
      Translation translation = predictor.predict(text);
      assertEquals(translation.truncatedTokens(), 10_000 - TinyModel.MAX_TOKENS);
      assertEquals(translation.sourceTokens(), List.of(read.split(" ")));
      Translation whole = predictor.predict(read);
      assertEquals(whole.truncatedTokens(), 0);
      assertEquals(translation.text(), whole.text());
    }
  }

  @Test(dataProvider = "engines", dataProviderClass = Engines.class)
  public void asManyCandidatesComeAsWereAskedForBestFirst(String engine) throws Exception {
    for (TinyModel folder : models()) {
      try (Model model = folder.load(engine);
          Predictor<String, Translation> predictor =
              predictor(model, TranslationOptions.DEFAULT.with("nBest=4"))) {
        for (Translation translation : predictor.batchPredict(texts())) {
          List<Translation.Candidate> candidates = translation.candidates();
          assertEquals(candidates.size(), 4);
          assertEquals(translation.text(), candidates.get(0).text());
          assertEquals(translation.score(), candidates.get(0).score());
          assertEquals(
              candidates.stream().map(Translation.Candidate::tokens).distinct().count(), 4);
          for (int i = 1; i < 4; i++) {
            Translation.Candidate before = candidates.get(i - 1);
            Translation.Candidate after = candidates.get(i);
            // Those that ended by themselves stand before those that were cut.
            assertTrue(before.ended() || !after.ended(), translation.toString());
            assertTrue(
                before.ended() != after.ended() || before.score() >= after.score(),
                translation.toString());
          }
        }
      }
    }
  }

  @Test(dataProvider = "engines", dataProviderClass = Engines.class)
  public void aTranslationThatDoesNotEndIsCut(String engine) throws Exception {
    try (TinyModel endless = TinyModel.biased(SpecialToken.EOS, -1000);
        Model model = endless.load(engine)) {
      for (int maxLength : new int[] {1, 2, 7}) {
        assertLengths(
            model,
            TranslationOptions.DEFAULT.with("beam=3", "nBest=3", "maxLength=" + maxLength),
            maxLength);
      }
      // Twice the source and 20 more.
      assertLengths(model, TranslationOptions.DEFAULT.with("beam=3", "nBest=3"), 2 * 3 + 20);
    }
  }

  private static void assertLengths(Model model, TranslationOptions options, int length)
      throws Exception {
    try (Predictor<String, Translation> predictor = predictor(model, options)) {
      for (Translation.Candidate candidate : predictor.predict("un deux trois").candidates()) {
        assertEquals(candidate.tokens().size(), length);
        assertFalse(candidate.ended());
      }
    }
  }

  @Test(dataProvider = "engines", dataProviderClass = Engines.class)
  public void aTranslationThatEndsIsNotCut(String engine) throws Exception {
    try (TinyModel quick = TinyModel.biased(SpecialToken.EOS, 1000);
        Model model = quick.load(engine)) {
      // However many tokens it may have.
      for (int maxLength : new int[] {0, 1, Integer.MAX_VALUE}) {
        try (Predictor<String, Translation> predictor =
            predictor(model, TranslationOptions.DEFAULT.with("beam=1", "maxLength=" + maxLength))) {
          Translation.Candidate best = predictor.predict("un deux").candidates().get(0);
          assertEquals(best.text(), "");
          assertEquals(best.tokens(), List.of());
          assertTrue(best.ended());
        }
      }
    }
  }

  @Test(dataProvider = "engines", dataProviderClass = Engines.class)
  public void theLargestMaxLengthCutsNothing(String engine) throws Exception {
    try (Model model = ending.load(engine);
        Predictor<String, Translation> free = predictor(model, GREEDY);
        Predictor<String, Translation> limited =
            predictor(
                model,
                TranslationOptions.DEFAULT.with("beam=1", "maxLength=" + Integer.MAX_VALUE))) {
      List<Translation> translations = free.batchPredict(texts());
      List<String> ended = new ArrayList<>();
      List<Translation> expected = new ArrayList<>();
      for (int i = 0; i < translations.size(); i++) {
        Translation translation = translations.get(i);
        if (translation.candidates().get(0).ended() && !translation.text().isEmpty()) {
          ended.add(texts().get(i));
          expected.add(translation);
        }
      }
      assertTrue(ended.size() > 2, "too few end by themselves: " + plain(translations));
      assertSame(limited.batchPredict(ended), expected);
    }
  }

  /** Texts of very different lengths. */
  private static List<String> texts() {
    Random random = new Random(SEED);
    return Stream.of(1, 30, 2, 1, 13, 5, 29, 3, 2, 8)
        .map(length -> TinyModel.words(random, length))
        .toList();
  }

  private static Predictor<String, Translation> predictor(Model model, TranslationOptions options) {
    return model.newPredictor(new TextTranslator(TinyModel.TEXT, options));
  }

  private static List<String> plain(List<Translation> translations) {
    return translations.stream().map(Translation::text).toList();
  }

  private static void assertSame(List<Translation> actual, List<Translation> expected) {
    assertEquals(plain(actual), plain(expected), "seed " + SEED);
    for (int i = 0; i < expected.size(); i++) {
      List<Translation.Candidate> candidates = expected.get(i).candidates();
      assertEquals(actual.get(i).candidates().size(), candidates.size());
      for (int j = 0; j < candidates.size(); j++) {
        Translation.Candidate candidate = actual.get(i).candidates().get(j);
        assertEquals(candidate.tokens(), candidates.get(j).tokens());
        assertEquals(candidate.ended(), candidates.get(j).ended());
        assertEquals(candidate.score(), candidates.get(j).score(), TOLERANCE);
      }
    }
  }
}
