package io.github.djlseq2seq.zoo.train;

import com.google.gson.JsonObject;
import io.github.djlseq2seq.block.ConfigJson;
import io.github.djlseq2seq.translate.corpus.Corpus;
import io.github.djlseq2seq.translate.corpus.PairReader;
import io.github.djlseq2seq.translate.corpus.SentencePair;
import java.io.IOException;
import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a corpus suggests for the keys of a recipe that its owner leaves open.
 *
 * @param preset what kind of pairs they are
 * @param settings what follows, as {@code key=value}
 * @param reason what it follows from
 */
public record RecipeChoice(Preset preset, List<String> settings, String reason) {

  /** Kinds of sentence pairs. */
  public enum Preset {
    /** Texts of several words, such as sentences to translate. */
    SENTENCES,
    /** Single words and names, such as those to pronounce or to transliterate. */
    CHARACTERS;

    /** As it is written on the command line. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How many pairs are looked at. */
  private static final int SAMPLE = 2000;

  private static final double FEW_WORDS = 1.8;
  private static final double MANY_SYMBOLS = 0.5;
  private static final double MOSTLY = 0.3;
  private static final int MANY_PAIRS = 5000;
  private static final int LARGE_BATCH = 64;
  private static final int SMALL_BATCH = 16;
  private static final int WARMUP = 400;
  private static final int UPDATES = 6000;
  private static final int LEAST_EPOCHS = 10;
  private static final int MOST_EPOCHS = 100;

  /** Fine-tuning on little: enough updates to learn it, and not all of them in the warm-up. */
  private static final int FEW_PAIRS = 1000;

  private static final int LEAST_TUNING_UPDATES = 150;
  private static final int LEAST_TUNING_EPOCHS = 5;
  private static final int MOST_TUNING_EPOCHS = 30;
  private static final int TUNING_WARMUP = 50;

  /**
   * Looks at a corpus.
   *
   * @param corpus the corpus, which is read once
   * @param preset what kind of pairs they are; null to judge by those at its beginning
   * @return the choice
   * @throws IOException if the corpus cannot be read or has no pair
   */
  public static RecipeChoice of(Corpus corpus, @Nullable Preset preset) throws IOException {
    List<SentencePair> sample = new ArrayList<>();
    long size = 0;
    try (PairReader reader = corpus.open()) {
      for (SentencePair pair = reader.next(); pair != null; pair = reader.next()) {
        if (size++ < SAMPLE) {
          sample.add(pair);
        }
      }
    }
    if (size == 0) {
      throw new IOException("the training data have no pair");
    }
    double words = sample.stream().mapToInt(pair -> words(pair.source())).average().orElse(0);
    Preset kind =
        preset != null ? preset : words < FEW_WORDS ? Preset.CHARACTERS : Preset.SENTENCES;
    int batch = size < MANY_PAIRS ? SMALL_BATCH : LARGE_BATCH;
    long passes = (long) Math.ceil((double) UPDATES * batch / size);
    long epochs = Math.max(LEAST_EPOCHS, Math.min(MOST_EPOCHS, passes));
    long warmup = Math.max(1, Math.min(WARMUP, epochs * size / batch / 10));
    List<String> settings = new ArrayList<>();
    settings.addAll(List.of("epochs=" + epochs, "batchSize=" + batch, "warmup=" + warmup));
    String reason =
        String.format(Locale.ROOT, "%,d pairs, sources of %.1f words on average", size, words);
    settings.addAll(kind == Preset.CHARACTERS ? characters(sample) : sentences(sample));
    return new RecipeChoice(kind, List.copyOf(settings), reason);
  }

  /**
   * Says what the number of pairs that a model goes on learning from suggests.
   *
   * @param corpus the pairs, which are read once
   * @return the keys and values, as {@code key=value}
   * @throws IOException if the corpus cannot be read
   */
  public static List<String> fineTuning(Corpus corpus) throws IOException {
    long size = 0;
    try (PairReader reader = corpus.open()) {
      while (reader.next() != null) {
        size++;
      }
    }
    int batch = size < FEW_PAIRS ? SMALL_BATCH : LARGE_BATCH;
    long perEpoch = Math.max(1, (size + batch - 1) / batch);
    long wanted = (LEAST_TUNING_UPDATES + perEpoch - 1) / perEpoch;
    long epochs = Math.max(LEAST_TUNING_EPOCHS, Math.min(MOST_TUNING_EPOCHS, wanted));
    long warmup = Math.min(TUNING_WARMUP, epochs * perEpoch / 3);
    return List.of("epochs=" + epochs, "batchSize=" + batch, "warmup=" + warmup);
  }

  /** A capital is put back where a sentence begins only if the corpus has them there. */
  private static List<String> sentences(List<SentencePair> sample) {
    boolean source = beginWithCapitals(sample.stream().map(SentencePair::source).toList());
    boolean target = beginWithCapitals(sample.stream().map(SentencePair::target).toList());
    return List.of(
        "source.letterCase=" + (source ? "sentence" : "keep"),
        "target.letterCase=" + (target ? "sentence" : "keep"));
  }

  /** Whether most texts that begin with a letter that has a case begin with a capital. */
  private static boolean beginWithCapitals(List<String> texts) {
    int capitals = 0;
    int small = 0;
    for (String text : texts) {
      int first = text.strip().codePoints().findFirst().orElse(' ');
      capitals += Character.isUpperCase(first) ? 1 : 0;
      small += Character.isLowerCase(first) ? 1 : 0;
    }
    return capitals >= small;
  }

  private static List<String> characters(List<SentencePair> sample) {
    boolean hangul = hangul(sample.stream().map(SentencePair::source).toList());
    return List.of(
        "source.tokenizer=" + (hangul ? "jamo" : "character"),
        "source.letterCase=" + (hasCapitals(sample) ? "keep" : "lower"),
        "target.tokenizer=" + target(sample),
        "target.letterCase=keep",
        "model.dropout=0.3");
  }

  /**
   * Puts the choice under what is set.
   *
   * @param recipe the defaults
   * @return the recipe
   */
  public TrainingRecipe apply(TrainingRecipe recipe) {
    JsonObject json = ConfigJson.settings(settings);
    return recipe.with(json, "preset " + preset);
  }

  /** Phonemes and the like stand between white space. */
  private static String target(List<SentencePair> sample) {
    long symbols = 0;
    long all = 0;
    for (SentencePair pair : sample) {
      for (String word : pair.target().strip().split("\\s+", -1)) {
        all++;
        symbols += word.codePointCount(0, word.length()) <= 3 ? 1 : 0;
      }
    }
    double mean = (double) all / sample.size();
    if (mean > FEW_WORDS && symbols > MANY_SYMBOLS * all) {
      return "whitespace";
    }
    return hangul(sample.stream().map(SentencePair::target).toList()) ? "jamo" : "character";
  }

  /** A capital matters where a target has any. */
  private static boolean hasCapitals(List<SentencePair> sample) {
    return sample.stream()
        .anyMatch(pair -> pair.target().codePoints().anyMatch(Character::isUpperCase));
  }

  private static boolean hangul(List<String> texts) {
    long with =
        texts.stream().filter(text -> text.codePoints().anyMatch(RecipeChoice::isHangul)).count();
    return with > MOSTLY * texts.size();
  }

  private static boolean isHangul(int c) {
    return UnicodeScript.of(c) == UnicodeScript.HANGUL;
  }

  private static int words(String text) {
    return text.strip().split("\\s+", -1).length;
  }
}
