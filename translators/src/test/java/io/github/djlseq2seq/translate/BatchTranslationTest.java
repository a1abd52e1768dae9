package io.github.djlseq2seq.translate;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertThrows;

import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.translate.TranslateException;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.Test;

public class BatchTranslationTest {

  private static final long SEED = 31;
  private static final int BATCH = 3;

  private TinyModel tiny;

  @BeforeClass
  public void writeModel() throws IOException {
    tiny = TinyModel.lively();
  }

  @AfterClass(alwaysRun = true)
  public void deleteModel() throws IOException {
    tiny.close();
  }

  @Test(dataProvider = "engines", dataProviderClass = Engines.class)
  public void severalAtOnceGiveWhatEachTextGivesAlone(String engine) throws Exception {
    List<String> texts = new ArrayList<>(texts(20));
    texts.add(4, "");
    try (Model model = tiny.load(engine);
        Predictor<String, Translation> first = model.newPredictor(translator());
        Predictor<String, Translation> second = model.newPredictor(translator());
        Predictor<String, Translation> third = model.newPredictor(translator())) {
      List<String> expected = new ArrayList<>();
      for (String text : texts) {
        expected.add(first.predict(text).text());
      }
      List<Integer> progress = new ArrayList<>();
      assertEquals(
          texts(BatchTranslation.translate(first, texts, BATCH, progress::add)),
          expected,
          "seed " + SEED);
      assertEquals(progress, List.of(3, 6, 9, 12, 15, 18, 21));
      progress.clear();
      assertEquals(
          texts(
              BatchTranslation.translate(
                  List.of(first, second, third), Thread::new, texts, BATCH, progress::add)),
          expected,
          "seed " + SEED);
      assertEquals(progress, List.of(3, 6, 9, 12, 15, 18, 21));
      assertEquals(
          BatchTranslation.translate(
              List.of(first, second), Thread::new, List.of(), BATCH, progress::add),
          List.of());
    }
  }

  @Test
  public void whatFailsIsToldWhenNothingRunsAnyMore() throws Exception {
    Failing translator = new Failing();
    List<String> texts = new ArrayList<>(texts(200));
    texts.set(100, "un Fehler");
    try (Model model = tiny.load(Engines.any());
        Predictor<String, Translation> first = model.newPredictor(translator);
        Predictor<String, Translation> second = model.newPredictor(translator)) {
      assertThrows(
          TranslateException.class,
          () ->
              BatchTranslation.translate(
                  List.of(first, second), Thread::new, texts, 1, done -> {}));
      assertEquals(translator.running.get(), 0);
      assertThrows(
          TranslateException.class,
          () -> BatchTranslation.translate(first, texts, BATCH, done -> {}));
    }
  }

  private static TextTranslator translator() {
    return new TextTranslator(
        TinyModel.TEXT, TranslationOptions.DEFAULT.with("beam=2", "maxLength=12"));
  }

  private static List<String> texts(int count) {
    Random random = new Random(SEED);
    return IntStream.range(0, count)
        .mapToObj(i -> TinyModel.words(random, 1 + random.nextInt(9)))
        .toList();
  }

  private static List<String> texts(List<Translation> translations) {
    return translations.stream().map(Translation::text).toList();
  }

  /** Fails at one text, and knows how many batches are under way. */
  private static final class Failing implements Translator<String, Translation> {

    private final TextTranslator inner = translator();
    private final AtomicInteger running = new AtomicInteger();

    @Override
    public NDList batchProcessInput(TranslatorContext ctx, List<String> inputs) {
      if (inputs.stream().anyMatch(text -> text.contains("Fehler"))) {
        throw new IllegalStateException("a fault");
      }
      running.incrementAndGet();
      return inner.batchProcessInput(ctx, inputs);
    }

    @Override
    public List<Translation> batchProcessOutput(TranslatorContext ctx, NDList list) {
      List<Translation> translations = inner.batchProcessOutput(ctx, list);
      running.decrementAndGet();
      return translations;
    }

    @Override
    public NDList processInput(TranslatorContext ctx, String input) {
      throw new AssertionError("batches are asked for");
    }

    @Override
    public Translation processOutput(TranslatorContext ctx, NDList list) {
      throw new AssertionError("batches are asked for");
    }
  }
}
