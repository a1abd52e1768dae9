package io.github.djlseq2seq.translate;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertFalse;
import static org.testng.Assert.assertTrue;
import static org.testng.Assert.expectThrows;

import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.modality.Input;
import ai.djl.modality.Output;
import ai.djl.nn.Blocks;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import ai.djl.translate.Translator;
import io.github.djlseq2seq.block.Seq2Seq;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

public class Seq2SeqTranslatorFactoryTest {

  private static final Seq2SeqTranslatorFactory FACTORY = new Seq2SeqTranslatorFactory();

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
  public void stringToStringGivesTheTextOfTheTranslation(String engine) throws Exception {
    List<String> texts = List.of("un deux", "", "trois", " ", "quatre cinq un deux, trois.");
    try (ZooModel<String, String> plain = load(engine, String.class, Map.of());
        ZooModel<String, Translation> full = load(engine, Translation.class, Map.of());
        Predictor<String, String> strings = plain.newPredictor();
        Predictor<String, Translation> translations = full.newPredictor();
        Predictor<String, String> single =
            plain.getWrappedModel().newPredictor(new OneByOne<>(plain.getTranslator()))) {
      List<String> expected =
          translations.batchPredict(texts).stream().map(Translation::text).toList();
      assertEquals(expected.get(1), "");
      assertEquals(strings.batchPredict(texts), expected);
      List<String> alone = new ArrayList<>();
      List<String> oneByOne = new ArrayList<>();
      for (String text : texts) {
        alone.add(strings.predict(text));
        oneByOne.add(single.predict(text));
      }
      assertEquals(alone, expected);
      assertEquals(oneByOne, expected);
    }
  }

  @Test(dataProvider = "engines", dataProviderClass = Engines.class)
  public void aTextTooLongIsAnErrorForStrings(String engine) throws Exception {
    String text = TinyModel.words(new Random(1), 10_000);
    String longest = TinyModel.words(new Random(1), TinyModel.MAX_TOKENS);
    try (ZooModel<String, String> model = load(engine, String.class, Map.of("beam", 1));
        Predictor<String, String> predictor = model.newPredictor()) {
      TranslateException e = expectThrows(TranslateException.class, () -> predictor.predict(text));
      assertTrue(
          e.getMessage().startsWith("the text has 10000 tokens, but the model reads at most 30;"),
          e.getMessage());
      expectThrows(
          TranslateException.class, () -> predictor.batchPredict(List.of("un", text, "deux")));
      // The longest that fits is none, and the predictor still works.
      assertEquals(
          predictor.predict(longest), predictor.batchPredict(List.of("un", longest)).get(1));
    }
  }

  @DataProvider
  static Object[][] arguments() {
    return new Object[][] {
      {Map.of("beam", 3, "nBest", 3, "maxLength", 4)},
      {Map.of("beam", "3", "nBest", "3", "maxLength", "4")},
      {Map.of("beam", 3.0, "nBest", 3.0, "maxLength", 4.0)},
      {Map.of("beam", "3.0", "nBest", " 3 ", "maxLength", "4.0", "other", "x")},
    };
  }

  @Test(dataProvider = "arguments")
  public void argumentsReachTheTranslator(Map<String, ?> arguments) throws Exception {
    try (ZooModel<String, Translation> model = load(Engines.any(), Translation.class, arguments);
        Predictor<String, Translation> predictor = model.newPredictor()) {
      List<Translation.Candidate> candidates = predictor.predict("un deux").candidates();
      assertEquals(candidates.size(), 3);
      for (Translation.Candidate candidate : candidates) {
        assertTrue(candidate.tokens().size() <= 4, candidate.toString());
      }
    }
  }

  @Test
  public void badArgumentsAreRefusedByName() {
    ModelNotFoundException e =
        expectThrows(
            ModelNotFoundException.class,
            () -> load(Engines.any(), Translation.class, Map.of("beam", "five")));
    Throwable cause = e;
    while (!(cause instanceof TranslateException)) {
      cause = cause.getCause();
    }
    assertEquals(cause.getMessage(), "arguments: \"beam\" must be a whole number, found \"five\"");
  }

