package io.github.djlseq2seq.block;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertTrue;
import static org.testng.Assert.expectThrows;

import ai.djl.Model;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.djlseq2seq.block.attention.AttentionType;
import io.github.djlseq2seq.block.recurrent.CellType;
import io.github.djlseq2seq.block.recurrent.StackConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.testng.Assert.ThrowingRunnable;
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
            + "\"bridge\":\"copy\",\"attention\":\"general\",\"tied\":false,\"dropout\":0.2,"
            + "\"encoderLayers\":0,\"encoderHidden\":0,\"inputFeeding\":false,"
            + "\"residual\":false,\"layerNorm\":false,\"joint\":false,\"sourceFeatures\":0,"
            + "\"embeddingDropout\":-1.0,\"outputDropout\":-1.0}");
  }

  /** A file of the first release, which knew no more keys, and what it made. */
  @Test
  public void keysThatOlderFilesLackMeanWhatModelsDidThen() {
    Seq2SeqConfig config =
        Seq2SeqConfig.fromJson(
            "{\"format\":1,\"sourceVocabulary\":9,\"targetVocabulary\":11,\"embedding\":6,"
                + "\"cell\":\"lstm\",\"layers\":2,\"hidden\":8,\"bidirectional\":false,"
                + "\"bridge\":\"copy\",\"attention\":\"general\",\"tied\":true,\"dropout\":0.3}",
            "config.json");
    assertEquals(config, TestModels.config(2, false, true).with("dropout=0.3"));
    assertEquals(config.encoderDepth(), 2);
    assertEquals(config.memory(), 8);
    assertEquals(config.embeddingDropoutRate(), 0.3);
    assertEquals(config.outputDropoutRate(), 0.3);
    StackConfig encoder = new StackConfig(CellType.LSTM, 6, 8, 2, false, false, false, 0.3);
    assertEquals(config.encoderStack(), encoder);
    assertEquals(config.decoderStack(), encoder, "nothing is fed, no source of features");
    String[] parts = {"SourceEmbedding", "Encoder", "TargetEmbedding", "Decoder", "Generator"};
    assertEquals(
        new Seq2Seq(config).getChildren().keys().stream().map(key -> key.substring(2)).toList(),
        List.of(parts));
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
            BridgeType.COPY,
            AttentionType.GENERAL,
            false,
            0.2,
            0,
            0,
            false,
            false,
            false,
            false,
            0,
            -1,
            -1);
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

  @Test
  public void theEncoderIsAsDeepAndWideAsTheDecoderUnlessItSaysOtherwise() {
    Seq2SeqConfig alike = TestConfigs.small("layers=2");
    assertEquals(alike.encoderDepth(), 2);
    assertEquals(alike.memory(), 8);
    Seq2SeqConfig other = TestConfigs.small("encoderLayers=3", "encoderHidden=10", "bridge=dense");
    assertEquals(other.encoderDepth(), 3);
    assertEquals(other.memory(), 10);
  }

  @Test
  public void withChangesSomeKeysAlone() {
    Seq2SeqConfig config = Seq2SeqConfig.of(9, 11);
    Seq2SeqConfig changed = config.with("cell=gru", "layers=2", "outputDropout=0.5");
    assertEquals(changed.cell(), CellType.GRU);
    assertEquals(changed.layers(), 2);
    assertEquals(changed.outputDropout(), 0.5);
    assertEquals(changed.with("cell=lstm", "layers=1", "outputDropout=-1"), config);
    assertEquals(config.with(), config);
    assertEquals(
        message(() -> config.with("cels=gru")).startsWith("settings: unknown key \"cels\""), true);
    assertEquals(
        message(() -> config.with("layers=two")),
        "settings: \"layers\" must be a whole number, found \"two\"");
  }

  /** Settings that do not go together, and what is said of them. */
  @DataProvider
  public Object[][] impossible() {
    String unequal =
        "bridge must be dense or zero where encoder and decoder differ in depth or width";
    String narrow =
        "attention must be general, additive or none where encoder and decoder differ in width";
    String blind =
        "bridge must be copy or dense without attention, or the decoder never sees the source";
    return new Object[][] {
      {"encoderLayers=2", unequal + ", found copy"},
      {"encoderHidden=10", unequal + ", found copy"},
      {"encoderHidden=10 bridge=dense attention=dot", narrow + ", found dot"},
      {"encoderHidden=10 bridge=zero attention=scaled_dot", narrow + ", found scaled_dot"},
      {"attention=none bridge=zero", blind + ", found zero"},
      {"joint=true", "sourceVocabulary must be targetVocabulary 11 if joint, found 9"},
      {
        "joint=true sourceVocabulary=11 sourceFeatures=7",
        "joint must be false for a source of features, found true"
      },
      {"hidden=7", "hidden must be even if bidirectional, found 7"},
      {"encoderHidden=9 bridge=dense", "encoderHidden must be even if bidirectional, found 9"},
    };
  }

  @Test(dataProvider = "impossible")
  public void whatDoesNotGoTogetherIsNamed(String settings, String message) {
    Seq2SeqConfig config = TestConfigs.small("bidirectional=true");
    assertEquals(message(() -> config.with(settings.split(" "))), "settings: " + message);
  }

  /** Next to what is refused. */
  @DataProvider
  public Object[][] possible() {
    return new Object[][] {
      {"encoderLayers=1"},
      {"encoderHidden=8"},
      {"encoderLayers=2 bridge=dense"},
      {"encoderLayers=2 bridge=zero attention=dot"},
      {"encoderHidden=10 bridge=dense attention=additive"},
      {"encoderHidden=10 bridge=dense attention=none"},
      {"hidden=7 encoderHidden=8 bridge=dense"},
      {"bidirectional=false hidden=7 layers=1"},
      {"sourceVocabulary=11 joint=true"},
      {"sourceFeatures=1"},
      {"embeddingDropout=-1 outputDropout=0"},
    };
  }

  @Test(dataProvider = "possible")
  public void whatGoesTogetherIsAccepted(String settings) {
    Seq2SeqConfig config = TestConfigs.small("bidirectional=true").with(settings.split(" "));
    assertEquals(Seq2SeqConfig.fromJson(ConfigJson.write(config).toString(), "json"), config);
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
      {"layers", 0, "must be from 1 to 100", "0"},
      {"layers", 1000000000, "must be from 1 to 100", "1000000000"},
      {"hidden", -8, "must be positive", "-8"},
      {"hidden", 7, "must be even if bidirectional", "7"},
      {"dropout", 1, "must be from 0 to below 1", "1.0"},
      {"dropout", -0.1, "must be from 0 to below 1", "-0.1"},
      {"dropout", -1, "must be from 0 to below 1", "-1.0"},
      {"embeddingDropout", 1, "must be from 0 to below 1, or -1", "1.0"},
      {"embeddingDropout", -0.5, "must be from 0 to below 1, or -1", "-0.5"},
      {"outputDropout", 1.5, "must be from 0 to below 1, or -1", "1.5"},
      {"outputDropout", -2, "must be from 0 to below 1, or -1", "-2.0"},
      {"encoderLayers", -1, "must be from 0 to 100", "-1"},
      {"encoderHidden", -2, "must be 0 or more", "-2"},
      {"sourceFeatures", -1, "must be 0 or more", "-1"},
    };
  }

  @Test(dataProvider = "outOfRange")
  public void valuesOutOfRangeAreNamed(String key, Number value, String rule, String found) {
    JsonObject json = ConfigJson.write(Seq2SeqConfig.of(9, 11));
    json.add(key, new JsonPrimitive(value));
    assertEquals(messageOf(json), "config.json: %s %s, found %s".formatted(key, rule, found));
  }

  @DataProvider
  public Object[][] choices() {
    return new Object[][] {
      {"attention", "none, dot, scaled_dot, general, additive"},
      {"cell", "lstm, gru, rnn_tanh, rnn_relu"},
      {"bridge", "copy, dense, zero"},
    };
  }

  @Test(dataProvider = "choices")
  public void choicesAreNamed(String key, String choices) {
    JsonObject json = ConfigJson.write(Seq2SeqConfig.of(9, 11));
    json.addProperty(key, "sharp");
    assertEquals(
        messageOf(json),
        "config.json: \"%s\" must be one of %s, found \"sharp\"".formatted(key, choices));
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
    return message(() -> Seq2SeqConfig.fromJson(json.toString(), "config.json"));
  }

  private static String message(ThrowingRunnable action) {
    return expectThrows(IllegalArgumentException.class, action).getMessage();
  }
}
