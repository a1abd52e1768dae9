package io.github.djlseq2seq.translate;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.djlseq2seq.block.ConfigJson;
import io.github.djlseq2seq.block.Spelling;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * A request: texts, and how to translate them.
 *
 * @param texts the texts, at least one
 * @param list whether the answer is a list, or a single object
 * @param options how to translate
 * @param attention whether the answer tells what each token attended to
 */
record Request(List<String> texts, boolean list, TranslationOptions options, boolean attention) {

  /** The most texts, hypotheses, tokens and words of a request: one must not use up all. */
  static final int MAX_TEXTS = 256;

  static final int MAX_BEAM = 64;
  static final int MAX_LENGTH = 2000;
  static final int MAX_FORBIDDEN = 100;
  private static final double MAX_RATIO = 10;

  private static final String TEXT = "text";
  private static final String TEXTS = "texts";
  private static final String ATTENTION = "attention";
  private static final List<String> OPTIONS =
      Arrays.stream(TranslationOptions.class.getRecordComponents())
          .map(RecordComponent::getName)
          .toList();
  private static final int SHOWN = 60;
  private static final String A_STRING = "must be a string";
  private static final String TRUE_OR_FALSE = "must be true or false";

  /** A request of a text alone. */
  static Request of(String text, TranslationOptions served) {
    return new Request(List.of(text), false, served, false);
  }

  /**
   * Reads a request.
   *
   * @param json a text, a list of texts, or an object
   * @param served the options that it does not give
   * @throws IllegalArgumentException if it is not valid; the message names key, rule and value
   */
  static Request read(JsonElement json, TranslationOptions served) {
    if (json.isJsonArray()) {
      return new Request(texts(json, "request"), true, served, false);
    }
    if (json.isJsonObject()) {
      return read(json.getAsJsonObject(), served);
    }
    return of(text(json, "request"), served);
  }

  private static Request read(JsonObject json, TranslationOptions served) {
    checkKeys(json);
    if (json.has(TEXT) == json.has(TEXTS)) {
      throw new IllegalArgumentException(
          "request: must have either \"text\" or \"texts\", found "
              + (json.has(TEXT) ? "both" : "neither"));
    }
    boolean list = json.has(TEXTS);
    List<String> texts =
        list ? texts(json.get(TEXTS), "\"texts\"") : List.of(text(json.get(TEXT), "\"text\""));
    return new Request(texts, list, options(json, served), attention(json));
  }

  private static void checkKeys(JsonObject json) {
    List<String> valid = new ArrayList<>(List.of(TEXT, TEXTS));
    valid.addAll(OPTIONS);
    valid.add(ATTENTION);
    for (String key : json.keySet()) {
      if (!valid.contains(key)) {
        String shown = shorten(key);
        throw new IllegalArgumentException(
            "request: unknown key \"%s\"; did you mean \"%s\"? Valid keys: %s"
                .formatted(shown, Spelling.nearest(shown, valid), String.join(", ", valid)));
      }
    }
  }

  private static List<String> texts(JsonElement json, String key) {
    if (!json.isJsonArray()) {
      throw wrong(key, "must be a list of texts", json);
    }
    JsonArray array = json.getAsJsonArray();
    if (array.isEmpty() || array.size() > MAX_TEXTS) {
      throw new IllegalArgumentException(
          "request: %smust have from 1 to %d texts, found %d"
              .formatted(key.equals("request") ? "" : key + " ", MAX_TEXTS, array.size()));
    }
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      texts.add(text(array.get(i), "text " + (i + 1)));
    }
    return texts;
  }

  private static String text(JsonElement json, String key) {
    if (is(json, JsonPrimitive::isString)) {
      return json.getAsString();
    }
    throw wrong(
        key, key.equals("request") ? "must be a text, a list or an object" : A_STRING, json);
  }

  private static boolean attention(JsonObject json) {
    JsonElement value = json.get(ATTENTION);
    if (value == null) {
      return false;
    }
    if (!is(value, JsonPrimitive::isBoolean)) {
      throw wrong("\"attention\"", TRUE_OR_FALSE, value);
    }
    return value.getAsBoolean();
  }

  private static TranslationOptions options(JsonObject json, TranslationOptions served) {
    JsonObject standard = ConfigJson.write(served);
    JsonObject given = new JsonObject();
    for (String key : OPTIONS) {
      JsonElement value = json.get(key);
      if (value == null) {
        continue;
      }
      checkType(key, value, standard.getAsJsonPrimitive(key));
      given.add(key, value);
    }
    TranslationOptions options =
        ConfigJson.read(TranslationOptions.class, served, given, "request");
    checkRatio("minLengthRatio", options.minLengthRatio(), served.minLengthRatio());
    checkRatio("maxLengthRatio", options.maxLengthRatio(), served.maxLengthRatio());
    checkMost("minLength", options.minLength(), Math.max(MAX_LENGTH, served.minLength()));
    checkMost("beam", options.beam(), Math.max(MAX_BEAM, served.beam()));
    checkMost("maxLength", options.maxLength(), Math.max(MAX_LENGTH, served.maxLength()));
    checkMost(
        "the number of words of forbidden",
        options.forbiddenWords().size(),
        Math.max(MAX_FORBIDDEN, served.forbiddenWords().size()));
    return options;
  }

  /** Checks that a value is written as the type that it has, and not as text, for instance. */
  private static void checkType(String key, JsonElement value, JsonPrimitive standard) {
    String name = "\"" + key + "\"";
    // Kept short, for reading a number takes the square of its length.
    if (standard.isNumber()
        && (!is(value, JsonPrimitive::isNumber) || value.getAsString().length() > SHOWN)) {
      throw wrong(name, "must be a number", value);
    }
    if (standard.isBoolean() && !is(value, JsonPrimitive::isBoolean)) {
      throw wrong(name, TRUE_OR_FALSE, value);
    }
    if (standard.isString() && !is(value, JsonPrimitive::isString)) {
      throw wrong(name, A_STRING, value);
    }
  }

  private static boolean is(JsonElement value, Predicate<JsonPrimitive> type) {
    return value.isJsonPrimitive() && type.test(value.getAsJsonPrimitive());
  }

  private static void checkMost(String key, int found, int most) {
    if (found > most) {
      throw new IllegalArgumentException(
          "request: %s must be at most %d, found %d".formatted(key, most, found));
    }
  }

  private static void checkRatio(String key, double found, double served) {
    double most = Math.max(MAX_RATIO, served);
    if (found > most) {
      throw new IllegalArgumentException(
          "request: %s must be at most %s, found %s".formatted(key, most, found));
    }
  }

  private static IllegalArgumentException wrong(String key, String rule, JsonElement found) {
    String where = key.equals("request") ? "request:" : "request: " + key;
    return new IllegalArgumentException(
        "%s %s, found %s".formatted(where, rule, shorten(found.toString())));
  }

  static String shorten(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
  }
}
