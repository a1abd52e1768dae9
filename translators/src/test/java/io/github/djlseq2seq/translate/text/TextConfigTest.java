package io.github.djlseq2seq.translate.text;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertFalse;
import static org.testng.Assert.assertTrue;
import static org.testng.Assert.expectThrows;

import io.github.djlseq2seq.block.ConfigJson;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

public class TextConfigTest {

  @Test
  public void comesBackFromJson() {
    TextConfig config =
        TextConfig.of(
            new TextConfig.Side("fr", TokenizerType.WORD, LetterCase.LOWER, 7, 500, true, "<fr>"),
            TextConfig.Side.of("en"));
    String json = ConfigJson.write(config).toString();
    assertEquals(
        json,
        "{\"format\":1,"
            + "\"source\":{\"language\":\"fr\",\"tokenizer\":\"word\",\"letterCase\":\"lower\","
            + "\"maxTokens\":7,\"subwords\":500,\"reversed\":true,\"prefix\":\"<fr>\"},"
            + "\"target\":{\"language\":\"en\",\"tokenizer\":\"word\",\"letterCase\":\"sentence\","
            + "\"maxTokens\":200,\"subwords\":8000,\"reversed\":false,\"prefix\":\"\"}}");
    assertEquals(TextConfig.fromJson(json, "text.json"), config);
  }

  @Test
  public void missingKeysHaveDefaults() {
    TextConfig.Side standard = TextConfig.Side.of("und");
    assertEquals(
        TextConfig.fromJson("{\"format\":1}", "text.json"), TextConfig.of(standard, standard));
  }

  /** What was published before there was a choice of tokenizers. */
  @Test
  public void theKeysOfEarlierFilesMeanWhatTheyMeant() {
    String json =
        "{\"format\":1,"
            + "\"source\":{\"language\":\"fr\",\"tokenizer\":\"word\","
            + "\"letterCase\":\"sentence\",\"maxTokens\":200},"
            + "\"target\":{\"language\":\"en\",\"tokenizer\":\"word\","
            + "\"letterCase\":\"lower\",\"maxTokens\":7}}";
    assertEquals(
        TextConfig.fromJson(json, "text.json"),
        TextConfig.of(
            TextConfig.Side.of("fr"),
            new TextConfig.Side("en", TokenizerType.WORD, LetterCase.LOWER, 7)));
    assertFalse(TextConfig.Side.of("fr").reversed());
  }

  @DataProvider
  static Object[][] badFiles() {
    return new Object[][] {
      {"{}", "\"format\" is missing"},
      {"{\"format\":2}", "format must be 1 in this release, found 2"},
      {"{\"format\":1,\"sources\":{}}", "unknown key \"sources\""},
      {
        "{\"format\":1,\"source\":{\"tokenizer\":\"bpe\"}}",
        "must be one of whitespace, word, character"
      },
      {"{\"format\":1,\"source\":{\"subwords\":0}}", "subwords must be at least 1, found 0"},
      {"{\"format\":1,\"target\":{\"reversed\":true}}", "target.reversed must be false"},
      {"{\"format\":1,\"target\":{\"prefix\":\"x\"}}", "target.prefix must be empty, found \"x\""},
      {"{\"format\":1,\"source\":{\"letterCase\":\"up\"}}", "must be one of keep, lower, sentence"},
      {"{\"format\":1,\"source\":{\"maxTokens\":0}}", "maxTokens must be at least 1, found 0"},
      {"{\"format\":1,\"target\":{\"language\":\"\"}}", "language must be a language code"},
      {"[]", "expected a JSON object"},
      {"{\"format\":", "not valid JSON"},
    };
  }

  @Test(dataProvider = "badFiles")
  public void badFilesAreNamed(String json, String rule) {
    IllegalArgumentException e =
        expectThrows(IllegalArgumentException.class, () -> TextConfig.fromJson(json, "text.json"));
    assertTrue(e.getMessage().startsWith("text.json"), e.getMessage());
    assertTrue(e.getMessage().contains(rule), e.getMessage());
  }
}
