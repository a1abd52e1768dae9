package io.github.djlseq2seq.translate;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertFalse;
import static org.testng.Assert.assertNotEquals;
import static org.testng.Assert.assertTrue;

import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.modality.Input;
import ai.djl.modality.Output;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.Batchifier;
import ai.djl.translate.TranslateException;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.Test;

public class RequestTranslatorTest {

  private static final double TOLERANCE = 1e-4;
  private static final TranslationOptions SERVED = TranslationOptions.DEFAULT.with("beam=2");

  /** Requests of all kinds, with as many sources as the test of the batch counts. */
  private static final List<String> REQUESTS =
      List.of(
          "\"un deux trois\"",
          "[\"quatre\", \"\", \"cinq un, deux.\"]",
          "{\"text\": \"dix neuf\", \"beam\": 4, \"nBest\": 3}",
          "{\"text\": \"un\", \"bean\": 4}",
          "{\"texts\": [\"six sept huit\", \"un Zorro\"], \"beam\": 1, \"attention\": true}",
          "{\"text\": \"\"}",
          "{\"text\": ",
          "{\"text\": \"trois deux\", \"beam\": 4, \"nBest\": 3, \"maxLength\": 2}",
          "{\"text\": \"deux\", \"lengthPenalty\": 0}",
          "\"trois trois\"");

  private static final int SOURCES = 9;

  private TinyModel tiny;

  @BeforeClass
  public void writeModel() throws IOException {
    tiny = TinyModel.lively();
  }

  @AfterClass(alwaysRun = true)
  public void deleteModel() throws IOException {
    tiny.close();
  }

  private static RequestTranslator translator() {
    return new RequestTranslator(TinyModel.TEXT, SERVED);
  }

  private static Input input(String content) {
    Input input = new Input();
    input.addProperty("Content-Type", "application/json");
    input.add(content);
    return input;
  }

  private static List<Input> inputs() {
    return REQUESTS.stream().map(RequestTranslatorTest::input).toList();
  }

  private static JsonElement json(Output output) {
    assertEquals(output.getProperty("content-type", ""), "application/json");
    return JsonParser.parseString(output.getData().getAsString());
  }

  @Test(dataProvider = "engines", dataProviderClass = Engines.class)
  public void theFolderAloneIsEnough(String engine) throws Exception {
    Engines.require(engine);
    Criteria<Input, Output> criteria =
        Criteria.builder()
            .setTypes(Input.class, Output.class)
            .optModelPath(tiny.folder())
            .optArgument("nBest", 2)
            .optEngine(engine)
            .build();
    try (ZooModel<Input, Output> model = criteria.loadModel();
        Predictor<Input, Output> predictor = model.newPredictor()) {
      Output output = predictor.predict(input("{\"text\": \"un deux\"}"));
      assertEquals(output.getCode(), 200, output.getMessage());
      assertEquals(json(output).getAsJsonObject().getAsJsonArray("candidates").size(), 2);
      assertEquals(predictor.predict(input("{}")).getCode(), 400);
    }
  }

  @Test(dataProvider = "engines", dataProviderClass = Engines.class)
  public void answersAreTheTranslations(String engine) throws Exception {
    try (Model model = tiny.load(engine);
        Predictor<Input, Output> predictor = model.newPredictor(translator())) {
      List<Output> outputs = predictor.batchPredict(inputs());
      JsonArray list = json(outputs.get(1)).getAsJsonArray();
      assertSame(list.get(0), expected(model, "quatre", SERVED, false));
      assertSame(list.get(1), TranslationJson.write(Translation.EMPTY, false));
      assertSame(list.get(2), expected(model, "cinq un, deux.", SERVED, false));
      TranslationOptions three = TranslationOptions.DEFAULT.with("beam=4", "nBest=3");
      assertSame(json(outputs.get(2)), expected(model, "dix neuf", three, false));
      TranslationOptions greedy = TranslationOptions.DEFAULT.with("beam=1");
      assertSame(
          json(outputs.get(4)).getAsJsonArray().get(1), expected(model, "un Zorro", greedy, true));
      TranslationOptions two = TranslationOptions.DEFAULT.with("beam=4", "nBest=3", "maxLength=2");
      assertSame(json(outputs.get(7)), expected(model, "trois deux", two, false));
      TranslationOptions unranked = TranslationOptions.DEFAULT.with("beam=2", "lengthPenalty=0");
      assertSame(json(outputs.get(8)), expected(model, "deux", unranked, false));
      assertNotEquals(json(outputs.get(0)), json(outputs.get(9)), "all texts have one translation");
    }
  }

