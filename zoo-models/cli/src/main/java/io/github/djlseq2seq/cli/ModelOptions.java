package io.github.djlseq2seq.cli;

import ai.djl.MalformedModelException;
import ai.djl.inference.Predictor;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ZooModel;
import io.github.djlseq2seq.translate.ModelText;
import io.github.djlseq2seq.translate.TextTranslator;
import io.github.djlseq2seq.translate.Translation;
import io.github.djlseq2seq.translate.TranslationOptions;
import io.github.djlseq2seq.zoo.ModelReference;
import io.github.djlseq2seq.zoo.Seq2SeqModelZoo;
import java.io.IOException;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of every command that translates: which model, and how to search. */
final class ModelOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Mixin private EngineOption engine;

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      defaultValue = "translation:source=fr,target=en",
      description = {
        "A model folder, or ARTIFACT[:key=value,...] of the zoo (see list).",
        "Default: ${DEFAULT-VALUE}"
      })
  private String model = "";

  @Option(
      names = "--beam",
      paramLabel = "K",
      defaultValue = "5",
      description = "Hypotheses that the search follows; 1 is greedy (default: ${DEFAULT-VALUE}).")
  private int beam;

  @Option(
      names = "--batch",
      paramLabel = "B",
      defaultValue = "32",
      description = "Sentences that are translated together (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--max-length",
      paramLabel = "T",
      defaultValue = "0",
      description = "Most tokens of a translation (default: twice the source's and 20 more).")
  private int maxLength;

  /** Checks the options and loads the model. */
  LoadedModel load(int nBest) throws IOException, ModelNotFoundException, MalformedModelException {
    if (batch < 1) {
      throw new ParameterException(
          spec.commandLine(), "--batch must be at least 1, found " + batch);
    }
    TranslationOptions options;
    try {
      double penalty = TranslationOptions.DEFAULT.lengthPenalty();
      options = new TranslationOptions(beam, nBest, penalty, maxLength);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
    ZooModel<String, Translation> loaded =
        Seq2SeqModelZoo.load(
            ModelReference.parse(model), engine.name(), String.class, Translation.class, Map.of());
    ModelText text = ModelText.read(loaded.getModelPath());
    return new LoadedModel(
        loaded, text, loaded.newPredictor(new TextTranslator(text, options)), batch);
  }

  /**
   * A model that is ready to translate.
   *
   * @param model the model
   * @param text its text
   * @param predictor translates as the options say
   * @param batch how many sentences to translate together
   */
  record LoadedModel(
      ZooModel<String, Translation> model,
      ModelText text,
      Predictor<String, Translation> predictor,
      int batch)
      implements AutoCloseable {

    @Override
    public void close() {
      predictor.close();
      model.close();
    }
  }
}
