package io.github.djlseq2seq.cli;

import ai.djl.MalformedModelException;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ZooModel;
import io.github.djlseq2seq.translate.ModelText;
import io.github.djlseq2seq.translate.Translation;
import io.github.djlseq2seq.zoo.ModelReference;
import io.github.djlseq2seq.zoo.Seq2SeqModelZoo;
import java.io.IOException;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of every command that runs a model: which one, and how many lines at once. */
final class LoadOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Mixin private EngineOption engine;

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      converter = ModelConverter.class,
      defaultValue = "translation:source=fr,target=en",
      description = {
        "A model folder, or ARTIFACT[:key=value,...] of the zoo (see list).",
        "Default: ${DEFAULT-VALUE}"
      })
  private ModelReference model;

  @Option(
      names = "--batch",
      paramLabel = "B",
      defaultValue = "32",
      description = "Sentences that go together (default: ${DEFAULT-VALUE}).")
  private int batch;

  int batch() {
    return batch;
  }

  /** Checks the options and loads the model. */
  Loaded load() throws IOException, ModelNotFoundException, MalformedModelException {
    if (batch < 1) {
      throw new ParameterException(
          spec.commandLine(), "--batch must be at least 1, found " + batch);
    }
    ZooModel<String, Translation> loaded =
        Seq2SeqModelZoo.load(model, engine.name(), String.class, Translation.class, Map.of());
    return new Loaded(loaded, ModelText.read(loaded.getModelPath()));
  }

  /**
   * A model and its text.
   *
   * @param model the model
   * @param text its text
   */
  record Loaded(ZooModel<String, Translation> model, ModelText text) implements AutoCloseable {

    @Override
    public void close() {
      model.close();
    }
  }
}
