package io.github.djlseq2seq.zoo.train;

import io.github.djlseq2seq.translate.ModelText;
import io.github.djlseq2seq.translate.corpus.Corpus;
import io.github.djlseq2seq.translate.corpus.PairReader;
import io.github.djlseq2seq.translate.corpus.SentencePair;
import io.github.djlseq2seq.translate.text.TextPipeline;
import io.github.djlseq2seq.translate.text.VocabularyBuilder;
import java.io.IOException;

/** Learns from a corpus how its text becomes tokens. */
final class TrainingText {

  private TrainingText() {}

  /** Makes the vocabularies and what else belongs to a model's text; reads the corpus once. */
  static ModelText learn(Corpus corpus, TrainingRecipe recipe) throws IOException {
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
}
