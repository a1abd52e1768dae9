package io.github.djlseq2seq.cli.benchmark;

import ai.djl.training.dataset.Batch;
import ai.djl.translate.TranslateException;
import java.util.List;

/** What does the work that is timed. */
sealed interface Run extends AutoCloseable permits ModelRun, BareRun {

  /** Updates of parameters, until closed. */
  interface Updates extends AutoCloseable {

    /** An epoch's batches; each is to be closed. */
    Iterable<Batch> batches(int epoch);

    /** Makes an update and returns the loss of a token; NaN where nothing is learnt. */
    double update(Batch batch);

    @Override
    void close();
  }

  /** A search with one beam, until closed. */
  interface Decoder extends AutoCloseable {

    /** Translates, so many sentences at once. */
    List<String> decode(List<String> sources, int batch) throws TranslateException;

    @Override
    void close();
  }

  Updates updates();

  Decoder decoder(int beam);

  long parameters();

  @Override
  void close();
}
