package io.github.djlseq2seq.translate.corpus;

import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads pairs in memory.
 *
 * @param pairs those that are left
 */
record ListReader(Iterator<SentencePair> pairs) implements PairReader {

  @Override
  public @Nullable SentencePair next() {
    return pairs.hasNext() ? pairs.next() : null;
  }

  @Override
  public Map<LineFault, Long> skipped() {
    return Map.of();
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
