package io.github.djlseq2seq.translate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.translate.Batchifier;
import ai.djl.translate.StackBatchifier;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import io.github.djlseq2seq.block.DecodingPlan;
import io.github.djlseq2seq.block.DecodingSteps;
import io.github.djlseq2seq.block.Seq2Seq;
import io.github.djlseq2seq.block.SpecialToken;
import io.github.djlseq2seq.block.search.Hypothesis;
import io.github.djlseq2seq.block.search.Search;
import io.github.djlseq2seq.translate.corpus.Padding;
import io.github.djlseq2seq.translate.text.EncodedText;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Translates texts with a {@link Seq2Seq}: all texts of a batch are encoded in one forward pass and
 * searched together.
 *
 * <p>It holds nothing that changes, so one serves all predictors of a model, on several threads.
 */
public final class TextTranslator implements Translator<String, Translation> {

  private static final String SOURCES = "seq2seq.sources";
  private static final String LENGTHS = "seq2seq.lengths";

  private final ModelText text;
  private final TranslationOptions options;

  /**
   * Makes a translator.
   *
   * @param text the model's text
   * @param options how to translate
   */
  public TextTranslator(ModelText text, TranslationOptions options) {
    this.text = text;
    this.options = options;
  }

  /**
   * Returns the model's text.
   *
   * @return the text
   */
  public ModelText text() {
    return text;
  }

  @Override
  public Batchifier getBatchifier() {
    return new StackBatchifier();
  }

  @Override
  public NDList processInput(TranslatorContext ctx, String input) {
    NDList batch = batchProcessInput(ctx, List.of(input));
    return new NDList(batch.stream().map(array -> array.squeeze(0)).toList());
  }

  @Override
  public Translation processOutput(TranslatorContext ctx, NDList list) {
    NDList batch = new NDList(list.stream().map(array -> array.expandDims(0)).toList());
    return batchProcessOutput(ctx, batch).get(0);
  }

  @Override
  public NDList batchProcessInput(TranslatorContext ctx, List<String> inputs) {
    List<EncodedText> sources = inputs.stream().map(text.source()::encode).toList();
    ctx.setAttachment(SOURCES, sources);
    List<int[]> ids = sources.stream().map(EncodedText::ids).filter(row -> row.length > 0).toList();
    if (ids.isEmpty()) {
      // Without arrays the predictor skips the forward pass.
      return new NDList();
    }
    NDList padded = Padding.pad(ctx.getNDManager(), ids);
    ctx.setAttachment(LENGTHS, padded.get(1));
    return padded;
  }

  @Override
  @SuppressWarnings("unchecked")
  public List<Translation> batchProcessOutput(TranslatorContext ctx, NDList list) {
    List<EncodedText> sources = (List<EncodedText>) ctx.getAttachment(SOURCES);
    Iterator<List<Hypothesis>> found =
        (list.isEmpty() ? List.<List<Hypothesis>>of() : search(ctx, list, sources)).iterator();
    List<Translation> translations = new ArrayList<>();
    for (EncodedText source : sources) {
      translations.add(
          source.length() == 0 ? Translation.EMPTY : translation(source, found.next()));
    }
    return translations;
  }

  private List<List<Hypothesis>> search(
      TranslatorContext ctx, NDList encoded, List<EncodedText> sources) {
    int[] limits =
        sources.stream()
            .mapToInt(EncodedText::length)
            .filter(length -> length > 0)
            .map(options::limit)
            .toArray();
    DecodingPlan plan = ((Seq2Seq) ctx.getBlock()).plan(ctx.getNDManager());
    try (DecodingSteps steps =
        new DecodingSteps(plan, encoded, (NDArray) ctx.getAttachment(LENGTHS))) {
      return Search.run(steps, options.search(), limits);
    }
  }

  private Translation translation(EncodedText source, List<Hypothesis> hypotheses) {
    List<Translation.Candidate> candidates =
        hypotheses.stream().map(hypothesis -> candidate(source, hypothesis)).toList();
    return new Translation(
        candidates.get(0).text(),
        candidates.get(0).score(),
        candidates,
        source.tokens(),
        source.totalTokens() - source.length());
  }

  private Translation.Candidate candidate(EncodedText source, Hypothesis hypothesis) {
    List<String> tokens = new ArrayList<>();
    for (int i = 0; i < hypothesis.tokens().size(); i++) {
      int id = hypothesis.tokens().get(i);
      if (id == SpecialToken.UNK.id()) {
        tokens.add(mostAttended(source, hypothesis.attention().get(i)));
      } else if (id != SpecialToken.EOS.id()) {
        tokens.add(text.target().vocabulary().token(id));
      }
    }
    return new Translation.Candidate(
        text.target().decode(tokens), hypothesis.score(), tokens, hypothesis.ended());
  }

  /** What stands for an unknown word: the word of the source that it was read from. */
  private static String mostAttended(EncodedText source, float[] attention) {
    int best = 0;
    for (int i = 1; i < source.length(); i++) {
      if (attention[i] > attention[best]) {
        best = i;
      }
    }
    return source.tokens().get(best);
  }
}
