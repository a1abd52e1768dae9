package io.github.djlseq2seq.translate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.translate.Batchifier;
import ai.djl.translate.StackBatchifier;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import io.github.djlseq2seq.block.Generator;
import io.github.djlseq2seq.block.SpecialToken;
import io.github.djlseq2seq.translate.corpus.Padding;
import io.github.djlseq2seq.translate.corpus.SentencePair;
import io.github.djlseq2seq.translate.text.EncodedText;
import java.util.ArrayList;
import java.util.List;

/**
 * Scores given translations, by teacher forcing: the same numbers as a search that finds the same
 * tokens reports.
 */
public final class TargetScorer implements Translator<SentencePair, TargetScore> {

  private static final String PAIRS = "seq2seq.pairs";
  private static final String LABELS = "seq2seq.labels";

  private final ModelText text;

  /**
   * Makes a scorer.
   *
   * @param text the model's text
   */
  public TargetScorer(ModelText text) {
    this.text = text;
  }

  private record Encoded(EncodedText source, EncodedText target) {}

  @Override
  public Batchifier getBatchifier() {
    return new StackBatchifier();
  }

  @Override
  public NDList processInput(TranslatorContext ctx, SentencePair input) {
    NDList batch = batchProcessInput(ctx, List.of(input));
    return new NDList(batch.stream().map(array -> array.squeeze(0)).toList());
  }

  @Override
  public TargetScore processOutput(TranslatorContext ctx, NDList list) {
    return batchProcessOutput(ctx, new NDList(list.singletonOrThrow().expandDims(0))).get(0);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if a source is blank: there is nothing to translate
   */
  @Override
  public NDList batchProcessInput(TranslatorContext ctx, List<SentencePair> inputs) {
    List<Encoded> pairs = new ArrayList<>();
    if (inputs.isEmpty()) {
      // Without arrays the predictor skips the forward pass.
      ctx.setAttachment(PAIRS, pairs);
      return new NDList();
    }
    for (SentencePair input : inputs) {
      EncodedText source = text.source().encode(input.source());
      if (source.length() == 0) {
        throw new IllegalArgumentException(
            "source must have at least one token, found \"" + input.source() + "\"");
      }
      pairs.add(new Encoded(source, text.target().encode(input.target())));
    }
    ctx.setAttachment(PAIRS, pairs);
    List<int[]> targets = pairs.stream().map(pair -> pair.target().ids()).toList();
    NDList labels = Padding.padLabels(ctx.getNDManager(), targets);
    ctx.setAttachment(LABELS, labels.get(0));
    List<int[]> sources = pairs.stream().map(pair -> pair.source().ids()).toList();
    return Padding.pad(ctx.getNDManager(), sources)
        .addAll(Padding.padDecoderInput(ctx.getNDManager(), targets));
  }

  @Override
  @SuppressWarnings("unchecked")
  public List<TargetScore> batchProcessOutput(TranslatorContext ctx, NDList list) {
    if (list.isEmpty()) {
      return List.of();
    }
    NDArray labels = (NDArray) ctx.getAttachment(LABELS);
    NDArray logProbabilities = list.singletonOrThrow();
    // Of all tokens: beside one that is not a number, MXNet gives the others wrong numbers.
    float sum = logProbabilities.sum().getFloat();
    if (!Float.isFinite(sum)) {
      throw new IllegalStateException(
          "the log-probabilities add up to %s; the model's parameters are damaged".formatted(sum));
    }
    NDArray picked = Generator.pick(logProbabilities, labels);
    int width = Math.toIntExact(picked.size(1));
    float[] values = picked.toFloatArray();
    List<TargetScore> scores = new ArrayList<>();
    for (Encoded pair : (List<Encoded>) ctx.getAttachment(PAIRS)) {
      scores.add(score(pair, values, scores.size() * width));
    }
    return scores;
  }

  private static TargetScore score(Encoded pair, float[] values, int from) {
    List<String> tokens = new ArrayList<>(pair.target().tokens());
    tokens.add(SpecialToken.EOS.token());
    List<Float> logProbabilities = new ArrayList<>();
    double sum = 0;
    for (int i = 0; i < tokens.size(); i++) {
      logProbabilities.add(values[from + i]);
      sum += values[from + i];
    }
    boolean truncated = pair.source().truncated() || pair.target().truncated();
    return new TargetScore(tokens, logProbabilities, sum, truncated);
  }
}
