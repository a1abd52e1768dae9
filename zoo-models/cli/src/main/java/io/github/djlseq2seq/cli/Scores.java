package io.github.djlseq2seq.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import io.github.djlseq2seq.translate.metric.Metric;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What {@code seq2seq evaluate} found, as a table or a JSON object. */
final class Scores {

  private static final Gson GSON =
      new GsonBuilder().disableHtmlEscaping().setPrettyPrinting().create();

  private final int sentences;
  private final int references;
  private final Map<Metric, Double> values = new LinkedHashMap<>();
  private final Map<Metric, String> signatures = new LinkedHashMap<>();

  /**
   * Without any score yet.
   *
   * @param sentences how many translations are scored
   * @param references how many references they are compared with
   */
  Scores(int sentences, int references) {
    this.sentences = sentences;
    this.references = references;
  }

  void add(Metric metric, double value, String signature) {
    values.put(metric, value);
    signatures.put(metric, signature);
  }

  /** A line each; what makes the scores comparable stands beside them. */
  String table() {
    StringBuilder table = new StringBuilder();
    table.append(String.format(Locale.ROOT, "%-11s %d%n", "sentences", sentences));
    table.append(String.format(Locale.ROOT, "%-11s %d", "references", references));
    values.forEach(
        (metric, value) ->
            table.append(
                String.format(
                    Locale.ROOT, "%n%-11s %6.2f  %s", metric, value, signatures.get(metric))));
    return table.toString();
  }

  /** The numbers by their metrics' names, unrounded, and their signatures the same way. */
  String json() {
    JsonObject json = new JsonObject();
    json.addProperty("sentences", sentences);
    json.addProperty("references", references);
    values.forEach((metric, value) -> json.addProperty(metric.toString(), value));
    JsonObject signature = new JsonObject();
    signatures.forEach((metric, text) -> signature.addProperty(metric.toString(), text));
    json.add("signature", signature);
    return GSON.toJson(json);
  }
}
