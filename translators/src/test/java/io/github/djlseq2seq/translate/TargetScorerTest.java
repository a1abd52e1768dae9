package io.github.djlseq2seq.translate;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertFalse;
import static org.testng.Assert.assertTrue;
import static org.testng.Assert.expectThrows;

import ai.djl.Model;
import ai.djl.inference.Predictor;
import io.github.djlseq2seq.translate.corpus.SentencePair;
import io.github.djlseq2seq.translate.text.TokenVocabulary;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.Test;

public class TargetScorerTest {

  private static final long SEED = 17;
  private static final TokenVocabulary VOCABULARY = TinyModel.TEXT.target().vocabulary();

  private TinyModel tiny;

  @BeforeClass
  public void makeModel() throws IOException {
    tiny = TinyModel.lively();
  }

  @AfterClass(alwaysRun = true)
  public void deleteModel() throws IOException {
    tiny.close();
  }

  /** What the search found has the score that the search gave it, alone and in a batch. */
  @Test(dataProvider = "engines", dataProviderClass = Engines.class)
  public void scoresAreThoseOfTheSearch(String engine) throws Exception {
    Random random = new Random(SEED);
    TranslationOptions options = TranslationOptions.DEFAULT.with("nBest=5", "lengthPenalty=0");
    List<SentencePair> pairs = new ArrayList<>();
    List<Double> expected = new ArrayList<>();
    try (Model model = tiny.load(engine);
        Predictor<String, Translation> translator =
            model.newPredictor(new TextTranslator(TinyModel.TEXT, options));
        Predictor<SentencePair, TargetScore> scorer =
            model.newPredictor(new TargetScorer(TinyModel.TEXT))) {
      for (int i = 0; i < 40; i++) {
        String source = TinyModel.words(random, 1 + random.nextInt(6));
        for (Translation.Candidate candidate : translator.predict(source).candidates()) {
          // A text that reads back as the same tokens.
          int[] again = TinyModel.TEXT.target().encode(candidate.text()).ids();
          int[] said = candidate.tokens().stream().mapToInt(VOCABULARY::id).toArray();
          if (candidate.ended() && Arrays.equals(again, said)) {
            pairs.add(new SentencePair(source, candidate.text()));
            expected.add(candidate.score());
          }
        }
      }
      assertTrue(pairs.size() >= 10, "too few to compare: " + pairs.size());
      List<TargetScore> together = scorer.batchPredict(pairs);
      for (int i = 0; i < pairs.size(); i++) {
        assertEquals(together.get(i).logProbability(), expected.get(i), 1e-4, "seed " + SEED);
        TargetScore alone = scorer.predict(pairs.get(i));
        assertEquals(alone.logProbability(), expected.get(i), 1e-4, "seed " + SEED);
        assertEquals(alone.tokens(), together.get(i).tokens());
        assertEquals(alone.tokens().size(), alone.tokenLogProbabilities().size());
        assertEquals(
            alone.tokenLogProbabilities().stream().mapToDouble(value -> value).sum(),
            alone.logProbability(),
            1e-9);
        assertFalse(alone.truncated());
      }
    }
  }

  @Test
  public void aBlankSourceIsRefusedAndALongOneFlagged() throws Exception {
    try (Model model = tiny.load(Engines.any());
        Predictor<SentencePair, TargetScore> scorer =
            model.newPredictor(new TargetScorer(TinyModel.TEXT))) {
      Exception e = expectThrows(Exception.class, () -> scorer.predict(new SentencePair(" ", "x")));
      assertTrue(
          String.valueOf(e.getMessage()).contains("source must have at least one token"),
          e.getMessage());
      String word = TinyModel.words(new Random(SEED), 1);
      assertTrue(scorer.predict(new SentencePair((word + " ").repeat(500), "x")).truncated());
      assertTrue(scorer.predict(new SentencePair(word, (word + " ").repeat(500))).truncated());
    }
  }
}
