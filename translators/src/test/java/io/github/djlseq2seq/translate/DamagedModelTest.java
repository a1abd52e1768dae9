package io.github.djlseq2seq.translate;

import static org.testng.Assert.assertTrue;
import static org.testng.Assert.expectThrows;

import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.translate.TranslateException;
import io.github.djlseq2seq.block.SpecialToken;
import io.github.djlseq2seq.translate.corpus.SentencePair;
import org.testng.annotations.Test;

/** A model with a weight that is no number translates nothing, rather than anything. */
public class DamagedModelTest {

  private static final String DAMAGED = "the model's parameters are damaged";

  @Test(dataProvider = "engines", dataProviderClass = Engines.class)
  public void aWeightThatIsNoNumberIsAnError(String engine) throws Exception {
    try (TinyModel tiny = TinyModel.biased(SpecialToken.UNK, Float.NaN);
        Model model = tiny.load(engine)) {
      for (String options : new String[] {"beam=1", "beam=3", "sampling=true"}) {
        TranslationOptions how = TranslationOptions.DEFAULT.with(options);
        try (Predictor<String, Translation> predictor =
            model.newPredictor(new TextTranslator(TinyModel.TEXT, how))) {
          isDamage(expectThrows(TranslateException.class, () -> predictor.predict("un deux")));
        }
      }
      try (Predictor<SentencePair, TargetScore> scorer =
          model.newPredictor(new TargetScorer(TinyModel.TEXT))) {
        SentencePair pair = new SentencePair("un deux", "one two");
        isDamage(expectThrows(TranslateException.class, () -> scorer.predict(pair)));
      }
    }
  }

  private static void isDamage(TranslateException e) {
    assertTrue(String.valueOf(e.getMessage()).contains(DAMAGED), e.getMessage());
  }
}
