package io.github.djlseq2seq.translate;

import com.google.gson.JsonObject;
import io.github.djlseq2seq.block.ConfigJson;
import io.github.djlseq2seq.block.Seq2SeqConfig;
import io.github.djlseq2seq.block.attention.AttentionType;
import io.github.djlseq2seq.block.search.LengthNorm;
import io.github.djlseq2seq.block.search.Sampling;
import io.github.djlseq2seq.block.search.SearchConfig;
import io.github.djlseq2seq.block.search.SearchTask;
import io.github.djlseq2seq.translate.text.EncodedText;
import io.github.djlseq2seq.translate.text.TextPipeline;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How to translate; a {@code Criteria} gives them as arguments of the same names. Lengths are in
 * tokens, the end of a translation counted as one.
 *
 * @param beam how many hypotheses the search follows; 1 is greedy. With {@code sampling} the number
 *     of samples
 * @param nBest how many translations to return, at most {@code beam}
 * @param lengthPenalty translations are ranked by {@code log p / norm(length)}, of which this is
 *     the exponent
 * @param lengthNorm which {@code norm}: {@code average} or {@code gnmt}, see {@link LengthNorm}
 * @param coveragePenalty what it costs to leave words of the source unattended (Wu et al. 2016)
 * @param minLength the fewest tokens of a translation
 * @param minLengthRatio the fewest tokens for each of the source's
 * @param maxLength the most tokens of a translation, whatever {@code minLengthRatio}; 0 to leave it
 *     to {@code maxLengthRatio}
 * @param maxLengthRatio the most tokens for each of the source's, with 20 more in all, unless the
 *     least or the prefix are longer
 * @param noRepeatNgram no sequence of so many tokens comes twice in a translation; 0 for any
 * @param prefix what every translation begins with
 * @param forbidden words that no translation has, with spaces between; each must be a single token
 *     of the model
 * @param sampling whether translations are drawn at random instead of searched for
 * @param temperature of sampling; 1 is the model's own distribution, less is bolder
 * @param topK of how many of the likeliest tokens sampling draws; 0 for all
 * @param topP sampling draws of the likeliest tokens that have this share together; 1 for all
 * @param seed what sampling follows from
 */