  @Test
  public void otherTypesAreRefusedAndTheValidOnesNamed() throws Exception {
    try (Model model = tiny.load(Engines.any())) {
      IllegalArgumentException e =
          expectThrows(
              IllegalArgumentException.class,
              () -> FACTORY.newInstance(String.class, Integer.class, model, Map.of()));
      assertEquals(
          e.getMessage(),
          "types must be String to Translation, String to String or Input to Output,"
              + " found String to Integer");
      IllegalArgumentException features =
          expectThrows(
              IllegalArgumentException.class,
              () -> FACTORY.newInstance(float[][].class, Translation.class, model, Map.of()));
      assertEquals(
          features.getMessage(),
          "types must be String to Translation, String to String or Input to Output,"
              + " found float[][] to Translation");
      expectThrows(
          IllegalArgumentException.class,
          () -> FACTORY.newInstance(Integer.class, String.class, model, Map.of()));
    }
    assertTrue(FACTORY.isSupported(String.class, String.class));
    assertTrue(FACTORY.isSupported(String.class, Translation.class));
    assertTrue(FACTORY.isSupported(Input.class, Output.class));
    assertFalse(FACTORY.isSupported(String.class, Integer.class));
    assertFalse(FACTORY.isSupported(Input.class, Translation.class));
  }

  @Test
  public void aMissingFileIsNamed() throws Exception {
    try (TinyModel broken = TinyModel.lively();
        Model model = broken.load(Engines.any())) {
      Files.delete(broken.folder().resolve("source.vocab"));
      TranslateException e = expectThrows(TranslateException.class, () -> translator(model));
      assertTrue(e.getCause() instanceof NoSuchFileException, e.toString());
      assertTrue(e.getMessage().contains("source.vocab"), e.getMessage());
    }
  }

  @Test
  public void vocabulariesOfAnotherModelAreRefused() throws Exception {
    try (TinyModel broken = TinyModel.lively();
        Model model = broken.load(Engines.any())) {
      Files.copy(
          broken.folder().resolve("source.vocab"),
          broken.folder().resolve("target.vocab"),
          StandardCopyOption.REPLACE_EXISTING);
      TranslateException e = expectThrows(TranslateException.class, () -> translator(model));
      assertEquals(
          e.getMessage(),
          "target.vocab has 16 tokens,"
              + " but the model's configuration says targetVocabulary 14");
    }
  }

  @Test
  public void aModelOfAnotherBlockIsRefused() throws Exception {
    try (TinyModel other = TinyModel.lively();
        Model model = other.load(Engines.any())) {
      model.setBlock(Blocks.identityBlock());
      TranslateException e = expectThrows(TranslateException.class, () -> translator(model));
      assertTrue(e.getMessage().contains("Seq2Seq block"), e.getMessage());
    }
  }

  @Test
  public void aModelThatWasNotLoadedIsRefused() {
    Engines.require(Engines.any());
    try (Model model = Model.newInstance("unloaded", Engines.any())) {
      model.setBlock(new Seq2Seq(TinyModel.config()));
      TranslateException e = expectThrows(TranslateException.class, () -> translator(model));
      assertTrue(e.getMessage().contains("folder"), e.getMessage());
    }
  }

  private static Translator<String, String> translator(Model model) throws TranslateException {
    return FACTORY.newInstance(String.class, String.class, model, Map.of());
  }

  private <O> ZooModel<String, O> load(String engine, Class<O> output, Map<String, ?> arguments)
      throws Exception {
    Engines.require(engine);
    Criteria.Builder<String, O> criteria =
        Criteria.builder()
            .setTypes(String.class, output)
            .optModelPath(tiny.folder())
            .optTranslatorFactory(FACTORY)
            .optEngine(engine);
    arguments.forEach(criteria::optArgument);
    return criteria.build().loadModel();
  }
}
