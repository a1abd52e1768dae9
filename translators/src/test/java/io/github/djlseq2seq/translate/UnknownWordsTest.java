package io.github.djlseq2seq.translate;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertTrue;

import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.github.djlseq2seq.block.DecodingSteps;
import io.github.djlseq2seq.block.Seq2Seq;
import io.github.djlseq2seq.block.SpecialToken;
import io.github.djlseq2seq.translate.corpus.Padding;
import io.github.djlseq2seq.translate.text.EncodedText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.Test;

/** What stands for the unknown words of an output: words of the source. */
public class UnknownWordsTest {

  private static final int LENGTH = 6;
  private static final String LONGEST = "un deux trois quatre cinq six sept huit neuf dix , .";

  /** A model that says nothing but unknown words. */
  private TinyModel tiny;

  @BeforeClass
  public void writeModel() throws IOException {
    tiny = TinyModel.biased(SpecialToken.UNK, 1000);
  }

  @AfterClass(alwaysRun = true)
  public void deleteModel() throws IOException {
    tiny.close();
  }

  @Test(dataProvider = "engines", dataProviderClass = Engines.class)
  public void areWordsOfTheSourceAsItSpellsThem(String engine) throws Exception {
    try (Model model = tiny.load(engine);
        Predictor<String, Translation> predictor = predictor(model)) {
      Translation translation = predictor.predict("McGillicuddy");
      assertEquals(translation.text(), "McGillicuddy ".repeat(LENGTH).strip());
    }
  }

  @Test(dataProvider = "engines", dataProviderClass = Engines.class)
  public void areTheWordsMostAttendedTo(String engine) throws Exception {
    List<String> texts =
        List.of("un Zorro trois", LONGEST, "dix neuf huit sept Zorro cinq", "trois un", "neuf six");
    try (Model model = tiny.load(engine);
        Predictor<String, Translation> predictor = predictor(model)) {
      List<List<String>> expected = new ArrayList<>();
      for (String text : texts) {
        expected.add(mostAttended(model, text));
      }
      // Otherwise one word for all steps would do.
      assertTrue(
          expected.stream().anyMatch(words -> Set.copyOf(words).size() > 1), expected.toString());
      List<List<String>> found =
          predictor.batchPredict(texts).stream()
              .map(translation -> translation.candidates().get(0).tokens())
              .toList();
      assertEquals(found, expected);
    }
  }

  private static Predictor<String, Translation> predictor(Model model) {
    TranslationOptions options = TranslationOptions.DEFAULT.with("beam=1", "maxLength=" + LENGTH);
    return model.newPredictor(new TextTranslator(TinyModel.TEXT, options));
  }

  /** The words that a decoder attends to most which says nothing but unknown words. */
  private static List<String> mostAttended(Model model, String text) {
    Seq2Seq block = (Seq2Seq) model.getBlock();
    EncodedText source = TinyModel.TEXT.source().encode(text);
    List<String> words = new ArrayList<>();
    try (NDManager manager = model.getNDManager().newSubManager()) {
      NDList inputs = Padding.pad(manager, List.of(source.ids()));
      NDList encoded = block.forward(new ParameterStore(manager, false), inputs, false);
      try (DecodingSteps steps = new DecodingSteps(block.plan(manager), encoded, inputs.get(1))) {
        int last = SpecialToken.BOS.id();
        for (int step = 0; step < LENGTH; step++) {
          steps.step(new int[] {0}, new int[] {0}, new int[] {last});
          words.add(source.tokens().get(largest(steps.attention(step, 0))));
          last = SpecialToken.UNK.id();
        }
      }
    }
    return words;
  }

  private static int largest(float[] values) {
    int best = 0;
    for (int i = 0; i < values.length; i++) {
      best = values[i] > values[best] ? i : best;
    }
    return best;
  }
}
