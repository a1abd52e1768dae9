package io.github.djlseq2seq.translate.metric;

import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** What a model or its translations can be measured by. */
public enum Metric {
  /** {@link Bleu}. */
  BLEU("eff:no|tok:13a|smooth:exp"),
  /** {@link ChrF}. */
  CHRF("eff:yes|nc:6|nw:0|space:no"),
  /** The error rate of words: {@link ErrorRate#ofTokens}. */
  WER("tok:space"),
  /** The error rate of phonemes, which stand between white space and have no case. */
  PER("tok:space"),
  /** The error rate of characters: {@link ErrorRate#ofCharacters}. */
  CER("tok:char"),
  /** {@link ExactMatch}, in percent. */
  EXACT("tok:none"),
  /** Of the model, not of its translations. */
  PERPLEXITY("tok:model");

  private final String signature;

  Metric(String signature) {
    this.signature = signature;
  }

  /**
   * Tells what is measured.
   *
   * @return whether translations are needed
   */
  public boolean ofTranslations() {
    return this != PERPLEXITY;
  }

  /**
   * Measures translations.
   *
   * @param segments the translations and their references
   * @param form in which form they are compared
   * @return the score; error rates and exact match in percent
   * @throws IllegalStateException if this is not of translations
   */
  public double score(List<Segment> segments, TextForm form) {
    List<Segment> compared = segments.stream().map(segment -> segment.map(form(form))).toList();
    return switch (this) {
      case BLEU -> Bleu.score(compared);
      case CHRF -> ChrF.score(compared);
      case WER, PER -> 100 * ErrorRate.ofTokens(compared);
      case CER -> 100 * ErrorRate.ofCharacters(compared);
      case EXACT -> 100 * ExactMatch.score(compared);
      case PERPLEXITY -> throw new IllegalStateException("perplexity is not of translations");
    };
  }

  /**
   * Says what must be equal for scores to be comparable, in sacreBLEU's manner.
   *
   * @param segments the translations and their references
   * @param form in which form they are compared
   * @return the signature
   */
  public String signature(List<Segment> segments, TextForm form) {
    if (!ofTranslations()) {
      return this + "|" + signature;
    }
    String text =
        normalizes(form)
            ? "case:lower|" + signature.replace("tok:13a", "tok:none") + "|form:normalized"
            : "case:mixed|" + signature + "|form:plain";
    return "%s|nrefs:%s|%s".formatted(this, references(segments), text);
  }

  /** As it is written on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  private UnaryOperator<String> form(TextForm form) {
    if (normalizes(form)) {
      return MetricText::normalize;
    }
    return switch (this) {
      case BLEU -> Tokenizer13a::tokenize;
      case CHRF -> UnaryOperator.identity();
      default -> MetricText::plain;
    };
  }

  // Marks of the phonetic alphabet must not be set apart as if they were punctuation.
  private boolean normalizes(TextForm form) {
    return form == TextForm.NORMALIZED && this != PER;
  }

  private static String references(List<Segment> segments) {
    List<Integer> counts =
        segments.stream().map(segment -> segment.references().size()).distinct().toList();
    return counts.size() == 1 ? counts.get(0).toString() : "var";
  }
}
