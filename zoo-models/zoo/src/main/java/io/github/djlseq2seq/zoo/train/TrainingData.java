package io.github.djlseq2seq.zoo.train;

import io.github.djlseq2seq.translate.ModelText;
import io.github.djlseq2seq.translate.corpus.Corpus;
import io.github.djlseq2seq.translate.corpus.EncodedPair;
import io.github.djlseq2seq.translate.corpus.EncodedPairs;
import io.github.djlseq2seq.translate.corpus.LineFault;
import io.github.djlseq2seq.translate.corpus.PairCollector;
import io.github.djlseq2seq.translate.corpus.PairReader;
import io.github.djlseq2seq.translate.corpus.SentencePair;
import io.github.djlseq2seq.translate.text.EncodedText;
import io.github.djlseq2seq.translate.text.TextPipeline;
import io.github.djlseq2seq.translate.text.VocabularyBuilder;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A corpus as a model reads it.
 *
 * @param pairs the encoded pairs
 * @param source the sources
 * @param target the targets
 * @param blank how many pairs were left out because no token is in the source
 * @param skipped how many bad lines the corpus has, by reason
 */
record TrainingData(
    EncodedPairs pairs, Side source, Side target, long blank, Map<LineFault, Long> skipped)
    implements Closeable {

  /**
   * One side of a corpus.
   *
   * @param tokens the tokens of all pairs
   * @param unknown how many of them the vocabulary does not hold
   * @param tooLong how many pairs were left out because this side is longer than allowed; where
   *     both are, the source counts
   */
  record Side(long tokens, long unknown, long tooLong) {

    private Side plus(EncodedText text) {
      return new Side(tokens + text.length(), unknown + text.unknownCount(), tooLong);
    }

    private Side plusTooLong() {
      return new Side(tokens, unknown, tooLong + 1);
    }

    /** The share of the tokens that are unknown. */
    double unknownShare() {
      return tokens == 0 ? 0 : (double) unknown / tokens;
    }
  }

  /** Makes the vocabularies and what else belongs to a model's text; reads the corpus once. */
  static ModelText text(Corpus corpus, TrainingRecipe recipe) throws IOException {
    boolean joint = recipe.model().joint();
    VocabularyBuilder source = VocabularyBuilder.of(recipe.source(), recipe.sourceTokenizerFile());
    VocabularyBuilder target =
        joint ? source : VocabularyBuilder.of(recipe.target(), recipe.targetTokenizerFile());
    try (PairReader reader = corpus.open()) {
      for (SentencePair pair = reader.next(); pair != null; pair = reader.next()) {
        source.add(pair.source());
        target.add(pair.target());
      }
    }
    TextPipeline read = source.pipeline(recipe.minCount(), recipe.model().sourceVocabulary());
    return new ModelText(
        read,
        joint
            ? read.sharedWith(recipe.target())
            : target.pipeline(recipe.minCount(), recipe.model().targetVocabulary()));
  }

  /**
   * Encodes a corpus, reading it once.
   *
   * @param file where the pairs go {@linkplain PairCollector if they are many}; deleted when the
   *     data are closed
   */
  static TrainingData encode(Corpus corpus, ModelText text, Path file) throws IOException {
    try (PairCollector collector = PairCollector.spillingTo(file)) {
      return encode(corpus, text, collector);
    }
  }

  /** Encodes pairs in memory. */
  static TrainingData encode(List<SentencePair> pairs, ModelText text) {
    try (PairCollector collector = PairCollector.inMemory()) {
      return encode(Corpus.of(pairs), text, collector);
    } catch (IOException e) {
      throw new UncheckedIOException("nothing was to be read or written", e);
    }
  }

  private static TrainingData encode(Corpus corpus, ModelText text, PairCollector collector)
      throws IOException {
    Side sources = new Side(0, 0, 0);
    Side targets = new Side(0, 0, 0);
    long blank = 0;
    try (PairReader reader = corpus.open()) {
      for (SentencePair pair = reader.next(); pair != null; pair = reader.next()) {
        EncodedText source = text.source().encode(pair.source());
        EncodedText target = text.target().encode(pair.target());
        if (source.truncated()) {
          sources = sources.plusTooLong();
        } else if (target.truncated()) {
          targets = targets.plusTooLong();
        } else if (source.length() == 0) {
          blank++;
        } else {
          collector.add(new EncodedPair(source.ids(), target.ids()));
          sources = sources.plus(source);
          targets = targets.plus(target);
        }
      }
      return new TrainingData(collector.finish(), sources, targets, blank, reader.skipped());
    }
  }

  /** How many pairs were left out because a side is longer than allowed. */
  long tooLong() {
    return source.tooLong + target.tooLong;
  }

  /** The share of source and target tokens that the vocabularies do not hold. */
  double unknown() {
    return new Side(source.tokens + target.tokens, source.unknown + target.unknown, 0)
        .unknownShare();
  }

  @Override
  public void close() {
    pairs.close();
  }
}
