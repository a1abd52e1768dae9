package io.github.djlseq2seq.translate;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertTrue;

import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.modality.Input;
import ai.djl.modality.Output;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.djlseq2seq.translate.text.RandomText;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.testng.annotations.Test;

/** Requests that cannot be answered, among others that can: none throws, none spoils another. */
public class RequestMistakesTest {

  private static final String GOOD = "{\"text\": \"un deux trois\"}";
  private static final String PREFIXED = "{\"text\": \"quatre\", \"prefix\": \"two three\"}";
  private static final String LONG_PREFIX = "one ".repeat(TinyModel.MAX_TOKENS + 1);

  private static final String MANY_WORDS =
      IntStream.range(0, 101).mapToObj(i -> "w" + i).collect(Collectors.joining(" "));

  /** A request that is refused, and why. */
  private record Mistake(String json, String reason) {}

  private static final List<Mistake> MISTAKES =
      List.of(
          option("prefix", "\"Zorro\"", "prefix must be of tokens that the model knows"),
          option("prefix", "\"one <eos> two\"", "prefix must be of tokens that the model knows"),
          option(
              "prefix",
              "\"" + LONG_PREFIX + "\"",
              "prefix must have at most as many tokens as the model reads, 30, found 31 tokens"),
          option("prefix", "5", "request: \"prefix\" must be a string, found 5"),
          option(
              "prefix",
              "\"one two three\", \"maxLength\": 2",
              "prefix must not be longer than maxLength 2, found 3 tokens"),
          option("forbidden", "\"one Zorro\"", "forbidden must be of words that are each a token"),
          option(
              "forbidden",
              "\"" + MANY_WORDS + "\"",
              "request: the number of words of forbidden must be at most 100, found 101"),
          option("beam", "\"4\"", "request: \"beam\" must be a number, found \"4\""),
          option("bean", "4", "request: unknown key \"bean\"; did you mean \"beam\"?"),
          option("beam", "65", "request: beam must be at most 64, found 65"),
          option("nBest", "3", "request: nBest must be from 1 to the beam's width 2, found 3"),
          option("coveragePenalty", "1e300", "request: coveragePenalty must be at most 1000000"),
          new Mistake("{\"text\": 5}", "request: \"text\" must be a string, found 5"),
          new Mistake("[\"un\", null]", "request: text 2 must be a string, found null"),
          new Mistake("{\"text\": \"un\"", "request: not valid JSON"));

  private static Mistake option(String key, String value, String reason) {
    return new Mistake("{\"text\": \"un\", \"" + key + "\": " + value + "}", reason);
  }

  private static RequestTranslator translator() {
    return new RequestTranslator(
        TinyModel.TEXT, TranslationOptions.DEFAULT.with("beam=2", "maxLength=12"));
  }

  private static Input input(String json) {
    Input input = new Input();
    input.addProperty("Content-Type", "application/json");
    input.add(json);
    return input;
  }

  private static String content(Output output) {
    return output.getData().getAsString();
  }

  @Test(dataProvider = "engines", dataProviderClass = Engines.class)
  public void eachIsToldItsMistakeAndTheOthersAreAnswered(String engine) throws Exception {
    List<String> requests = new ArrayList<>();
    for (Mistake mistake : MISTAKES) {
      requests.addAll(List.of(GOOD, mistake.json(), PREFIXED));
    }
    try (TinyModel tiny = TinyModel.lively();
        Model model = tiny.load(engine);
        Predictor<Input, Output> predictor = model.newPredictor(translator())) {
      List<Output> outputs =
          predictor.batchPredict(requests.stream().map(RequestMistakesTest::input).toList());
      String prefixed = text(predictor.predict(input(PREFIXED)));
      assertTrue(prefixed.startsWith("Two three"), prefixed);
      String good = text(predictor.predict(input(GOOD)));
      for (int i = 0; i < MISTAKES.size(); i++) {
        Mistake mistake = MISTAKES.get(i);
        assertEquals(text(outputs.get(3 * i)), good, "before " + mistake);
        assertEquals(text(outputs.get(3 * i + 2)), prefixed, "after " + mistake);
        refused(outputs.get(3 * i + 1), mistake.reason());
        refused(predictor.predict(input(mistake.json())), mistake.reason());
      }
    }
  }