public record TranslationOptions(
    int beam,
    int nBest,
    double lengthPenalty,
    LengthNorm lengthNorm,
    double coveragePenalty,
    int minLength,
    double minLengthRatio,
    int maxLength,
    double maxLengthRatio,
    int noRepeatNgram,
    String prefix,
    String forbidden,
    boolean sampling,
    double temperature,
    int topK,
    double topP,
    long seed) {

  /** The defaults: the best of a beam of 5, by average log-probability. */
  public static final TranslationOptions DEFAULT =
      new TranslationOptions(
          5, 1, 1, LengthNorm.AVERAGE, 0, 0, 0, 0, 2, 0, "", "", false, 1, 0, 1, 1);

  private static final int MORE = 20;

  /**
   * Checks the values.
   *
   * @param beam how many hypotheses the search follows
   * @param nBest how many translations to return
   * @param lengthPenalty the exponent of the length
   * @param lengthNorm by what log-probabilities are divided
   * @param coveragePenalty what it costs to leave words of the source unattended
   * @param minLength the fewest tokens
   * @param minLengthRatio the fewest tokens for each of the source's
   * @param maxLength the most tokens
   * @param maxLengthRatio the most tokens for each of the source's
   * @param noRepeatNgram the length of sequences that come once
   * @param prefix what every translation begins with
   * @param forbidden words that no translation has
   * @param sampling whether translations are drawn
   * @param temperature of sampling
   * @param topK of how many tokens sampling draws
   * @param topP of which share of the tokens sampling draws
   * @param seed what sampling follows from
   * @throws IllegalArgumentException if a value is out of range; the message names it and the rule
   */
  public TranslationOptions {
    new SearchConfig(
        beam,
        nBest,
        lengthPenalty,
        lengthNorm,
        coveragePenalty,
        noRepeatNgram,
        List.of(),
        new Sampling(temperature, topK, topP, seed));
    check(maxLength >= 0, "maxLength", maxLength, "must be 0 or more");
    check(
        minLength >= 0 && (maxLength == 0 || minLength <= maxLength),
        "minLength",
        minLength,
        "must be 0 or more" + (maxLength == 0 ? "" : ", at most maxLength " + maxLength));
    check(isRatio(maxLengthRatio), "maxLengthRatio", maxLengthRatio, "must be 0 or more");
    check(isRatio(minLengthRatio), "minLengthRatio", minLengthRatio, "must be 0 or more");
  }

  private static boolean isRatio(double value) {
    return value >= 0 && Double.isFinite(value);
  }

  private static void check(boolean holds, String name, Object value, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(name + " " + rule + ", found " + value);
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

  /**
   * Returns these options with some changed, as {@code with("beam=1", "maxLength=50")}.
   *
   * @param settings an option and its value each
   * @return the options
   * @throws IllegalArgumentException if an option is unknown or a value not valid
   */
  public TranslationOptions with(String... settings) {
    return ConfigJson.read(
        TranslationOptions.class, this, ConfigJson.settings(List.of(settings)), "settings");
  }

  /**
   * Checks that a model knows the words that the options name.
   *
   * @return these options
   * @throws IllegalArgumentException if it does not
   */
  TranslationOptions check(TextPipeline target) {
    search(target);
    task(1, target);
    return this;
  }

  /**
   * Checks that a model can translate so: that it knows the words, and attends to something if that
   * is asked of it.
   *
   * @throws IllegalArgumentException if it does not
   */
  void check(TextPipeline target, Seq2SeqConfig model) {
    check(target);
    check(
        coveragePenalty == 0 || model.attention() != AttentionType.NONE,
        "coveragePenalty",
        coveragePenalty,
        "must be 0 for a model without attention");
  }

  /**
   * How to search.
   *
   * @throws IllegalArgumentException if {@code forbidden} has a word that is no token of the model
   */
  SearchConfig search(TextPipeline target) {
    Set<Integer> never = new LinkedHashSet<>();
    for (String word : forbiddenWords()) {
      List<Integer> tokens = target.tokensOf(word);
      check(
          !tokens.isEmpty(),
          "forbidden",
          "\"" + word + "\"",
          "must be of words that are each a token of the model");
      never.addAll(tokens);
    }
    return new SearchConfig(
        beam,
        nBest,
        lengthPenalty,
        lengthNorm,
        coveragePenalty,
        noRepeatNgram,
        List.copyOf(never),
        sampling ? new Sampling(temperature, topK, topP, seed) : null);
  }

  /** The forbidden words, each once. */
  Set<String> forbiddenWords() {
    String words = forbidden.strip();
    return words.isEmpty() ? Set.of() : new LinkedHashSet<>(Arrays.asList(words.split("\\s+", -1)));
  }

  /**
   * What the translation of a source has to be like.
   *
   * @throws IllegalArgumentException if {@code prefix} has a word that the model does not know, or
   *     more tokens than a translation may have
   */
  SearchTask task(int sourceLength, TextPipeline target) {
    List<Integer> begin = begin(target);
    int least = Math.max(minLength, tokens(minLengthRatio, sourceLength));
    int most = maxLength;
    if (most == 0) {
      int usual = tokens(maxLengthRatio, sourceLength) + MORE;
      most = Math.max(usual, Math.max(least, begin.size()));
    }
    return new SearchTask(sourceLength, Math.min(least, most), most, begin);
  }

  private static int tokens(double ratio, int sourceLength) {
    return (int) Math.min(1 << 20, Math.ceil(ratio * sourceLength));
  }

  private List<Integer> begin(TextPipeline target) {
    if (prefix.isEmpty()) {
      return List.of();
    }
    EncodedText encoded = target.encode(prefix);
    check(
        encoded.unknownCount() == 0,
        "prefix",
        "\"" + prefix + "\"",
        "must be of tokens that the model knows");
    check(
        !encoded.truncated(),
        "prefix",
        encoded.totalTokens() + " tokens",
        "must have at most as many tokens as the model reads, " + encoded.length());
    return Arrays.stream(encoded.ids()).boxed().toList();
  }
}
