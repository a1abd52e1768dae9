package io.github.djlseq2seq.cli.benchmark;

import io.github.djlseq2seq.translate.ModelText;
import io.github.djlseq2seq.translate.corpus.BatchSize;
import io.github.djlseq2seq.translate.corpus.EncodedPair;
import io.github.djlseq2seq.translate.corpus.EncodedPairs;
import io.github.djlseq2seq.translate.corpus.ParallelCorpus;
import io.github.djlseq2seq.translate.corpus.ParallelDataset;
import io.github.djlseq2seq.translate.corpus.SentencePair;
import io.github.djlseq2seq.translate.text.LetterCase;
import io.github.djlseq2seq.translate.text.TextConfig;
import io.github.djlseq2seq.translate.text.TextPipeline;
import io.github.djlseq2seq.translate.text.TokenizerType;
import io.github.djlseq2seq.translate.text.VocabularyBuilder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The sentences of a benchmark: tokens with white space between, cut where they are too long.
 *
 * @param text the vocabularies
 * @param train the training pairs
 * @param test the sources to translate, all of the test set
 */
record BenchmarkData(ModelText text, List<EncodedPair> train, List<String> test) {

  static BenchmarkData read(BenchmarkSetup setup) throws IOException {
    List<SentencePair> pairs = ParallelCorpus.readAll(setup.train());
    TextPipeline source = pipeline(setup, pairs, SentencePair::source);
    TextPipeline target = pipeline(setup, pairs, SentencePair::target);
    List<EncodedPair> train = new ArrayList<>();
    for (SentencePair pair : pairs) {
      train.add(
          new EncodedPair(source.encode(pair.source()).ids(), target.encode(pair.target()).ids()));
    }
    List<String> test =
        ParallelCorpus.readAll(setup.test()).stream().map(SentencePair::source).toList();
    return new BenchmarkData(new ModelText(source, target), train, test);
  }

  private static TextPipeline pipeline(
      BenchmarkSetup setup, List<SentencePair> pairs, Function<SentencePair, String> side) {
    // What is cut off counts for the vocabulary.
    VocabularyBuilder builder = new VocabularyBuilder(side(Integer.MAX_VALUE));
    pairs.forEach(pair -> builder.add(side.apply(pair)));
    return new TextPipeline(
        side(setup.maxLen()), builder.pipeline(setup.minCount(), setup.vocab()).vocabulary());
  }

  private static TextConfig.Side side(int maxTokens) {
    return new TextConfig.Side("und", TokenizerType.WHITESPACE, LetterCase.KEEP, maxTokens);
  }

  /** The training pairs in batches of like lengths. */
  ParallelDataset batches(BenchmarkSetup setup) {
    return ParallelDataset.shuffled(
        EncodedPairs.of(train), BatchSize.sentences(setup.batch()), setup.seed());
  }
}
