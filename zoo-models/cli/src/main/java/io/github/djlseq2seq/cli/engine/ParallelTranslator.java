package io.github.djlseq2seq.cli.engine;

import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.translate.TranslateException;
import ai.djl.translate.Translator;
import io.github.djlseq2seq.translate.BatchTranslation;
import io.github.djlseq2seq.translate.Translation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/** Translates with one model, several batches at once where its engine is faster that way. */
public final class ParallelTranslator implements AutoCloseable {

  private final Model model;
  private final Translator<String, Translation> translator;
  private final List<Predictor<String, Translation>> predictors = new ArrayList<>();

  /**
   * Makes a translator.
   *
   * @param model the model, which stays open when this is closed
   * @param translator what to do with it
   * @throws IllegalArgumentException if the model cannot do what the translator's options say
   */
  public ParallelTranslator(Model model, Translator<String, Translation> translator) {
    this.model = model;
    this.translator = translator;
    predictors.add(model.newPredictor(translator));
  }

  /**
   * Translates.
   *
   * @param texts the texts
   * @param batch how many go together
   * @param progress told after each batch how many are done, by one thread at a time
   * @return the translations, in the order of the texts
   * @throws TranslateException if translating fails
   */
  public List<Translation> translate(List<String> texts, int batch, IntConsumer progress)
      throws TranslateException {
    String engine = model.getNDManager().getEngine().getEngineName();
    int batches = (texts.size() + batch - 1) / batch;
    int lanes = batches < 2 ? 1 : Math.min(batches, EngineThreads.lanes(engine));
    if (lanes == 1) {
      return BatchTranslation.translate(predictors.get(0), texts, batch, progress);
    }
    while (predictors.size() < lanes) {
      predictors.add(model.newPredictor(translator));
    }
    return BatchTranslation.translate(
        predictors.subList(0, lanes), EngineThreads.alone(engine), texts, batch, progress);
  }

  @Override
  public void close() {
    predictors.forEach(Predictor::close);
  }
}
