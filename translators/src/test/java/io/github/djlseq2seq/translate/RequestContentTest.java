package io.github.djlseq2seq.translate;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertTrue;
import static org.testng.Assert.expectThrows;

import ai.djl.modality.Input;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

/** What is a request, and what is wrong with one that is not. */
public class RequestContentTest {

  private static final TranslationOptions SERVED = TranslationOptions.DEFAULT;

  private static Input input(String type, String content) {
    Input input = new Input();
    if (type != null) {
      input.addProperty("content-type", type);
    }
    input.add(content);
    return input;
  }

  private static Request read(String type, String content) {
    return RequestContent.read(input(type, content), SERVED);
  }

  private static Request single(String text) {
    return new Request(List.of(text), false, SERVED, false);
  }

  @DataProvider
  static Object[][] plainTexts() {
    return new Object[][] {
      {"text/plain", "Il pleut."},
      {"text/plain; charset=utf-8", "{\"text\": \"Il pleut.\"}"},
      {"Text/Plain;charset=\"UTF-8\"", "\"été\""},
      {"text/plain", " \n "},
      {null, "Il pleut."},
      {"", " \n "},
    };
  }

  @Test(dataProvider = "plainTexts")
  public void plainTextIsTheText(String type, String content) {
    assertEquals(read(type, content), single(content));
  }

  @DataProvider
  static Object[][] jsonTypes() {
    return new Object[][] {
      {"application/json"},
      {"Application/JSON; charset=UTF-8"},
      {"application/vnd.text+json"},
      {"text/json"},
      {null},
      {""},
    };
  }

  @Test(dataProvider = "jsonTypes")
  public void jsonIsATextAListOrAnObject(String type) {
    assertEquals(read(type, " \"\\u00e9t\\u00e9 \\\"un\\\"\""), single("été \"un\""));
    assertEquals(
        read(type, "\uFEFF[\"un\",\n\"\"]"), new Request(List.of("un", ""), true, SERVED, false));
    assertEquals(read(type, "{\"text\": \"un\"}"), single("un"));
    assertEquals(
        read(type, "{\"texts\": [\"un\"]}"), new Request(List.of("un"), true, SERVED, false));
  }

  @Test
  public void optionsNotGivenAreThoseServed() {
    TranslationOptions served =
        TranslationOptions.DEFAULT.with("beam=3", "nBest=2", "lengthPenalty=0.5", "maxLength=9");
    Request request =
        RequestContent.read(
            input(null, "{\"text\": \"un\", \"beam\": 4.0, \"maxLength\": 7}"), served);
    assertEquals(
        request.options(),
        TranslationOptions.DEFAULT.with("beam=4", "nBest=2", "lengthPenalty=0.5", "maxLength=7"));
    Request all =
        read(
            null,
            "{\"beam\":2,\"nBest\":2,\"maxLength\":3,\"lengthPenalty\":0.6,"
                + "\"attention\":true,\"texts\":[\"un\"]}");
    assertEquals(
        all,
        new Request(
            List.of("un"),
            true,
            TranslationOptions.DEFAULT.with(
                "beam=2", "nBest=2", "lengthPenalty=0.6", "maxLength=3"),
            true));
  }

  @Test
  public void whoServesMoreAllowsMore() {
    TranslationOptions served = TranslationOptions.DEFAULT.with("beam=100", "maxLength=5000");
    String content = "{\"text\": \"un\", \"beam\": 100, \"maxLength\": 5000}";
    assertEquals(RequestContent.read(input(null, content), served).options(), served);
  }

  @DataProvider
  static Object[][] malformed() {
    return new Object[][] {
      {"{\"text\": ", "request: not valid JSON at line 1 column 10: {\"text\": "},
      {"{text: 'un'}", "request: not valid JSON at line 1 column 3: {text: 'un'}"},
      {"[\"un\",]", "request: not valid JSON at line 1 column 8: [\"un\",]"},
      {"un deux", "request: not valid JSON at line 1 column 1: un deux"},
      {"\"un\" \"deux\"", "request: not valid JSON at line 1 column 7: \"un\" \"deux\""},
      {"[".repeat(100_000), "request: not valid JSON"},
      {"5", "request: must be a text, a list or an object, found 5"},
      {"null", "request: must be a text, a list or an object, found null"},
      {"[]", "request: must have from 1 to 256 texts, found 0"},
      {"{\"texts\":[]}", "request: \"texts\" must have from 1 to 256 texts, found 0"},
      {"[\"un\", 5]", "request: text 2 must be a string, found 5"},
      {"[[\"un\"]]", "request: text 1 must be a string, found [\"un\"]"},
      {"{}", "request: must have either \"text\" or \"texts\", found neither"},
      {
        "{\"text\":\"un\",\"texts\":[\"un\"]}",
        "request: must have either \"text\" or \"texts\", found both"
      },
      {"{\"text\":null}", "request: \"text\" must be a string, found null"},
      {"{\"text\":[\"un\"]}", "request: \"text\" must be a string, found [\"un\"]"},
      {"{\"texts\":\"un\"}", "request: \"texts\" must be a list of texts, found \"un\""},
      {
        "{\"text\":\"un\",\"bean\":3}",
        "request: unknown key \"bean\"; did you mean \"beam\"? Valid keys: text, texts, beam,"
      },
    };
  }

