package io.github.djlseq2seq.cli;

import ai.djl.translate.TranslateException;
import io.github.djlseq2seq.translate.ModelText;
import io.github.djlseq2seq.translate.Translation;
import io.github.djlseq2seq.translate.corpus.SentencePair;
import io.github.djlseq2seq.translate.metric.Metric;
import io.github.djlseq2seq.translate.metric.Segment;
import io.github.djlseq2seq.translate.metric.TextForm;
import io.github.djlseq2seq.zoo.train.HeldOutScore;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code seq2seq evaluate}. */
@Command(
    name = "evaluate",
    description = "Measure a model on sentence pairs.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "  bleu        BLEU, 0 to 100, as sacreBLEU computes it (13a tokens, case counts)",
      "  chrf        chrF2, 0 to 100, as sacreBLEU computes it",
      "  wer         word error rate: edits in percent of the references' words, which",
      "              are what stands between white space",
      "  per         phoneme error rate: the same, always of plain text",
      "  cer         character error rate: the same of characters, white space aside",
      "  exact       translations that equal a reference, in percent; 100 less this is",
      "              the WER of work on pronunciation",
      "  perplexity  of every line, per token of the model's own",
      "",
      "Of several references the error rates take the nearest and chrF the best; BLEU",
      "counts an n-gram that any of them has.",
      "",
      "Normalized text is NFC, lower case, with plain quotes and punctuation set apart;",
      "BLEU and chrF are then sacreBLEU's of that form (--tokenize none). Scores with",
      "different signatures cannot be compared.",
      "",
      "  seq2seq evaluate --test test.tsv --metrics bleu,chrf,exact",
      "  seq2seq evaluate --model g2p --test words.tsv --metrics per,exact --json"
    })
final class EvaluateCommand implements Callable<Integer> {

  private static final Pattern STRESS = Pattern.compile("[0-9]");

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
      defaultValue = "bleu,chrf",
      description = "Of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Set<Metric> metrics = new LinkedHashSet<>();

  @Option(
      names = "--form",
      paramLabel = "NAME",
      defaultValue = "plain",
      description = {
        "plain: compare the texts as they are (default).",
        "normalized: leave case and the setting of punctuation out of account."
      })
  private TextForm form = TextForm.PLAIN;

  @Option(
      names = "--references",
      paramLabel = "NAME",
      defaultValue = "source",
      description = {
        "source: lines of one source are one sentence with several references (default).",
        "line: every line is a sentence with one reference, as in a pair of files."
      })
  private TestSet.References references = TestSet.References.SOURCE;

  @Option(
      names = "--ignore-stress",
      description = "Leave out digits, which are the stress marks of ARPAbet.")
  private boolean ignoreStress;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Write the translations to a file, one for each line of TSV.")
  private @Nullable Path out;

  @Option(names = "--json", description = "Print a JSON object, with unrounded scores.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    if (metrics.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "--metrics must name at least one of %s, found none".formatted(List.of(Metric.values())));
    }
    TestSet set = TestSet.read(test);
    if (out != null) {
      OutputFile.check("--out", out);
    }
    Map<String, String> translations = new HashMap<>();
    Scores scores;
    try (ModelOptions.LoadedModel model = options.load(1)) {
      if (out != null || metrics.stream().anyMatch(Metric::ofTranslations)) {
        translations = translate(model, set.sources());
      }
      if (out != null) {
        OutputFile.write(out, set.lines(translations));
      }
      scores = score(model, set, set.segments(translations, references));
    }
    spec.commandLine().getOut().println(json ? scores.json() : scores.table());
    return 0;
  }

  private Scores score(ModelOptions.LoadedModel model, TestSet set, List<Segment> segments)
      throws IOException {
    List<Segment> compared = ignoreStress ? withoutStress(segments) : segments;
    Scores scores =
        new Scores(segments.size(), segments.stream().mapToInt(s -> s.references().size()).sum());
    String version = "|version:" + spec.root().version()[0].replace(' ', '-');
    for (Metric metric : metrics) {
      double score =
          metric.ofTranslations() ? metric.score(compared, form) : perplexity(model, set.pairs());
      if (!Double.isFinite(score)) {
        throw new IOException(
            "--metrics %s: there is nothing to compare, no reference of %s has a token left"
                .formatted(metric, test));
      }
      String stress = ignoreStress && metric.ofTranslations() ? "|stress:ignored" : "";
      scores.add(metric, score, metric.signature(compared, form) + stress + version);
    }
    return scores;
  }

  private Map<String, String> translate(ModelOptions.LoadedModel model, List<String> sources)
      throws TranslateException {
    PrintWriter err = spec.commandLine().getErr();
    int[] shown = {0};
    List<Translation> translations =
        model.translate(
            sources,
            done -> {
              if (done - shown[0] >= 500) {
                shown[0] = done;
                err.println(done + " of " + sources.size() + " sentences translated");
              }
            });
    long truncated = translations.stream().filter(t -> t.truncatedTokens() > 0).count();
    if (truncated > 0) {
      err.println(
          "seq2seq: warning: " + truncated + " sources are longer than the model reads, and cut");
    }
    Map<String, String> texts = new HashMap<>();
    for (int i = 0; i < sources.size(); i++) {
      texts.put(sources.get(i), translations.get(i).text());
    }
    return texts;
  }

  private double perplexity(ModelOptions.LoadedModel model, List<SentencePair> pairs)
      throws IOException {
    List<SentencePair> read = pairs.stream().filter(pair -> fits(pair, model.text())).toList();
    if (read.isEmpty()) {
      throw new IOException(
          "--metrics perplexity: every pair of " + test + " is longer than the model reads");
    }
    if (read.size() < pairs.size()) {
      spec.commandLine()
          .getErr()
          .println(
              "seq2seq: warning: perplexity leaves out %d pairs that are longer than the model reads"
                  .formatted(pairs.size() - read.size()));
    }
    double loss = HeldOutScore.loss(model.model(), model.text(), read, model.batch());
    if (!Double.isFinite(Math.exp(loss))) {
      throw new IOException(
          "--metrics perplexity: the loss is %s nats a token; the model's parameters are damaged"
              .formatted(loss));
    }
    return Math.exp(loss);
  }

  private static boolean fits(SentencePair pair, ModelText text) {
    return !text.source().encode(pair.source()).truncated()
        && !text.target().encode(pair.target()).truncated();
  }

  /** Without digits, which are what ARPAbet marks stress with and nothing else. */
  static List<Segment> withoutStress(List<Segment> segments) {
    return segments.stream()
        .map(segment -> segment.map(line -> STRESS.matcher(line).replaceAll("")))
        .toList();
  }
}
