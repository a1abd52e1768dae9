package io.github.djlseq2seq.block;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertTrue;
import static org.testng.Assert.expectThrows;

import ai.djl.Model;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.djlseq2seq.block.attention.AttentionType;
import io.github.djlseq2seq.block.recurrent.CellType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

/** What a model can be made of, and the {@code config.json} that says so. */
public final class Seq2SeqConfigTest {

  private static final String NEEDED =
      "\"format\": 1, \"sourceVocabulary\": 9, \"targetVocabulary\": 11";

  @Test(dataProvider = "configs", dataProviderClass = TestModels.class)
  public void whatIsWrittenIsRead(Seq2SeqConfig config) {
    String json = ConfigJson.write(config).toString();
    assertEquals(Seq2SeqConfig.fromJson(json, "config.json"), config);
  }

  @Test
  public void theFileOfFormat1IsAsItWas() {
    assertEquals(
        ConfigJson.write(Seq2SeqConfig.of(9, 11)).toString(),
        "{\"format\":1,\"sourceVocabulary\":9,\"targetVocabulary\":11,\"embedding\":128,"
            + "\"cell\":\"lstm\",\"layers\":1,\"hidden\":256,\"bidirectional\":true,"
            + "\"bridge\":\"copy\",\"attention\":\"general\",\"tied\":false,\"dropout\":0.2}");
  }

  @Test
  public void vocabulariesAreEnough() {
    Seq2SeqConfig config = Seq2SeqConfig.fromJson("{" + NEEDED + "}", "config.json");
    Seq2SeqConfig expected =
        new Seq2SeqConfig(
            1,
            9,
            11,
            128,
            CellType.LSTM,
            1,
            256,
            true,
            Bridge.COPY,
            AttentionType.GENERAL,
            false,
            0.2);
    assertEquals(config, expected);
    assertEquals(Seq2SeqConfig.of(5, 6).withVocabularies(9, 11), expected);
  }

  @Test
  public void numbersMayHaveADecimalPoint() {
    String json = "{\"format\": 1.0, \"sourceVocabulary\": 9.0, \"targetVocabulary\": \"11\"}";
    assertEquals(Seq2SeqConfig.fromJson(json, "config.json"), Seq2SeqConfig.of(9, 11));
  }

  @Test
  public void theAttentionalVectorIsAsWideAsWhatTheGeneratorMultipliesWith() {
    assertEquals(TestModels.config(1, true, false).attentional(), 8);
    assertEquals(TestModels.config(1, true, true).attentional(), 6);
  }

  @DataProvider
  public Object[][] missing() {
    return new Object[][] {{"format"}, {"sourceVocabulary"}, {"targetVocabulary"}};
  }

  @Test(dataProvider = "missing")
  public void formatAndVocabulariesMustBeThere(String key) {
    JsonObject json = ConfigJson.write(Seq2SeqConfig.of(9, 11));
    json.remove(key);
    assertEquals(messageOf(json), "config.json: the key \"" + key + "\" is missing");
  }

  @DataProvider
  public Object[][] outOfRange() {
    String larger = "must be more than the 4 special tokens";
    return new Object[][] {
      {"format", 2, "must be 1 in this release", "2"},
      {"sourceVocabulary", 4, larger, "4"},
      {"targetVocabulary", -1, larger, "-1"},
      {"embedding", 0, "must be positive", "0"},
      {"layers", 0, "must be positive", "0"},
      {"hidden", -8, "must be positive", "-8"},
      {"hidden", 7, "must be even if bidirectional", "7"},
      {"dropout", 1, "must be from 0 to below 1", "1.0"},
      {"dropout", -0.1, "must be from 0 to below 1", "-0.1"},
    };
  }

  @Test(dataProvider = "outOfRange")
  public void valuesOutOfRangeAreNamed(String key, Number value, String rule, String found) {
    JsonObject json = ConfigJson.write(Seq2SeqConfig.of(9, 11));
    json.add(key, new JsonPrimitive(value));
    assertEquals(messageOf(json), "config.json: %s %s, found %s".formatted(key, rule, found));
  }

  @Test
  public void choicesAreNamed() {
    JsonObject json = ConfigJson.write(Seq2SeqConfig.of(9, 11));
    json.addProperty("attention", "sharp");
    assertEquals(
        messageOf(json), "config.json: \"attention\" must be one of general, found \"sharp\"");
  }

  @Test(dataProvider = "engines", dataProviderClass = TestModels.class)
  public void theFactoryReadsTheModelFolder(String engine) throws IOException {
    Seq2SeqConfig config = TestModels.config(2, true, true);
    Path folder = Files.createTempDirectory("seq2seq");
    Path file = folder.resolve(Seq2SeqBlockFactory.CONFIG_FILE);
    try (Model model = TestModels.empty(engine, config)) {
      Seq2SeqBlockFactory factory = new Seq2SeqBlockFactory();
      expectThrows(NoSuchFileException.class, () -> factory.newBlock(model, folder, Map.of()));
      Files.writeString(file, ConfigJson.write(config).toString());
      Seq2Seq block = (Seq2Seq) factory.newBlock(model, folder, Map.of());
      assertEquals(block.config(), config);
      Files.writeString(file, "{}");
      IllegalArgumentException e =
          expectThrows(
              IllegalArgumentException.class, () -> factory.newBlock(model, folder, Map.of()));
      assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
    } finally {
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
  }

  private static String messageOf(JsonObject json) {
    return expectThrows(
            IllegalArgumentException.class,
            () -> Seq2SeqConfig.fromJson(json.toString(), "config.json"))
        .getMessage();
  }
}
