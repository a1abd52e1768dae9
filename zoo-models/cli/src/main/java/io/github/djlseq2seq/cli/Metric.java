package io.github.djlseq2seq.cli;

import io.github.djlseq2seq.translate.metric.Bleu;
import io.github.djlseq2seq.translate.metric.ChrF;
import io.github.djlseq2seq.translate.metric.ErrorRate;
import io.github.djlseq2seq.translate.metric.ExactMatch;
import io.github.djlseq2seq.translate.metric.MetricText;
import io.github.djlseq2seq.translate.metric.Segment;
import io.github.djlseq2seq.translate.metric.Tokenizer13a;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** What {@code seq2seq evaluate} measures. */
enum Metric {
  BLEU("eff:no|tok:13a|smooth:exp"),
  CHRF("eff:yes|nc:6|nw:0|space:no"),
  WER("tok:space"),
  PER("tok:space"),
  CER("tok:char"),
  EXACT("tok:none"),
  /** Of the model, not of translations. */
  PERPLEXITY("tok:model");

  private final String signature;

  Metric(String signature) {
    this.signature = signature;
  }

  /** Whether translations are needed. */
  boolean ofTranslations() {
    return this != PERPLEXITY;
  }

  /** The score; error rates and exact match in percent. */
  double score(List<Segment> segments, TextForm form) {
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

  /** What must be equal for scores to be comparable, in sacreBLEU's manner. */
  String signature(List<Segment> segments, TextForm form) {
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