  private static JsonObject expected(
      Model model, String text, TranslationOptions options, boolean attention)
      throws TranslateException {
    try (Predictor<String, Translation> predictor =
        model.newPredictor(new TextTranslator(TinyModel.TEXT, options))) {
      return TranslationJson.write(predictor.predict(text), attention);
    }
  }

  @Test(dataProvider = "engines", dataProviderClass = Engines.class)
  public void aBatchGivesWhatEachRequestGivesAlone(String engine) throws Exception {
    try (Model model = tiny.load(engine);
        Predictor<Input, Output> predictor = model.newPredictor(translator());
        Predictor<Input, Output> single = model.newPredictor(new OneByOne<>(translator()))) {
      List<Output> together = predictor.batchPredict(inputs());
      for (int i = 0; i < REQUESTS.size(); i++) {
        Input input = input(REQUESTS.get(i));
        assertSame(together.get(i), predictor.predict(input));
        assertSame(together.get(i), single.predict(input));
      }
      assertEquals(predictor.batchPredict(List.of()), List.of());
    }
  }

  @Test(dataProvider = "engines", dataProviderClass = Engines.class)
  public void allTextsOfABatchAreEncodedTogether(String engine) throws Exception {
    List<Shape> shapes = new ArrayList<>();
    try (Model model = tiny.load(engine);
        Predictor<Input, Output> predictor = model.newPredictor(new Spy(translator(), shapes))) {
      predictor.batchPredict(inputs());
      predictor.batchPredict(List.of(input("{}"), input("\"\"")));
    }
    // Forward runs once a batch, and not at all where there is nothing to translate.
    assertEquals(shapes, List.of(new Shape(SOURCES, 5)));
  }

  @Test(dataProvider = "engines", dataProviderClass = Engines.class)
  public void aBadRequestIsAnsweredAndSpoilsNoOther(String engine) throws Exception {
    try (Model model = tiny.load(engine);
        Predictor<Input, Output> predictor = model.newPredictor(translator())) {
      List<Output> outputs = predictor.batchPredict(inputs());
      List<Integer> codes = outputs.stream().map(Output::getCode).toList();
      assertEquals(codes, List.of(200, 200, 200, 400, 200, 200, 400, 200, 200, 200));
      Output unknown = outputs.get(3);
      assertEquals(
          unknown.getMessage(),
          "request: unknown key \"bean\"; did you mean \"beam\"? Valid keys: "
              + "text, texts, beam, nBest, lengthPenalty, lengthNorm, coveragePenalty, minLength,"
              + " minLengthRatio, maxLength, maxLengthRatio, noRepeatNgram, prefix, forbidden,"
              + " sampling, temperature, topK, topP, seed, attention");
      JsonObject body = json(unknown).getAsJsonObject();
      assertEquals(body.get("code").getAsInt(), 400);
      assertEquals(body.get("message").getAsString(), unknown.getMessage());
    }
  }

  @Test
  public void aMessageIsOneShortLine() throws Exception {
    String key = "a\\r\\nSet-Cookie: x".repeat(10_000);
    try (Model model = tiny.load(Engines.any());
        Predictor<Input, Output> predictor = model.newPredictor(translator())) {
      Output output = predictor.predict(input("{\"text\":\"un\",\"" + key + "\":1}"));
      assertEquals(output.getCode(), 400);
      assertFalse(output.getMessage().matches("(?s).*\\p{Cntrl}.*"), output.getMessage());
      assertTrue(output.getMessage().length() < 600, output.getMessage());
      // What goes from process to process.
      assertTrue(output.encode().length > 0);
    }
  }

