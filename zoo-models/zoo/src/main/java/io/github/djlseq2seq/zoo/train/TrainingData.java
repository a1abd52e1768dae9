package io.github.djlseq2seq.zoo.train;

import io.github.djlseq2seq.translate.ModelText;
import io.github.djlseq2seq.translate.corpus.EncodedPair;
import io.github.djlseq2seq.translate.corpus.SentencePair;
import io.github.djlseq2seq.translate.text.EncodedText;
import io.github.djlseq2seq.translate.text.TextPipeline;
import io.github.djlseq2seq.translate.text.VocabularyBuilder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A corpus as a model reads it.
 *
 * @param pairs the encoded pairs
 * @param tooLong how many pairs were left out because a side is longer than allowed
 * @param unknown the share of source and target tokens that the vocabularies do not hold
 */
record TrainingData(List<EncodedPair> pairs, int tooLong, double unknown) {

  static ModelText text(List<SentencePair> pairs, TrainingRecipe recipe) throws IOException {
    VocabularyBuilder source = VocabularyBuilder.of(recipe.source(), recipe.sourceTokenizerFile());
    pairs.forEach(pair -> source.add(pair.source()));
    int sourceSize = recipe.model().sourceVocabulary();
    if (recipe.model().joint()) {
      pairs.forEach(pair -> source.add(pair.target()));
      TextPipeline both = source.pipeline(recipe.minCount(), sourceSize);
      return new ModelText(both, both.sharedWith(recipe.target()));
    }
    VocabularyBuilder target = VocabularyBuilder.of(recipe.target(), recipe.targetTokenizerFile());
    pairs.forEach(pair -> target.add(pair.target()));
    return new ModelText(
        source.pipeline(recipe.minCount(), sourceSize),
        target.pipeline(recipe.minCount(), recipe.model().targetVocabulary()));
  }

  static TrainingData encode(List<SentencePair> pairs, ModelText text) {
    List<EncodedPair> encoded = new ArrayList<>();
    int tooLong = 0;
    long unknown = 0;
    long tokens = 0;
    for (SentencePair pair : pairs) {
      EncodedText source = text.source().encode(pair.source());
      EncodedText target = text.target().encode(pair.target());
      if (source.truncated() || target.truncated()) {
        tooLong++;
        continue;
      }
      encoded.add(new EncodedPair(source.ids(), target.ids()));
      unknown += source.unknownCount() + target.unknownCount();
      tokens += source.length() + target.length();
    }
    return new TrainingData(encoded, tooLong, tokens == 0 ? 0 : (double) unknown / tokens);
  }
}
