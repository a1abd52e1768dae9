package io.github.djlseq2seq.cli;

import ai.djl.MalformedModelException;
import ai.djl.repository.zoo.ModelNotFoundException;
import com.google.gson.JsonObject;
import io.github.djlseq2seq.block.ConfigJson;
import io.github.djlseq2seq.translate.corpus.Corpus;
import io.github.djlseq2seq.zoo.ModelReference;
import io.github.djlseq2seq.zoo.train.RecipeChoice;
import io.github.djlseq2seq.zoo.train.TrainingRecipe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say how to train: what the data suggest, a file, single keys. */
final class RecipeOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      description = {
        "What kind of pairs they are, which decides what is not set:",
        "sentences, or characters for words to pronounce or transliterate",
        "(default: as the training pairs look)."
      })
  private RecipeChoice.@Nullable Preset preset;

  @Option(
      names = "--recipe",
      paramLabel = "JSON",
      description = "File with the recipe's keys that differ from the defaults.")
  private @Nullable Path recipe;

  @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Set a key of the recipe.")
  private List<String> settings = new ArrayList<>();

  @Option(
      names = "--from",
      converter = ModelConverter.class,
      paramLabel = "MODEL",
      description = {
        "Go on from a model, whose text and make are kept: a model folder, or",
        "ARTIFACT[:key=value,...] of the zoo."
      })
  private @Nullable ModelReference from;

  boolean given() {
    return preset != null || recipe != null || !settings.isEmpty() || from != null;
  }

  /** The model to go on from; null for a new one. */
  @Nullable StartModel start(String engine)
      throws IOException, ModelNotFoundException, MalformedModelException {
    if (from != null && preset != null) {
      throw new ParameterException(
          spec.commandLine(), "--preset is for a new model: leave it out with --from");
    }
    return from == null ? null : StartModel.open(from, engine);
  }

  /** The recipe; what the pairs decide is told. */
  TrainingRecipe recipe(@Nullable Corpus pairs, @Nullable StartModel start) throws IOException {
    try {
      TrainingRecipe base = base(pairs, start);
      TrainingRecipe chosen = base;
      if (recipe != null) {
        JsonObject json = ConfigJson.parse(ConfigJson.text(recipe), recipe.toString());
        chosen = chosen.with(json, recipe.toString());
      }
      chosen = chosen.with(ConfigJson.settings(settings), "--set");
      if (start != null) {
        chosen.checkKeeps(base);
      }
      return chosen;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private TrainingRecipe base(@Nullable Corpus pairs, @Nullable StartModel start)
      throws IOException {
    if (start != null) {
      TrainingRecipe tuning =
          TrainingRecipe.fineTuning(start.config(), start.text(), start.folder());
      return pairs == null
          ? tuning
          : tuning.with(ConfigJson.settings(RecipeChoice.fineTuning(pairs)), "fine-tuning");
    }
    if (pairs == null) {
      return TrainingRecipe.DEFAULT;
    }
    RecipeChoice choice = RecipeChoice.of(pairs, preset);
    spec.commandLine()
        .getErr()
        .println(
            "%s, hence preset %s, unless set otherwise: %s"
                .formatted(choice.reason(), choice.preset(), String.join(" ", choice.settings())));
    return choice.apply(TrainingRecipe.DEFAULT);
  }
}
