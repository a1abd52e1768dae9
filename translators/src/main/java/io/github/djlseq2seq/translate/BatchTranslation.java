package io.github.djlseq2seq.translate;

import ai.djl.inference.Predictor;
import ai.djl.translate.TranslateException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** Translates many texts in batches of like lengths, one after the other or several at once. */
public final class BatchTranslation {

  private final List<String> texts;
  private final List<List<Integer>> batches = new ArrayList<>();
  private final List<Translation> translations;
  private final IntConsumer progress;
  private final AtomicInteger next = new AtomicInteger();
  private int done;

  private BatchTranslation(List<String> texts, int batch, IntConsumer progress) {
    this.texts = texts;
    this.progress = progress;
    translations = new ArrayList<>(Collections.nCopies(texts.size(), Translation.EMPTY));
    // The longest first: where several are at work, the last ones to end are short.
    List<Integer> order =
        IntStream.range(0, texts.size())
            .boxed()
            .sorted(Comparator.comparingInt(i -> -texts.get(i).length()))
            .toList();
    for (int from = 0; from < order.size(); from += batch) {
      batches.add(order.subList(from, Math.min(order.size(), from + batch)));
    }
  }

  /**
   * Translates on this thread.
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
    BatchTranslation work = new BatchTranslation(texts, batch, progress);
    work.run(predictor);
    return work.translations;
  }

  /**
   * Translates several batches at once.
   *
   * @param predictors what translates; each has a thread of its own
   * @param threads makes the threads
   * @param texts the texts
   * @param batch how many go together
   * @param progress told after each batch how many are done, by one thread at a time
   * @return the translations, in the order of the texts
   * @throws TranslateException if a predictor fails; the others then end with their batch
   */
  public static List<Translation> translate(
      List<Predictor<String, Translation>> predictors,
      ThreadFactory threads,
      List<String> texts,
      int batch,
      IntConsumer progress)
      throws TranslateException {
    BatchTranslation work = new BatchTranslation(texts, batch, progress);
    ExecutorService pool = Executors.newFixedThreadPool(predictors.size(), threads);
    try {
      CompletableFuture<?>[] lanes =
          predictors.stream()
              .map(predictor -> CompletableFuture.runAsync(() -> work.runLane(predictor), pool))
              .toArray(CompletableFuture<?>[]::new);
      // Whatever fails, all have ended before anybody closes the model.
      CompletableFuture.allOf(lanes).join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof TranslateException failure
          ? failure
          : new TranslateException(e.getCause());
    } finally {
      pool.shutdown();
    }
    return work.translations;
  }

  private void runLane(Predictor<String, Translation> predictor) {
    try {
      run(predictor);
    } catch (TranslateException e) {
      throw new CompletionException(e);
    }
  }

  private void run(Predictor<String, Translation> predictor) throws TranslateException {
    boolean ended = false;
    try {
      for (int i = next.getAndIncrement(); i < batches.size(); i = next.getAndIncrement()) {
        List<Integer> batch = batches.get(i);
        keep(batch, predictor.batchPredict(batch.stream().map(texts::get).toList()));
      }
      ended = true;
    } finally {
      if (!ended) {
        next.set(batches.size());
      }
    }
  }

  private synchronized void keep(List<Integer> batch, List<Translation> results) {
    for (int i = 0; i < results.size(); i++) {
      translations.set(batch.get(i), results.get(i));
    }
    done += batch.size();
    progress.accept(done);
  }
}
