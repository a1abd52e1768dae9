package io.github.djlseq2seq.translate.corpus;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes encoded pairs one by one and keeps them in memory or, if they are many, in a file.
 *
 * <pre>{@code
 * try (PairCollector collector = PairCollector.spillingTo(folder.resolve("train.ids"))) {
 *   ...
 *   collector.add(pair);
 *   ...
 *   return collector.finish();
 * }
 * }</pre>
 */
public final class PairCollector implements Closeable {

  /**
   * How many tokens, of sources and targets together, stay in memory if there is a file to go to:
   * with these, pairs take about 20 MB.
   */
  public static final long MOST_TOKENS_IN_MEMORY = 2_000_000;

  private final @Nullable Path file;
  private final long mostTokens;
  private final int segment;
  private final List<EncodedPair> pairs = new ArrayList<>();
  private long tokens;
  private StoredPairs.@Nullable Writer writer;

  private PairCollector(@Nullable Path file, long mostTokens, int segment) {
    this.file = file;
    this.mostTokens = mostTokens;
    this.segment = segment;
  }

  /**
   * Makes one that keeps all pairs in memory.
   *
   * @return an empty collector
   */
  public static PairCollector inMemory() {
    return new PairCollector(null, Long.MAX_VALUE, 0);
  }

  /**
   * Makes one that writes all pairs to a file once they have more than {@link
   * #MOST_TOKENS_IN_MEMORY} tokens.
   *
   * @param file the file, in a folder that exists; one that is there already is replaced when it is
   *     needed. It is deleted when the pairs are closed, or the collector if it was not finished
   * @return an empty collector
   */
  public static PairCollector spillingTo(Path file) {
    return spillingTo(file, MOST_TOKENS_IN_MEMORY, StoredPairs.SEGMENT);
  }

  static PairCollector spillingTo(Path file, long mostTokens, int segment) {
    return new PairCollector(file, mostTokens, segment);
  }

  /**
   * Takes a pair.
   *
   * @param pair the pair
   * @throws IOException if the file cannot be written; the message names it
   * @throws IllegalArgumentException if it goes to the file and its source is not of ids
   */
  public void add(EncodedPair pair) throws IOException {
    tokens += pair.sourceLength() + (long) pair.target().length;
    if (writer == null && file != null && tokens > mostTokens) {
      writer = new StoredPairs.Writer(file, segment);
      for (EncodedPair earlier : pairs) {
        writer.add(earlier);
      }
      pairs.clear();
    }
    if (writer == null) {
      pairs.add(pair);
    } else {
      writer.add(pair);
    }
  }

  /**
   * Ends the collection.
   *
   * @return the pairs, to be closed by the caller
   * @throws IOException if the file cannot be written; the message names it
   */
  public EncodedPairs finish() throws IOException {
    return writer == null ? EncodedPairs.of(pairs) : writer.finish();
  }

  /** Deletes the file if the collection was not finished. */
  @Override
  public void close() {
    if (writer != null) {
      writer.close();
    }
  }
}
