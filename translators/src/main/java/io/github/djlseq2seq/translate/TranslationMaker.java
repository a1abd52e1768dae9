package io.github.djlseq2seq.translate;

import io.github.djlseq2seq.block.SpecialToken;
import io.github.djlseq2seq.block.search.Hypothesis;
import io.github.djlseq2seq.translate.text.TextPipeline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Makes translations of what a search has found.
 *
 * @param target how the output is written
 */
record TranslationMaker(TextPipeline target) {

  Translation make(Source source, List<Hypothesis> hypotheses) {
    return new Translation(
        hypotheses.stream().map(hypothesis -> candidate(source, hypothesis)).toList(),
        source.tokens(),
        source.unknown(),
        source.truncated());
  }

  private Translation.Candidate candidate(Source source, Hypothesis hypothesis) {
    List<String> tokens = new ArrayList<>();
    List<Translation.UnknownWord> unknown = new ArrayList<>();
    // Eos, where there is one, stands last.
    int length = hypothesis.tokens().size() - (hypothesis.ended() ? 1 : 0);
    float[][] attention = attention(source, hypothesis, length);
    for (int t = 0; t < length; t++) {
      int id = hypothesis.tokens().get(t);
      if (id == SpecialToken.UNK.id()) {
        boolean none = attention.length == 0 || source.tokens().isEmpty();
        String word = none ? SpecialToken.UNK.token() : mostAttended(source, attention[t]);
        tokens.add(word);
        unknown.add(new Translation.UnknownWord(t, word));
      } else {
        tokens.add(target.vocabulary().token(id));
      }
    }
    return new Translation.Candidate(
        target.decode(tokens),
        hypothesis.score(),
        hypothesis.logProbability(),
        hypothesis.ended(),
        tokens,
        hypothesis.tokenLogProbabilities().subList(0, length),
        unknown,
        attention.length == 0 ? Alignment.EMPTY : Alignment.of(source.tokens(), tokens, attention));
  }

  /** A row a token, without the weights of padding; none if the model has no attention. */
  private static float[][] attention(Source source, Hypothesis hypothesis, int length) {
    if (hypothesis.attention().stream().allMatch(weights -> weights.length == 0)) {
      return new float[0][];
    }
    return hypothesis.attention().stream()
        .limit(length)
        .map(weights -> Arrays.copyOf(weights, source.length()))
        .toArray(float[][]::new);
  }

  /** What stands for an unknown word: the word of the source that it was read from. */
  private static String mostAttended(Source source, float[] attention) {
    int best = 0;
    for (int s = 1; s < attention.length; s++) {
      if (attention[s] > attention[best]) {
        best = s;
      }
    }
    return source.tokens().get(best);
  }
}
