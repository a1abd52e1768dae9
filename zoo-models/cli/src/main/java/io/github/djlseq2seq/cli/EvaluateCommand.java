package io.github.djlseq2seq.cli;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import io.github.djlseq2seq.translate.Translation;
import io.github.djlseq2seq.translate.corpus.ParallelCorpus;
import io.github.djlseq2seq.translate.corpus.SentencePair;
import io.github.djlseq2seq.translate.metric.Bleu;
import io.github.djlseq2seq.translate.metric.ChrF;
import io.github.djlseq2seq.translate.metric.ErrorRate;
import io.github.djlseq2seq.translate.metric.ExactMatch;
import io.github.djlseq2seq.translate.metric.MetricText;
import io.github.djlseq2seq.zoo.train.HeldOutScore;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code seq2seq evaluate}. */
@Command(
    name = "evaluate",
    description = "Measure a model on sentence pairs.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Translations and references are compared in one form: NFC, lower case, plain quotes,",
      "punctuation set apart. BLEU and chrF2 are sacreBLEU's of that form (--tokenize none).",
      "wer is the word error rate, exact the share of equal lines, both in percent; perplexity",
      "is per target token, for the model's own tokens."
    })
final class EvaluateCommand implements Callable<Integer> {

  private static final String SIGNATURE = "case:lower|text:NFC+punctuation-apart|version:1";

  /** What can be measured. */
  enum Metric {
    BLEU,
    CHRF,
    WER,
    EXACT,
    PERPLEXITY
  }

  @Spec private CommandSpec spec;

  @Mixin private ModelOptions options;

  @Option(
      names = "--test",
      paramLabel = "TSV",
      required = true,
      description = "Sentence pairs, source<TAB>target.")
  private Path test;

  @Option(
      names = "--metrics",
      split = ",",
      paramLabel = "NAME",
      description = "Of ${COMPLETION-CANDIDATES} (default: bleu,chrf).")
  private Set<Metric> metrics = new LinkedHashSet<>(List.of(Metric.BLEU, Metric.CHRF));

  @Option(names = "--out", paramLabel = "FILE", description = "Write the translations to a file.")
  private @Nullable Path out;

  @Option(names = "--json", description = "Print a JSON object.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    List<SentencePair> pairs = ParallelCorpus.readAll(test);
    if (pairs.isEmpty()) {
      throw new IOException(test + " has no sentence pair");
    }
    JsonObject result = new JsonObject();
    try (ModelOptions.LoadedModel model = options.load(1)) {
      List<String> hypotheses = translate(model, pairs);
      if (out != null) {
        Files.write(out, hypotheses);
      }
      result.addProperty("sentences", pairs.size());
      List<String> normalized = hypotheses.stream().map(MetricText::normalize).toList();
      List<String> references =
          pairs.stream().map(pair -> MetricText.normalize(pair.target())).toList();
      for (Metric metric : metrics) {
        double score =
            metric == Metric.PERPLEXITY
                ? Math.exp(HeldOutScore.loss(model.model(), model.text(), pairs, model.batch()))
                : score(metric, normalized, references);
        result.addProperty(metric.name().toLowerCase(Locale.ROOT), score);
      }
    }
    result.addProperty("signature", SIGNATURE);
    print(result);
    return 0;
  }

  private List<String> translate(ModelOptions.LoadedModel model, List<SentencePair> pairs)
      throws Exception {
    PrintWriter err = spec.commandLine().getErr();
    List<Integer> shown = new ArrayList<>(List.of(0));
    List<Translation> translations =
        BatchTranslation.translate(
            model.predictor(),
            pairs.stream().map(SentencePair::source).toList(),
            model.batch(),
            done -> {
              if (done - shown.get(0) >= 500) {
                shown.set(0, done);
                err.println(done + " of " + pairs.size() + " sentences translated");
              }
            });
    long truncated = translations.stream().filter(t -> t.truncatedTokens() > 0).count();
    if (truncated > 0) {
      err.println(
          "seq2seq: warning: " + truncated + " sources are longer than the model reads, and cut");
    }
    return translations.stream().map(Translation::text).toList();
  }

  private static double score(Metric metric, List<String> hypotheses, List<String> references) {
    return switch (metric) {
      case BLEU -> Bleu.score(hypotheses, references);
      case CHRF -> ChrF.score(hypotheses, references);
      case WER -> 100 * ErrorRate.score(hypotheses, references);
      case EXACT -> 100 * ExactMatch.score(hypotheses, references);
      case PERPLEXITY -> throw new IllegalArgumentException("perplexity is not of translations");
    };
  }

  private void print(JsonObject result) {
    PrintWriter writer = spec.commandLine().getOut();
    if (json) {
      writer.println(new GsonBuilder().setPrettyPrinting().create().toJson(result));
      return;
    }
    for (String name : result.keySet()) {
      boolean score = result.get(name).getAsJsonPrimitive().isNumber() && !name.equals("sentences");
      String value =
          score
              ? String.format(Locale.ROOT, "%.2f", result.get(name).getAsDouble())
              : result.get(name).getAsString();
      writer.println(String.format(Locale.ROOT, "%-11s %s", name, value));
    }
  }
}
