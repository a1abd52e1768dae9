package io.github.djlseq2seq.translate;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertFalse;
import static org.testng.Assert.assertTrue;

import ai.djl.Model;
import ai.djl.inference.Predictor;
import io.github.djlseq2seq.block.SpecialToken;
import java.io.IOException;
import java.util.List;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.Test;

/** What a translation tells beside its text. */
public class TranslationDetailsTest {

  private static final double TOLERANCE = 1e-4;
  private static final TranslationOptions BEST_THREE =
      TranslationOptions.DEFAULT.with("beam=3", "nBest=3");
  private static final List<String> TEXTS =
      List.of("un deux trois quatre", "neuf", "", "un Zorro deux Zorro trois huit sept .");

  private TinyModel ending;

  @BeforeClass
  public void writeModel() throws IOException {
    ending = TinyModel.ending();
  }

  @AfterClass(alwaysRun = true)
  public void deleteModel() throws IOException {
    ending.close();
  }

  @Test(dataProvider = "engines", dataProviderClass = Engines.class)
  public void logProbabilitiesOfTokensAddUp(String engine) throws Exception {
    int ended = 0;
    for (Translation.Candidate candidate : candidates(engine)) {
      assertEquals(candidate.tokenLogProbabilities().size(), candidate.tokens().size());
      double sum = 0;
      for (float value : candidate.tokenLogProbabilities()) {
        assertTrue(value <= 0, candidate.toString());
        sum += value;
      }
      // The end has its own, which no token shows.
      double end = candidate.logProbability() - sum;
      assertTrue(end <= TOLERANCE, candidate.toString());
      assertTrue(candidate.ended() || end >= -TOLERANCE, candidate.toString());
      ended += end < -TOLERANCE ? 1 : 0;
      int length = candidate.tokens().size() + (candidate.ended() ? 1 : 0);
      assertEquals(candidate.score(), candidate.logProbability() / length, TOLERANCE);
    }
    assertTrue(ended > 0, "none ends by itself");
  }

  private List<Translation.Candidate> candidates(String engine) throws Exception {
    try (Model model = ending.load(engine);
        Predictor<String, Translation> predictor = predictor(model)) {
      return predictor.batchPredict(TEXTS).stream().flatMap(t -> t.candidates().stream()).toList();
    }
  }

  @Test(dataProvider = "engines", dataProviderClass = Engines.class)
  public void attentionHasAWeightForEachPairOfTokens(String engine) throws Exception {
    try (Model model = ending.load(engine);
        Predictor<String, Translation> predictor = predictor(model)) {
      List<Translation> together = predictor.batchPredict(TEXTS);
      for (int i = 0; i < TEXTS.size(); i++) {
        Translation alone = predictor.predict(TEXTS.get(i));
        for (int j = 0; j < alone.candidates().size(); j++) {
          Translation.Candidate candidate = together.get(i).candidates().get(j);
          assertAttention(together.get(i), candidate);
          assertSame(candidate.attention(), alone.candidates().get(j).attention());
        }
      }
    }
  }

  private static void assertAttention(Translation translation, Translation.Candidate candidate) {
    Alignment attention = candidate.attention();
    assertEquals(attention.rows(), candidate.tokens().size());
    assertEquals(attention.targetTokens(), candidate.tokens());
    if (attention.rows() > 0) {
      assertEquals(attention.sourceTokens(), translation.sourceTokens());
    }
    for (int t = 0; t < attention.rows(); t++) {
      double sum = 0;
      for (float weight : attention.row(t)) {
        assertTrue(weight >= 0, candidate.toString());
        sum += weight;
      }
      assertEquals(sum, 1, TOLERANCE);
    }
  }

  private static void assertSame(Alignment actual, Alignment expected) {
    assertEquals(actual.targetTokens(), expected.targetTokens());
    for (int t = 0; t < expected.rows(); t++) {
      for (int s = 0; s < expected.columns(); s++) {
        assertEquals(actual.weight(t, s), expected.weight(t, s), TOLERANCE);
      }
    }
  }

  @Test(dataProvider = "engines", dataProviderClass = Engines.class)
  public void unknownWordsAreTold(String engine) throws Exception {
    try (TinyModel unknowing = TinyModel.biased(SpecialToken.UNK, 1000);
        Model model = unknowing.load(engine);
        Predictor<String, Translation> predictor = predictor(model)) {
      Translation translation = predictor.predict("un Zorro McGillicuddy");
      assertEquals(translation.unknownSourceTokens(), List.of(1, 2));
      Translation.Candidate best = translation.best();
      assertEquals(best.unknownWords().size(), best.tokens().size());
      for (Translation.UnknownWord word : best.unknownWords()) {
        assertEquals(best.tokens().get(word.position()), word.replacement());
        assertTrue(translation.sourceTokens().contains(word.replacement()), best.toString());
      }
    }
  }

  @Test(dataProvider = "engines", dataProviderClass = Engines.class)
  public void knownWordsAreNotToldAsUnknown(String engine) throws Exception {
    try (TinyModel knowing = TinyModel.biased(SpecialToken.UNK, -1000);
        Model model = knowing.load(engine);
        Predictor<String, Translation> predictor = predictor(model)) {
      Translation translation = predictor.predict("un deux");
      assertEquals(translation.unknownSourceTokens(), List.of());
      assertFalse(translation.best().tokens().isEmpty());
      assertEquals(translation.best().unknownWords(), List.of());
    }
  }

  @Test(dataProvider = "engines", dataProviderClass = Engines.class)
  public void aModelWithoutAttentionHasNone(String engine) throws Exception {
    try (TinyModel inattentive = TinyModel.inattentive();
        Model model = inattentive.load(engine);
        Predictor<String, Translation> predictor = predictor(model)) {
      Translation.Candidate best =
          predictor.batchPredict(List.of("un deux", "trois")).get(0).best();
      assertEquals(best.attention(), Alignment.EMPTY);
      assertEquals(best.tokens().get(0), SpecialToken.UNK.token());
      assertEquals(
          best.unknownWords().get(0), new Translation.UnknownWord(0, SpecialToken.UNK.token()));
    }
  }

  private static Predictor<String, Translation> predictor(Model model) {
    return model.newPredictor(new TextTranslator(TinyModel.TEXT, BEST_THREE));
  }
}
