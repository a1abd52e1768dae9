package io.github.djlseq2seq.zoo.train;

import io.github.djlseq2seq.translate.ModelText;
import io.github.djlseq2seq.translate.corpus.EncodedPair;
import io.github.djlseq2seq.translate.corpus.SentencePair;
import io.github.djlseq2seq.translate.text.EncodedText;
import io.github.djlseq2seq.translate.text.TextPipeline;
import io.github.djlseq2seq.translate.text.VocabularyBuilder;
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

  static ModelText text(List<SentencePair> pairs, TrainingRecipe recipe) {
    VocabularyBuilder source = new VocabularyBuilder(recipe.source());
    pairs.forEach(pair -> source.add(pair.source()));
    VocabularyBuilder target =
        recipe.model().joint() ? source : new VocabularyBuilder(recipe.target());
    pairs.forEach(pair -> target.add(pair.target()));
    int minCount = recipe.minCount();
    return new ModelText(
        new TextPipeline(
            recipe.source(), source.build(minCount, recipe.model().sourceVocabulary())),
        new TextPipeline(
            recipe.target(), target.build(minCount, recipe.model().targetVocabulary())));
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
