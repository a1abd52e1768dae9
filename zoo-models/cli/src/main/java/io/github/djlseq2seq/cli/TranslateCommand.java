package io.github.djlseq2seq.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.github.djlseq2seq.translate.Translation;
import io.github.djlseq2seq.translate.TranslationJson;
import io.github.djlseq2seq.translate.text.Utf8Lines;
import java.io.File;
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
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code seq2seq translate}. */
@Command(
    name = "translate",
    description = "Translate texts, or standard input line by line.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Translations come in the order of the texts, one a line, an empty line for an empty one.",
      "With --n-best above 1 each text has N lines: rank<TAB>score<TAB>translation.",
      "",
      "  seq2seq translate \"Je suis étudiant.\"",
      "  seq2seq translate -- \"- Un texte qui commence par un tiret\"",
      "  seq2seq translate --engine MXNet < french.txt > english.txt",
      "  seq2seq translate --heatmap attention.png \"Je suis étudiant.\""
    })
final class TranslateCommand implements Callable<Integer> {

  /** Lines that are sorted by length before they are put in batches. */
  private static final int WINDOW = 20;

  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  @Spec private CommandSpec spec;

  @Mixin private ModelOptions options;

  @Option(
      names = "--n-best",
      paramLabel = "N",
      defaultValue = "1",
      description = "Translations of each text, at most K (default: ${DEFAULT-VALUE}).")
  private int nBest;

  @Option(
      names = "--json",
      description = "Print one JSON object a text: tokens, log-probabilities, unknown words.")
  private boolean json;

  @Option(
      names = "--attention",
      description = "With --json: print what each token attended to as well.")
  private boolean attention;

  @Mixin private HeatmapOption heatmap;

  @Parameters(paramLabel = "TEXT", arity = "0..*", description = "Texts to translate.")
  private List<String> texts = new ArrayList<>();

  /** The first text that the model knows less than half of, and how many others there are. */
  private String unknown = "";

  private int othersUnknown;

  private final PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);

  @Override
  public Integer call() throws Exception {
    if (attention && !json) {
      throw new ParameterException(spec.commandLine(), "--attention goes with --json");
    }
    heatmap.check(texts);
    if (heatmap.isGiven() && texts.isEmpty()) {
      texts = List.of(heatmap.only(new Utf8Lines(System.in, "standard input")));
    }
    try (ModelOptions.LoadedModel model = options.load(nBest)) {
      if (texts.size() == 1 && new File(texts.get(0)).isFile()) {
        tell("\"%s\" is translated as a text; what is in the file: < %<s", texts.get(0));
      }
      int code = texts.isEmpty() ? translateLines(model) : translate(model, texts, "text", 1);
      if (code == 0) {
        warnOfAnotherLanguage(model.text().source().config().language());
      }
      return code;
    }
  }

  private int translateLines(ModelOptions.LoadedModel model) throws Exception {
    Utf8Lines lines = new Utf8Lines(System.in, "standard input");
    List<String> window = new ArrayList<>();
    long first = 1;
    int code = 0;
    try {
      for (String line = lines.next(); line != null && code == 0; line = lines.next()) {
        window.add(line);
        // Whoever writes line by line and waits gets each answer at once.
        if (window.size() == WINDOW * model.batch() || !lines.ready()) {
          code = translate(model, window, "line", first);
          first += window.size();
          window.clear();
        }
      }
    } catch (IOException e) {
      translate(model, window, "line", first);
      throw e;
    }
    return code == 0 ? translate(model, window, "line", first) : code;
  }

  private int translate(
      ModelOptions.LoadedModel model, List<String> sources, String kind, long first)
      throws Exception {
    List<Translation> translations = model.translate(sources, done -> {});
    for (Translation translation : translations) {
      heatmap.draw(translation);
    }
    for (int i = 0; i < translations.size(); i++) {
      warn(translations.get(i), kind + " " + (first + i));
      print(translations.get(i), model.options().nBest());
    }
    // A reader that has seen enough closes the pipe: no reason to go on, nor for a message.
    return out.checkError() ? 1 : 0;
  }

  private void warn(Translation translation, String where) {
    int read = translation.sourceTokens().size();
    if (2 * translation.unknownSourceTokens().size() > read) {
      if (unknown.isEmpty()) {
        unknown = where;
      } else {
        othersUnknown++;
      }
    }
    if (translation.truncatedTokens() > 0) {
      tell(
          "%s has %d tokens, but the model reads at most %d: only the first %d are translated",
          where, read + translation.truncatedTokens(), read, read);
    }
    Translation.Candidate best = translation.best();
    if (!best.ended()) {
      tell("%s: the translation is cut at %d tokens", where, best.tokens().size());
    }
  }

  /** A few unknown words are names; where most are, the text is hardly what the model reads. */
  private void warnOfAnotherLanguage(String language) {
    if (!unknown.isEmpty()) {
      String more = othersUnknown == 0 ? "" : " and " + othersUnknown + " more";
      tell("%s%s: most is unknown to the model, which reads %s", unknown, more, language);
    }
  }

  private void tell(String format, Object... arguments) {
    spec.commandLine()
        .getErr()
        .println("seq2seq: warning: " + String.format(Locale.ROOT, format, arguments));
  }

  private void print(Translation translation, int wanted) {
    if (json) {
      out.println(GSON.toJson(TranslationJson.write(translation, attention)));
    } else if (wanted == 1) {
      out.println(translation.text());
    } else {
      int rank = 1;
      for (Translation.Candidate candidate : translation.candidates()) {
        out.println(
            String.format(
                Locale.ROOT, "%d\t%.4f\t%s", rank++, candidate.score(), candidate.text()));
      }
    }
  }
}
