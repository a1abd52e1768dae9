package io.github.djlseq2seq.translate;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/**
 * Translations as JSON: what the command line prints and requests are answered with.
 *
 * <p>An object has the names of {@link Translation}'s components and methods: {@code text}, {@code
 * score}, {@code candidates}, {@code sourceTokens}, {@code unknownSourceTokens}, {@code
 * truncatedTokens}. All keys are always there, but for {@code attention}, which is written where it
 * is asked for. Log-probabilities are rounded to six decimals, weights to four.
 */
public final class TranslationJson {

  private static final int DECIMALS = 6;
  private static final int WEIGHT_DECIMALS = 4;

  private TranslationJson() {}

  /**
   * Writes a translation.
   *
   * @param translation the translation
   * @param attention whether to write what each token attended to: T rows of S weights, no row if
   *     the model has no attention
   * @return the object
   */
  public static JsonObject write(Translation translation, boolean attention) {
    JsonObject json = new JsonObject();
    json.addProperty("text", translation.text());
    json.addProperty("score", round(translation.score(), DECIMALS));
    JsonArray candidates = new JsonArray();
    translation.candidates().forEach(one -> candidates.add(candidate(one, attention)));
    json.add("candidates", candidates);
    json.add("sourceTokens", strings(translation.sourceTokens()));
    JsonArray unknown = new JsonArray();
    translation.unknownSourceTokens().forEach(unknown::add);
    json.add("unknownSourceTokens", unknown);
    json.addProperty("truncatedTokens", translation.truncatedTokens());
    return json;
  }

  private static JsonObject candidate(Translation.Candidate candidate, boolean attention) {
    JsonObject json = new JsonObject();
    json.addProperty("text", candidate.text());
    json.addProperty("score", round(candidate.score(), DECIMALS));
    json.addProperty("logProbability", round(candidate.logProbability(), DECIMALS));
    json.addProperty("ended", candidate.ended());
    json.add("tokens", strings(candidate.tokens()));
    JsonArray values = new JsonArray();
    candidate.tokenLogProbabilities().forEach(value -> values.add(round(value, DECIMALS)));
    json.add("tokenLogProbabilities", values);
    JsonArray unknown = new JsonArray();
    for (Translation.UnknownWord word : candidate.unknownWords()) {
      JsonObject object = new JsonObject();
      object.addProperty("position", word.position());
      object.addProperty("replacement", word.replacement());
      unknown.add(object);
    }
    json.add("unknownWords", unknown);
    if (attention) {
      json.add("attention", weights(candidate.attention()));
    }
    return json;
  }

  private static JsonArray weights(Alignment alignment) {
    JsonArray rows = new JsonArray();
    for (int t = 0; t < alignment.rows(); t++) {
      JsonArray row = new JsonArray();
      for (int s = 0; s < alignment.columns(); s++) {
        row.add(round(alignment.weight(t, s), WEIGHT_DECIMALS));
      }
      rows.add(row);
    }
    return rows;
  }

  private static JsonArray strings(List<String> values) {
    JsonArray array = new JsonArray();
    values.forEach(array::add);
    return array;
  }

  /** Rounds, so that numbers that cannot be told apart are short. */
  private static BigDecimal round(double value, int decimals) {
    BigDecimal rounded = BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_EVEN);
    return new BigDecimal(rounded.stripTrailingZeros().toPlainString());
  }
}