  @DataProvider
  static Object[][] badTypes() {
    return new Object[][] {
      {"\"beam\":\"3\"", "\"beam\" must be a number, found \"3\""},
      {"\"beam\":null", "\"beam\" must be a number, found null"},
      {"\"beam\":true", "\"beam\" must be a number, found true"},
      {"\"beam\":[3]", "\"beam\" must be a number, found [3]"},
      {"\"beam\":2.5", "\"beam\" must be a whole number, found \"2.5\""},
      {"\"beam\":" + "1".repeat(500), "\"beam\" must be a number, found 111"},
      {"\"beam\":1e999999999", "\"beam\" must be a whole number"},
      {"\"prefix\":5", "\"prefix\" must be a string, found 5"},
      {"\"prefix\":null", "\"prefix\" must be a string, found null"},
      {"\"forbidden\":[\"one\"]", "\"forbidden\" must be a string, found [\"one\"]"},
      {"\"lengthNorm\":true", "\"lengthNorm\" must be a string, found true"},
      {"\"lengthNorm\":\"bert\"", "\"lengthNorm\" must be one of average, gnmt, found \"bert\""},
      {"\"sampling\":\"true\"", "\"sampling\" must be true or false, found \"true\""},
      {"\"seed\":{}", "\"seed\" must be a number, found {}"},
      {"\"attention\":\"yes\"", "\"attention\" must be true or false, found \"yes\""},
    };
  }

  @DataProvider
  static Object[][] badValues() {
    return new Object[][] {
      {"\"beam\":0", "beam must be at least 1, found 0"},
      {"\"beam\":65", "beam must be at most 64, found 65"},
      {"\"beam\":1000000000", "beam must be at most 65536, found 1000000000"},
      {"\"maxLengthRatio\":11", "maxLengthRatio must be at most 10.0, found 11.0"},
      {"\"beam\":2,\"nBest\":3", "nBest must be from 1 to the beam's width 2, found 3"},
      {"\"maxLength\":-1", "maxLength must be 0 or more, found -1"},
      {"\"maxLength\":2147483647", "maxLength must be at most 2000, found 2147483647"},
      {"\"lengthPenalty\":-0.5", "lengthPenalty must be 0 or more, found -0.5"},
      {"\"lengthPenalty\":1e999", "lengthPenalty must be 0 or more, found Infinity"},
      {"\"coveragePenalty\":1e308", "coveragePenalty must be at most 1000000, found 1.0E308"},
      {"\"topP\":2", "topP must be above 0, at most 1, found 2.0"},
      {
        "\"minLength\":9,\"maxLength\":8",
        "minLength must be 0 or more, at most maxLength 8, found 9"
      },
      {"\"minLength\":2001", "minLength must be at most 2000, found 2001"},
      {"\"minLengthRatio\":11", "minLengthRatio must be at most 10.0, found 11.0"},
    };
  }

  @Test(dataProvider = "malformed", timeOut = 10_000)
  public void whatIsNoRequestIsRefused(String content, String message) {
    refused(input("application/json", content), message);
  }

  @Test(dataProvider = "badTypes", timeOut = 10_000)
  public void optionsOfAnotherTypeAreRefusedByName(String option, String message) {
    refused(input("application/json", "{\"text\":\"un\"," + option + "}"), "request: " + message);
  }

  @Test(dataProvider = "badValues", timeOut = 10_000)
  public void badOptionsAreRefusedByName(String option, String message) {
    refused(input("application/json", "{\"text\":\"un\"," + option + "}"), "request: " + message);
  }

  @Test
  public void manyTextsAreRefused() {
    String texts = "[" + "\"a\",".repeat(256) + "\"a\"]";
    refused(input(null, texts), "request: must have from 1 to 256 texts, found 257");
  }

  @Test
  public void contentThatIsNoTextIsRefused() {
    refused(new Input(), "request: must have one content, with options inside its JSON, found 0");
    refused(input("text/plain", ""), "request: content must be a text or JSON, found nothing");
    refused(input(null, ""), "request: content must be a text or JSON, found nothing");
    Input several = new Input();
    several.add("text", "un");
    several.add("beam", "3");
    refused(several, "request: must have one content, with options inside its JSON, found 2");
    Input latin = new Input();
    latin.add("\"été\"".getBytes(StandardCharsets.ISO_8859_1));
    refused(latin, "request: content must be UTF-8, found 5 bytes that are not");
    refused(
        input("text/plain; charset=ISO-8859-1", "un"),
        "request: Content-Type's charset must be UTF-8, found \"ISO-8859-1\"");
    refused(
        input("image/png", "un"),
        "request: Content-Type must be application/json or text/plain, found \"image/png\"");
  }

  @Test
  public void theContentMayHaveAName() {
    Input named = new Input();
    named.add("body", "un");
    assertEquals(RequestContent.read(named, SERVED), single("un"));
    Input data = new Input();
    data.add("version", "1");
    data.add("data", "un");
    assertEquals(RequestContent.read(data, SERVED), single("un"));
  }

  private static void refused(Input input, String message) {
    IllegalArgumentException e =
        expectThrows(IllegalArgumentException.class, () -> RequestContent.read(input, SERVED));
    assertTrue(e.getMessage().startsWith(message), e.getMessage());
  }
}
