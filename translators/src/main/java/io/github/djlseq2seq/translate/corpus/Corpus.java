package io.github.djlseq2seq.translate.corpus;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Sentence pairs that can be read any number of times, such as once for a vocabulary and once to
 * encode them, without being in memory.
 *
 * <p>Every reading gives the same pairs in the same order.
 */
@FunctionalInterface
public interface Corpus {

  /**
   * Begins to read.
   *
   * @return a reader at the first pair
   * @throws IOException if it cannot be opened
   */
  PairReader open() throws IOException;

  /**
   * Makes a corpus of pairs in memory.
   *
   * @param pairs the pairs
   * @return the corpus
   */
  static Corpus of(List<SentencePair> pairs) {
    List<SentencePair> copy = List.copyOf(pairs);
    return () -> new ListReader(copy.iterator());
  }

  /**
   * Makes a corpus of a file as {@link ParallelCorpus} reads it.
   *
   * @param path the file
   * @param skipBadLines whether bad lines are skipped and counted; otherwise they are errors
   * @return the corpus; the file is opened with each reading, not now
   */
  static Corpus of(Path path, boolean skipBadLines) {
    return () -> ParallelCorpus.open(path, skipBadLines);
  }
}
