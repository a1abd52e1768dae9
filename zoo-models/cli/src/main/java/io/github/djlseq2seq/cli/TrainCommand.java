package io.github.djlseq2seq.cli;

import com.google.gson.JsonObject;
import io.github.djlseq2seq.block.ConfigJson;
import io.github.djlseq2seq.translate.corpus.ParallelCorpus;
import io.github.djlseq2seq.translate.corpus.SentencePair;
import io.github.djlseq2seq.zoo.train.TrainingRecipe;
import io.github.djlseq2seq.zoo.train.TrainingRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code seq2seq train}. */
@Command(
    name = "train",
    description = "Train a model on sentence pairs; the best model comes to DIR/model.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "TSV is source<TAB>target, UTF-8, one pair a line; further columns are ignored, and .gz is",
      "read as well. Settings are the recipe's keys, such as epochs=5 or model.hidden=512:",
      "--show-recipe prints them all.",
      "",
      "  seq2seq train --train train.tsv --valid valid.tsv --out run --set source.language=fr",
      "  seq2seq translate --model run/model \"Bonjour.\""
    })
final class TrainCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private EngineOption engine;

  @Option(names = "--train", paramLabel = "TSV", description = "Training pairs.")
  private @Nullable Path train;

  @Option(
      names = "--valid",
      paramLabel = "TSV",
      description = "Validation pairs; their loss chooses the best epoch.")
  private @Nullable Path valid;

  @Option(names = "--out", paramLabel = "DIR", description = "The run's folder.")
  private @Nullable Path out;

  @Option(
      names = "--recipe",
      paramLabel = "JSON",
      description = "File with the recipe's keys that differ from the defaults.")
  private @Nullable Path recipe;

  @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Set a key of the recipe.")
  private List<String> settings = new ArrayList<>();

  @Option(names = "--skip-bad-lines", description = "Skip and count bad lines of the TSV files.")
  private boolean skipBadLines;

  @Option(names = "--resume", description = "Go on from the last checkpoint in DIR.")
  private boolean resume;

  @Option(names = "--show-recipe", description = "Print the recipe and end.")
  private boolean showRecipe;

  @Override
  public Integer call() throws IOException {
    if (resume && (recipe != null || !settings.isEmpty())) {
      throw usage("--resume goes on with the checkpoint's recipe: leave out --recipe and --set");
    }
    TrainingRecipe chosen = chosen();
    if (showRecipe) {
      spec.commandLine().getOut().println(ConfigJson.write(chosen));
      return 0;
    }
    if (train == null || valid == null || out == null) {
      throw usage("--train TSV, --valid TSV and --out DIR are needed");
    }
    List<SentencePair> trainPairs = read(train);
    List<SentencePair> validPairs = read(valid);
    TrainingRun run = new TrainingRun(out, engine.name(), System.err);
    Path model =
        resume ? run.resume(trainPairs, validPairs) : run.start(chosen, trainPairs, validPairs);
    spec.commandLine().getErr().println("The best model is in " + model);
    return 0;
  }

  private TrainingRecipe chosen() throws IOException {
    try {
      TrainingRecipe chosen = TrainingRecipe.DEFAULT;
      if (recipe != null) {
        JsonObject json = ConfigJson.parse(Files.readString(recipe), recipe.toString());
        chosen = chosen.with(json, recipe.toString());
      }
      return chosen.with(ConfigJson.settings(settings), "--set");
    } catch (IllegalArgumentException e) {
      throw usage(e.getMessage());
    }
  }

  private List<SentencePair> read(Path file) throws IOException {
    try (ParallelCorpus corpus = ParallelCorpus.open(file, skipBadLines)) {
      List<SentencePair> pairs = corpus.readAll();
      if (!corpus.skipped().isEmpty()) {
        spec.commandLine().getErr().println(file + ": bad lines skipped: " + corpus.skipped());
      }
      return pairs;
    }
  }

  private ParameterException usage(@Nullable String message) {
    return new ParameterException(spec.commandLine(), String.valueOf(message));
  }
}
