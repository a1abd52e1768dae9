package io.github.djlseq2seq.block;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.expectThrows;

import com.google.gson.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

/** Records to JSON and back, and what is said about JSON that is not right. */
public final class ConfigJsonTest {

  /** One component of each kind. */
  record Sample(int count, long seed, double rate, boolean on, String name, Shade shade, Inner in) {

    static final Sample DEFAULT =
        new Sample(3, 5, 0.25, true, "none", Shade.DARK, new Inner(7, "deep"));
  }

  record Inner(int size, String label) {
    Inner {
      if (size < 1) {
        throw new IllegalArgumentException("size must be positive, found " + size);
      }
    }
  }

  enum Shade {
    DARK,
    VERY_BRIGHT
  }

  @Test
  public void whatIsWrittenIsRead() {
    Sample value =
        new Sample(-1, Long.MIN_VALUE, 1e-9, false, " é\n", Shade.VERY_BRIGHT, new Inner(1, ""));
    String json = ConfigJson.write(value).toString();
    assertEquals(
        json,
        "{\"count\":-1,\"seed\":-9223372036854775808,\"rate\":1.0E-9,\"on\":false,"
            + "\"name\":\" é\\n\",\"shade\":\"very_bright\",\"in\":{\"size\":1,\"label\":\"\"}}");
    assertEquals(read(json), value);
  }

  /** What may be null is left out, and lists are written. */
  record Loose(@Nullable String note, @Nullable Inner in, List<String> words) {}

  @Test
  public void nullsAreLeftOut() {
    Loose value = new Loose(null, null, List.of("a", "b"));
    assertEquals(ConfigJson.write(value).toString(), "{\"words\":[\"a\",\"b\"]}");
    JsonObject json = ConfigJson.parse("{\"note\": \"x\"}", "file");
    Loose expected = new Loose("x", null, List.of("a", "b"));
    assertEquals(ConfigJson.read(Loose.class, value, json, "file"), expected);
  }

  @Test
  public void missingKeysTakeTheDefaults() {
    assertEquals(read("{}"), Sample.DEFAULT);
    Sample expected = new Sample(3, 5, 0.5, true, "none", Shade.DARK, new Inner(2, "deep"));
    assertEquals(read("{\"rate\": 0.5, \"in\": {\"size\": 2}}"), expected);
  }

  @DataProvider
  public Object[][] values() {
    return new Object[][] {
      {"{\"count\": 3.0}", 3, 5L},
      {"{\"count\": \"12\"}", 12, 5L},
      {"{\"count\": 1e2}", 100, 5L},
      {"{\"seed\": 7.0}", 3, 7L},
      // More digits than a double has.
      {"{\"seed\": 9007199254740993}", 3, 9007199254740993L},
      {"{\"seed\": \"-9223372036854775807\"}", 3, -9223372036854775807L},
    };
  }

  @Test(dataProvider = "values")
  public void numbersAreReadHoweverTheyAreWritten(String json, int count, long seed) {
    assertEquals(read(json).count(), count);
    assertEquals(read(json).seed(), seed);
  }

