package io.github.djlseq2seq.translate;

import ai.djl.inference.Predictor;
import ai.djl.translate.TranslateException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** Translates many texts in batches of like lengths. */
public final class BatchTranslation {

  private BatchTranslation() {}

  /**
   * Translates.
   *
   * @param predictor what translates
   * @param texts the texts
   * @param batch how many go together
   * @param progress told after each batch how many are done
   * @return the translations, in the order of the texts
   * @throws TranslateException if the predictor fails
   */
  public static List<Translation> translate(
      Predictor<String, Translation> predictor, List<String> texts, int batch, IntConsumer progress)
      throws TranslateException {
    List<Integer> order =
        IntStream.range(0, texts.size())
            .boxed()
            .sorted(Comparator.comparingInt(i -> texts.get(i).length()))
            .toList();
    List<Translation> translations =
        new ArrayList<>(Collections.nCopies(texts.size(), Translation.EMPTY));
    for (int from = 0; from < order.size(); from += batch) {
      List<Integer> part = order.subList(from, Math.min(order.size(), from + batch));
      List<Translation> done = predictor.batchPredict(part.stream().map(texts::get).toList());
      for (int i = 0; i < done.size(); i++) {
        translations.set(part.get(i), done.get(i));
      }
      progress.accept(from + part.size());
    }
    return translations;
  }
}
