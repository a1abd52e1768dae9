package io.github.djlseq2seq.cli;

import ai.djl.MalformedModelException;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import io.github.djlseq2seq.cli.engine.ParallelTranslator;
import io.github.djlseq2seq.translate.ModelText;
import io.github.djlseq2seq.translate.TextTranslator;
import io.github.djlseq2seq.translate.Translation;
import io.github.djlseq2seq.translate.TranslationOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of every command that translates: which model, and how to search. */
final class ModelOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Mixin private LoadOptions source;

  @Option(
      names = "--beam",
      paramLabel = "K",
      description =
          "Hypotheses that the search follows; 1 is greedy (default: 5, if the model says nothing).")
  private @Nullable Integer beam;

  @Option(
      names = "--max-length",
      paramLabel = "T",
      description = "Most tokens of a translation (default: twice the source's and 20 more).")
  private @Nullable Integer maxLength;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = {
        "An option of the search: lengthPenalty, lengthNorm (average, gnmt), coveragePenalty,",
        "minLength, minLengthRatio, maxLengthRatio, noRepeatNgram, prefix, forbidden, and",
        "sampling=true with temperature, topK, topP and seed."
      })
  private List<String> settings = new ArrayList<>();

  /** Checks the options and loads the model. */
  LoadedModel load(int nBest) throws IOException, ModelNotFoundException, MalformedModelException {
    // What is wrong by itself is told before a model is loaded.
    options(TranslationOptions.DEFAULT, nBest);
    LoadOptions.Loaded loaded = source.load();
    try {
      TranslationOptions served = TranslationOptions.from(loaded.model().getProperties());
      TranslationOptions options = options(served, nBest);
      return new LoadedModel(
          loaded.model(),
          loaded.text(),
          new ParallelTranslator(loaded.model(), new TextTranslator(loaded.text(), options)),
          options,
          source.batch());
    } catch (IllegalArgumentException e) {
      loaded.close();
      throw wrong(e);
    } catch (ParameterException e) {
      loaded.close();
      throw e;
    }
  }

  /** All at once, for some hold only together; {@code --set} has the last word. */
  private TranslationOptions options(TranslationOptions served, int nBest) {
    List<String> all = new ArrayList<>(List.of("nBest=" + nBest));
    if (beam != null) {
      all.add("beam=" + beam);
    }
    if (maxLength != null) {
      all.add("maxLength=" + maxLength);
    }
    all.addAll(settings);
    try {
      return served.with(all.toArray(String[]::new));
    } catch (IllegalArgumentException e) {
      throw wrong(e);
    }
  }

  private ParameterException wrong(IllegalArgumentException e) {
    return new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
  }

  /**
   * A model that is ready to translate.
   *
   * @param model the model
   * @param text its text
   * @param translator translates as the options say
   * @param options how it translates
   * @param batch how many sentences to translate together
   */
  record LoadedModel(
      ZooModel<String, Translation> model,
      ModelText text,
      ParallelTranslator translator,
      TranslationOptions options,
      int batch)
      implements AutoCloseable {

    List<Translation> translate(List<String> texts, IntConsumer progress)
        throws TranslateException {
      return translator.translate(texts, batch, progress);
    }

    @Override
    public void close() {
      translator.close();
      model.close();
    }
  }
}