  @Test(dataProvider = "engines", dataProviderClass = Engines.class)
  public void aTextTooLongIsCutAndTheAnswerSaysSo(String engine) throws Exception {
    try (Model model = tiny.load(engine);
        Predictor<Input, Output> predictor = model.newPredictor(translator())) {
      Input input = new Input();
      input.addProperty("Content-Type", "text/plain");
      input.add("un ".repeat(TinyModel.MAX_TOKENS + 7));
      JsonObject answer = json(predictor.predict(input)).getAsJsonObject();
      assertEquals(answer.get("truncatedTokens").getAsInt(), 7);
    }
  }

  @Test(dataProvider = "engines", dataProviderClass = Engines.class)
  public void severalThreadsShareATranslator(String engine) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(3);
    RequestTranslator translator = translator();
    try (Model model = tiny.load(engine);
        Predictor<Input, Output> first = model.newPredictor(translator)) {
      List<Output> expected = first.batchPredict(inputs());
      Callable<List<Output>> task =
          () -> {
            try (Predictor<Input, Output> predictor = model.newPredictor(translator)) {
              return predictor.batchPredict(inputs());
            }
          };
      for (Future<List<Output>> found : threads.invokeAll(List.of(task, task, task))) {
        for (int i = 0; i < REQUESTS.size(); i++) {
          assertSame(found.get().get(i), expected.get(i));
        }
      }
    } finally {
      threads.shutdown();
    }
  }

  private static void assertSame(Output actual, Output expected) {
    assertEquals(actual.getCode(), expected.getCode());
    assertEquals(actual.getMessage(), expected.getMessage());
    assertSame(json(actual), json(expected));
  }

  /** Numbers may differ a little: padding does not matter, but for the order of sums. */
  private static void assertSame(JsonElement actual, JsonElement expected) {
    String message = actual + " is not " + expected;
    if (expected.isJsonObject()) {
      JsonObject object = expected.getAsJsonObject();
      assertEquals(actual.getAsJsonObject().keySet(), object.keySet(), message);
      object
          .keySet()
          .forEach(key -> assertSame(actual.getAsJsonObject().get(key), object.get(key)));
    } else if (expected.isJsonArray()) {
      List<JsonElement> found = actual.getAsJsonArray().asList();
      assertEquals(found.size(), expected.getAsJsonArray().size(), message);
      IntStream.range(0, found.size())
          .forEach(i -> assertSame(found.get(i), expected.getAsJsonArray().get(i)));
    } else if (expected.getAsJsonPrimitive().isNumber()) {
      assertEquals(actual.getAsDouble(), expected.getAsDouble(), TOLERANCE, message);
    } else {
      assertEquals(actual, expected, message);
    }
  }

  /** Remembers what forward is given. */
  private record Spy(RequestTranslator inner, List<Shape> shapes)
      implements Translator<Input, Output> {

    @Override
    public Batchifier getBatchifier() {
      return inner.getBatchifier();
    }

    @Override
    public NDList batchProcessInput(TranslatorContext ctx, List<Input> inputs) {
      NDList list = inner.batchProcessInput(ctx, inputs);
      Stream.of(list).filter(l -> !l.isEmpty()).forEach(l -> shapes.add(l.get(0).getShape()));
      return list;
    }

    @Override
    public List<Output> batchProcessOutput(TranslatorContext ctx, NDList list) {
      return inner.batchProcessOutput(ctx, list);
    }

    @Override
    public NDList processInput(TranslatorContext ctx, Input input) {
      throw new AssertionError("a batch is read as a batch");
    }

    @Override
    public Output processOutput(TranslatorContext ctx, NDList list) {
      throw new AssertionError("a batch is read as a batch");
    }
  }
}
