package io.github.djlseq2seq.cli;

import io.github.djlseq2seq.block.ConfigJson;
import io.github.djlseq2seq.translate.corpus.Corpus;
import io.github.djlseq2seq.zoo.train.TrainingRecipe;
import io.github.djlseq2seq.zoo.train.TrainingRun;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
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
      "--show-recipe prints them all. What is not set follows from the data, and is told.",
      "",
      "Interrupted (Ctrl-C), a training saves a checkpoint and ends; --resume goes on, as it does",
      "after any other end, from the last checkpoint.",
      "",
      "  seq2seq train --train train.tsv --valid valid.tsv --out run --set source.language=fr",
      "  seq2seq train --train more.tsv --valid valid.tsv --out tuned --from run/model",
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
      description = "Validation pairs, which choose the best model.")
  private @Nullable Path valid;

  @Option(names = "--out", paramLabel = "DIR", description = "The run's folder.")
  private @Nullable Path out;

  @Mixin private RecipeOptions options;

  @Option(
      names = "--checkpoint-minutes",
      paramLabel = "N",
      defaultValue = "10",
      description = {
        "Save a checkpoint after so many minutes without a validation, which saves one too",
        "(default: ${DEFAULT-VALUE})."
      })
  private int checkpointMinutes;

  @Option(names = "--skip-bad-lines", description = "Skip and count bad lines of the TSV files.")
  private boolean skipBadLines;

  @Option(names = "--resume", description = "Go on from the last checkpoint in DIR.")
  private boolean resume;

  @Option(names = "--show-recipe", description = "Print the recipe and end.")
  private boolean showRecipe;

  @Override
  public Integer call() throws Exception {
    if (resume && options.given()) {
      throw usage(
          "--resume goes on with the checkpoint's recipe: leave out --preset, --recipe, --set and --from");
    }
    if (checkpointMinutes < 0) {
      throw usage("--checkpoint-minutes must be 0 or more, found " + checkpointMinutes);
    }
    if (showRecipe) {
      Corpus corpus = train == null ? null : Corpus.of(train, skipBadLines);
      TrainingRecipe recipe = options.recipe(corpus, options.start(engine.name()));
      spec.commandLine().getOut().println(ConfigJson.write(recipe));
      return 0;
    }
    Path trainFile = train;
    Path validFile = valid;
    if (trainFile == null || validFile == null || out == null) {
      throw usage("--train TSV, --valid TSV and --out DIR are needed");
    }
    TrainingRun run =
        new TrainingRun(out, engine.name(), System.err)
            .showBar(Boolean.getBoolean("seq2seq.terminal"))
            .checkpointEvery(Duration.ofMinutes(checkpointMinutes));
    // The message is part of the guarded work: an interrupted process ends right behind it.
    return Interruption.guard(
        () -> {
          spec.commandLine().getErr().println("Stopping after the next update ...");
          run.requestStop();
        },
        () ->
            tell(run(run, Corpus.of(trainFile, skipBadLines), Corpus.of(validFile, skipBadLines))));
  }

  private int tell(Optional<Path> model) {
    spec.commandLine()
        .getErr()
        .println(
            model
                .map(path -> "The best model is in " + path)
                .orElse("Stopped; --resume goes on from the checkpoint in " + out));
    return model.isPresent() ? 0 : 1;
  }

  private Optional<Path> run(TrainingRun run, Corpus trainCorpus, Corpus validCorpus)
      throws Exception {
    // A corpus may take long to prepare.
    validCorpus.open().close();
    if (resume) {
      return run.resume(trainCorpus, validCorpus);
    }
    StartModel start = options.start(engine.name());
    TrainingRecipe recipe = options.recipe(trainCorpus, start);
    return run.start(recipe, start == null ? null : start.folder(), trainCorpus, validCorpus);
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
