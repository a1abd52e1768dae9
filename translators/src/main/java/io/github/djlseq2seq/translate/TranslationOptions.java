package io.github.djlseq2seq.translate;

import com.google.gson.JsonObject;
import io.github.djlseq2seq.block.ConfigJson;
import io.github.djlseq2seq.block.search.SearchConfig;
import java.util.Map;

/**
 * How to translate; a {@code Criteria} gives them as arguments of the same names.
 *
 * @param beam how many hypotheses the search follows; 1 is greedy
 * @param nBest how many translations to return, at most {@code beam}
 * @param lengthPenalty translations are ranked by {@code log p / length^lengthPenalty}
 * @param maxLength the most tokens of a translation, its end counted as one; 0 for twice the
 *     source's and 20 more
 */
public record TranslationOptions(int beam, int nBest, double lengthPenalty, int maxLength) {

  /** The defaults: the best of a beam of 5, by average log-probability. */
  public static final TranslationOptions DEFAULT = new TranslationOptions(5, 1, 1, 0);

  /**
   * Checks the values.
   *
   * @param beam how many hypotheses the search follows
   * @param nBest how many translations to return
   * @param lengthPenalty what translations are ranked by
   * @param maxLength the most tokens of a translation
   * @throws IllegalArgumentException if a value is out of range; the message names it and the rule
   */
  public TranslationOptions {
    new SearchConfig(beam, nBest, lengthPenalty);
    if (maxLength < 0) {
      throw new IllegalArgumentException("maxLength must be 0 or more, found " + maxLength);
    }
  }

  /**
   * Reads the options among the arguments of a {@code Criteria} or of {@code serving.properties};
   * arguments of other names are not looked at.
   *
   * @param arguments the arguments
   * @return the options
   * @throws IllegalArgumentException if a value is not valid
   */
  public static TranslationOptions from(Map<String, ?> arguments) {
    JsonObject json = new JsonObject();
    ConfigJson.write(DEFAULT)
        .keySet()
        .forEach(
            key -> {
              Object value = arguments.get(key);
              if (value != null) {
                json.addProperty(key, value.toString());
              }
            });
    return ConfigJson.read(TranslationOptions.class, DEFAULT, json, "arguments");
  }

  SearchConfig search() {
    return new SearchConfig(beam, nBest, lengthPenalty);
  }

  /** The most tokens of a translation, eos included. */
  int limit(int sourceLength) {
    return maxLength > 0 ? maxLength : 2 * sourceLength + 20;
  }
}
