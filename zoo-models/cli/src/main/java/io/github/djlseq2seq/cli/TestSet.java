package io.github.djlseq2seq.cli;

import io.github.djlseq2seq.translate.corpus.ParallelCorpus;
import io.github.djlseq2seq.translate.corpus.SentencePair;
import io.github.djlseq2seq.translate.metric.Segment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Sentence pairs that a model is measured with.
 *
 * @param pairs the pairs, in the order of the file
 */
record TestSet(List<SentencePair> pairs) {

  /** What the references of a source are. */
  enum References {
    /** The targets of all lines that have the source. */
    SOURCE,
    /** The target of its line; a source of two lines counts twice. */
    LINE;

    /** As it is written on the command line. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static TestSet read(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new IOException("--test: there is no file " + file);
    }
    if (Files.isDirectory(file)) {
      throw new IOException("--test must be a file, found the folder " + file);
    }
    List<SentencePair> pairs = ParallelCorpus.readAll(file);
    if (pairs.isEmpty()) {
      throw new IOException(
          "--test must have a line of source<TAB>target at least, found none in " + file);
    }
    return new TestSet(pairs);
  }

  /** The sources, each once. */
  List<String> sources() {
    return pairs.stream().map(SentencePair::source).distinct().toList();
  }

  /** The translation of each line. */
  List<String> lines(Map<String, String> translations) {
    return pairs.stream().map(pair -> translations.getOrDefault(pair.source(), "")).toList();
  }

  /** What is scored, in the order of the file. */
  List<Segment> segments(Map<String, String> translations, References references) {
    List<String> targets = pairs.stream().map(SentencePair::target).toList();
    return references == References.LINE
        ? Segment.pairs(lines(translations), targets)
        : Segment.bySource(
            pairs.stream().map(SentencePair::source).toList(), targets, translations);
  }
}