  private static String text(Output output) {
    assertEquals(output.getCode(), 200, output.getMessage());
    return JsonParser.parseString(content(output)).getAsJsonObject().get("text").getAsString();
  }

  private static void refused(Output output, String reason) {
    assertEquals(output.getCode(), 400, content(output));
    assertTrue(output.getMessage().startsWith(reason), output.getMessage());
    JsonObject body = JsonParser.parseString(content(output)).getAsJsonObject();
    assertEquals(body.get("message").getAsString(), output.getMessage());
  }

  /** Only the search would find it otherwise, in the middle of all others' work. */
  @Test(dataProvider = "engines", dataProviderClass = Engines.class)
  public void coverageOfAModelWithoutAttentionIsRefused(String engine) throws Exception {
    try (TinyModel tiny = TinyModel.inattentive();
        Model model = tiny.load(engine);
        Predictor<Input, Output> predictor = model.newPredictor(translator())) {
      List<Output> outputs =
          predictor.batchPredict(
              List.of(input(GOOD), input("{\"text\": \"un\", \"coveragePenalty\": 1}")));
      assertEquals(outputs.get(0).getCode(), 200, content(outputs.get(0)));
      refused(outputs.get(1), "coveragePenalty must be 0 for a model without attention, found 1.0");
    }
  }

  /** Values of all kinds for all keys, the largest and smallest too: an answer, or a reason. */
  @Test
  public void noRequestThrows() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    try (TinyModel tiny = TinyModel.ending();
        Model model = tiny.load(Engines.any());
        Predictor<Input, Output> predictor = model.newPredictor(translator())) {
      int answered = 0;
      for (int round = 0; round < 60; round++) {
        List<String> requests =
            IntStream.range(0, 10).mapToObj(i -> random(random)).collect(Collectors.toList());
        requests.add(GOOD);
        List<Output> outputs;
        try {
          outputs =
              predictor.batchPredict(requests.stream().map(RequestMistakesTest::input).toList());
        } catch (Exception e) {
          throw new AssertionError("seed " + seed + ", round " + round + ": " + requests, e);
        }
        for (Output output : outputs) {
          JsonObject body = JsonParser.parseString(content(output)).getAsJsonObject();
          boolean good = output.getCode() == 200;
          assertTrue(body.has(good ? "candidates" : "message"), body.toString());
          answered += good ? 1 : 0;
        }
        assertEquals(outputs.get(10).getCode(), 200, "seed " + seed);
      }
      assertTrue(answered > 90 && answered < 600, "seed " + seed + ": answered " + answered);
    }
  }

  private static String random(Random random) {
    JsonObject json = new JsonObject();
    json.addProperty("text", RandomText.next(random));
    List<String> keys = List.of(KEYS.split(" "));
    List<String> values = List.of(VALUES.split(" "));
    for (int i = random.nextInt(3); i >= 0; i--) {
      String value = values.get(random.nextInt(values.size()));
      json.add(keys.get(random.nextInt(keys.size())), JsonParser.parseString(value));
    }
    return json.toString();
  }

  private static final String KEYS =
      "beam nBest lengthPenalty lengthNorm coveragePenalty minLength minLengthRatio maxLength"
          + " maxLengthRatio noRepeatNgram prefix forbidden sampling temperature topK topP seed"
          + " attention";
  private static final String VALUES =
      "0 1 2 3 0.5 1e-300 4.9e-324 1e6 1e308 1e999 -0.0 -1 40 2147483647 -9223372036854775808"
          + " true false null [] {} \"one\" \"two\" \"gnmt\" \"average\" \"\" \"\\ud800\" \"Zorro\"";
}
