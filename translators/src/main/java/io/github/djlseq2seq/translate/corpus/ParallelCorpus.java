package io.github.djlseq2seq.translate.corpus;

import io.github.djlseq2seq.translate.text.TextFormatException;
import io.github.djlseq2seq.translate.text.TextNormalizer;
import io.github.djlseq2seq.translate.text.Utf8Lines;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code source<TAB>target} lines one by one, so that the file may be larger than memory.
 *
 * <p>The file is UTF-8, compressed if its name ends in {@code .gz}; further columns are ignored, as
 * are a byte order mark at its beginning and a CR at the end of a line. A line without a tab, with
 * a blank source or target or with other bytes than UTF-8 is an error, or skipped and counted.
 *
 * <pre>{@code
 * try (ParallelCorpus corpus = ParallelCorpus.open(path)) {
 *   for (SentencePair pair = corpus.next(); pair != null; pair = corpus.next()) {
 *     ...
 *   }
 * }
 * }</pre>
 */
public final class ParallelCorpus implements PairReader {

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final Utf8Lines lines;
  private final String name;
  private final boolean skipBadLines;
  private final Map<LineFault, Long> skipped = new EnumMap<>(LineFault.class);

  private ParallelCorpus(Utf8Lines lines, String name, boolean skipBadLines) {
    this.lines = lines;
    this.name = name;
    this.skipBadLines = skipBadLines;
  }

  /**
   * Opens a file, of which a bad line is an error.
   *
   * @param path the file
   * @return a reader at its first line
   * @throws IOException if the file cannot be opened
   */
  public static ParallelCorpus open(Path path) throws IOException {
    return open(path, false);
  }

  /**
   * Opens a file.
   *
   * @param path the file
   * @param skipBadLines whether bad lines are skipped and counted; otherwise they are errors
   * @return a reader at its first line
   * @throws IOException if the file cannot be opened
   */
  public static ParallelCorpus open(Path path, boolean skipBadLines) throws IOException {
    return new ParallelCorpus(Utf8Lines.open(path), path.toString(), skipBadLines);
  }

  /**
   * Reads a stream, of which a bad line is an error.
   *
   * @param in the bytes; closed with this reader
   * @param name what they are, for error messages
   * @return a reader at its first line
   */
  public static ParallelCorpus of(InputStream in, String name) {
    return new ParallelCorpus(new Utf8Lines(in, name), name, false);
  }

  /**
   * Reads a whole file, of which a bad line is an error.
   *
   * @param path the file
   * @return its pairs
   * @throws TextFormatException if a line is bad; the message names file, line and reason
   * @throws IOException if reading fails
   */
  public static List<SentencePair> readAll(Path path) throws IOException {
    try (ParallelCorpus corpus = open(path)) {
      return corpus.readAll();
    }
  }

  /**
   * Reads what is left of the file.
   *
   * @return its pairs
   * @throws TextFormatException if a line is bad and bad lines are not skipped
   * @throws IOException if reading fails
   */
  public List<SentencePair> readAll() throws IOException {
    List<SentencePair> pairs = new ArrayList<>();
    for (SentencePair pair = next(); pair != null; pair = next()) {
      pairs.add(pair);
    }
    return pairs;
  }

  /**
   * {@inheritDoc}
   *
   * @throws TextFormatException if a line is bad and bad lines are not skipped; the message names
   *     file, line and reason
   */
  @Override
  public @Nullable SentencePair next() throws IOException {
    while (true) {
      String line;
      try {
        line = lines.next();
      } catch (TextFormatException e) {
        if (!skipBadLines) {
          throw e;
        }
        skip(LineFault.ENCODING);
        continue;
      }
      if (line == null) {
        return null;
      }
      SentencePair pair = pair(line);
      if (pair != null) {
        return pair;
      }
    }
  }

  /**
   * Returns where the reader is.
   *
   * @return the number of the line read last, from 1; 0 before the first
   */
  public long lineNumber() {
    return lines.number();
  }

  /**
   * Tells whether more can be read without waiting for it.
   *
   * @return whether there are bytes at hand
   * @throws IOException if the stream is closed
   */
  public boolean ready() throws IOException {
    return lines.ready();
  }

  @Override
  public Map<LineFault, Long> skipped() {
    return Map.copyOf(skipped);
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }

  /** The line's pair, or null if the line is bad and bad ones are skipped. */
  private @Nullable SentencePair pair(String line) throws TextFormatException {
    int start = lines.number() == 1 && line.startsWith(BYTE_ORDER_MARK) ? 1 : 0;
    int end = line.endsWith("\r") ? line.length() - 1 : line.length();
    int tab = line.indexOf('\t', start);
    if (tab < 0) {
      return bad(LineFault.COLUMNS, "expected source<TAB>target, found no tab");
    }
    int next = line.indexOf('\t', tab + 1);
    String source = line.substring(start, tab);
    String target = line.substring(tab + 1, next < 0 ? end : next);
    if (TextNormalizer.isBlank(source)) {
      return bad(LineFault.BLANK_SOURCE, "the source (first column) is blank");
    }
    if (TextNormalizer.isBlank(target)) {
      return bad(LineFault.BLANK_TARGET, "the target (second column) is blank");
    }
    return new SentencePair(source, target);
  }

  private @Nullable SentencePair bad(LineFault fault, String reason) throws TextFormatException {
    if (!skipBadLines) {
      throw new TextFormatException(name, lines.number(), reason);
    }
    skip(fault);
    return null;
  }

  private void skip(LineFault fault) {
    skipped.merge(fault, 1L, Long::sum);
  }
}