  @DataProvider
  public Object[][] mistakes() {
    String valid = "Valid keys: count, seed, rate, on, name, shade, in";
    return new Object[][] {
      {"{\"cuont\": 1}", "file: unknown key \"cuont\"; did you mean \"count\"? " + valid},
      {"{\"SEEDS\": 1}", "file: unknown key \"SEEDS\"; did you mean \"seed\"? " + valid},
      {
        "{\"in\": {\"lable\": 1}}",
        "file: \"in\": unknown key \"lable\"; did you mean \"label\"? Valid keys: size, label"
      },
      {"{\"count\": 1.5}", "file: \"count\" must be a whole number, found \"1.5\""},
      {"{\"count\": 3000000000}", "file: \"count\" must be a whole number, found \"3000000000\""},
      {"{\"count\": \"NaN\"}", "file: \"count\" must be a whole number, found \"NaN\""},
      {"{\"count\": \"\"}", "file: \"count\" must be a whole number, found \"\""},
      {"{\"count\": true}", "file: \"count\" must be a whole number, found \"true\""},
      {"{\"count\": null}", "file: \"count\" must be a single value, found null"},
      {"{\"count\": [1]}", "file: \"count\" must be a single value, found [1]"},
      {"{\"seed\": 1e19}", "file: \"seed\" must be a whole number, found \"1e19\""},
      {"{\"seed\": 0.5}", "file: \"seed\" must be a whole number, found \"0.5\""},
      {"{\"rate\": \"fast\"}", "file: \"rate\" must be a number, found \"fast\""},
      {"{\"rate\": NaN}", "file: \"rate\" must be a number, found \"NaN\""},
      {"{\"rate\": \"1d\"}", "file: \"rate\" must be a number, found \"1d\""},
      {"{\"rate\": \"0x1p3\"}", "file: \"rate\" must be a number, found \"0x1p3\""},
      {"{\"on\": 1}", "file: \"on\" must be true or false, found \"1\""},
      {"{\"shade\": \"pale\"}", "file: \"shade\" must be one of dark, very_bright, found \"pale\""},
      {"{\"in\": 1}", "file: \"in\" must be an object {...}, found 1"},
      {"{\"in\": {\"size\": 0}}", "file: \"in\": size must be positive, found 0"},
    };
  }

  @Test(dataProvider = "mistakes")
  public void mistakesAreNamed(String json, String message) {
    assertEquals(
        expectThrows(IllegalArgumentException.class, () -> read(json)).getMessage(), message);
  }

  @DataProvider
  public Object[][] notObjects() {
    return new Object[][] {{""}, {"[]"}, {"3"}, {"null"}, {"{\"a\": 1"}, {"{} {}"}, {"{\"a\" 1}"}};
  }

  @Test(dataProvider = "notObjects")
  public void textThatIsNoObjectIsRefused(String text) {
    IllegalArgumentException e =
        expectThrows(IllegalArgumentException.class, () -> ConfigJson.parse(text, "my file"));
    assertEquals(e.getMessage().startsWith("my file: "), true, e.getMessage());
  }

  @Test
  public void settingsReachIntoNestedRecords() {
    JsonObject json =
        ConfigJson.settings(
            List.of("count=4", "in.size=9", "in.label=a=b", "name=", "shade=VERY_BRIGHT"));
    Sample expected = new Sample(4, 5, 0.25, true, "", Shade.VERY_BRIGHT, new Inner(9, "a=b"));
    assertEquals(ConfigJson.read(Sample.class, Sample.DEFAULT, json, "settings"), expected);
  }

  @Test
  public void theLastOfEqualSettingsCounts() {
    JsonObject json = ConfigJson.settings(List.of("count=1", "count=2"));
    assertEquals(json.get("count").getAsString(), "2");
  }

  @DataProvider
  public Object[][] badSettings() {
    String expected = "\": expected key=value, such as dropout=0.3";
    return new Object[][] {
      {List.of("count"), "setting \"count" + expected},
      {List.of("=1"), "setting \"=1" + expected},
      {List.of(""), "setting \"" + expected},
      {List.of("in=1", "in.size=2"), "setting \"in.size=2\": in was set to a single value before"},
      {List.of("in.size=2", "in=1"), "setting \"in=1\": in was set part by part before"},
    };
  }

  @Test(dataProvider = "badSettings")
  public void badSettingsAreNamed(List<String> settings, String message) {
    assertEquals(
        expectThrows(IllegalArgumentException.class, () -> ConfigJson.settings(settings))
            .getMessage(),
        message);
  }

  @Test
  public void theNearestWordIsFoundByEditDistance() {
    List<String> words = List.of("beam", "hidden", "layers");
    assertEquals(Spelling.nearest("hiden", words), "hidden");
    assertEquals(Spelling.nearest("LAYER", words), "layers");
    assertEquals(Spelling.nearest("bema", words), "beam");
    assertEquals(Spelling.nearest("", words), "beam");
  }

  private static Sample read(String json) {
    return ConfigJson.read(Sample.class, Sample.DEFAULT, ConfigJson.parse(json, "file"), "file");
  }
}
