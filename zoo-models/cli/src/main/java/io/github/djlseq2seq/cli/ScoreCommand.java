package io.github.djlseq2seq.cli;

import ai.djl.inference.Predictor;
import ai.djl.translate.TranslateException;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.github.djlseq2seq.translate.TargetScore;
import io.github.djlseq2seq.translate.TargetScorer;
import io.github.djlseq2seq.translate.corpus.ParallelCorpus;
import io.github.djlseq2seq.translate.corpus.SentencePair;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code seq2seq score}. */
@Command(
    name = "score",
    description = "Tell how likely a model finds given translations, read from standard input.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Each line is source<TAB>translation; its answer, a line as well, is the natural logarithm",
      "of the translation's probability, its end included. --json adds each token's.",
      "",
      "  printf 'Il pleut.\\tIt is raining.\\n' | seq2seq score"
    })
final class ScoreCommand implements Callable<Integer> {

  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  @Spec private CommandSpec spec;

  @Mixin private LoadOptions options;

  @Option(names = "--json", description = "Print one JSON object a line.")
  private boolean json;

  private long lines;

  private final PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);

  @Override
  public Integer call() throws Exception {
    try (LoadOptions.Loaded model = options.load();
        Predictor<SentencePair, TargetScore> predictor =
            model.model().newPredictor(new TargetScorer(model.text()));
        ParallelCorpus corpus = ParallelCorpus.of(System.in, "standard input")) {
      return score(predictor, corpus);
    }
  }

  private int score(Predictor<SentencePair, TargetScore> predictor, ParallelCorpus corpus)
      throws Exception {
    List<SentencePair> batch = new ArrayList<>();
    try {
      for (SentencePair pair = corpus.next(); pair != null; pair = corpus.next()) {
        batch.add(pair);
        // Whoever writes line by line and waits gets each answer at once.
        if (batch.size() == options.batch() || !corpus.ready()) {
          print(predictor, batch);
          if (out.checkError()) {
            return 1;
          }
        }
      }
    } catch (IOException e) {
      print(predictor, batch);
      throw e;
    }
    print(predictor, batch);
    return out.checkError() ? 1 : 0;
  }

  private void print(Predictor<SentencePair, TargetScore> predictor, List<SentencePair> batch)
      throws TranslateException {
    for (TargetScore score : predictor.batchPredict(batch)) {
      lines++;
      if (score.truncated()) {
        spec.commandLine()
            .getErr()
            .println(
                "seq2seq: warning: line %d is longer than the model reads, and cut"
                    .formatted(lines));
      }
      out.println(
          json ? GSON.toJson(score) : String.format(Locale.ROOT, "%.4f", score.logProbability()));
    }
    batch.clear();
    out.flush();
  }
}
