package io.github.djlseq2seq.translate.corpus;

import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the pairs of a {@link Corpus} once, one by one. */
public interface PairReader extends Closeable {

  /**
   * Reads the next pair.
   *
   * @return the pair, or null at the end
   * @throws IOException if reading fails; of a file, the message names file, line and reason
   */
  @Nullable SentencePair next() throws IOException;

  /**
   * Returns how many lines were skipped so far, by reason.
   *
   * @return the counts; reasons that did not occur are left out
   */
  Map<LineFault, Long> skipped();
}
