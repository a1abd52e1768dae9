package io.github.djlseq2seq.translate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.translate.Batchifier;
import ai.djl.translate.StackBatchifier;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import io.github.djlseq2seq.block.DecodingSteps;
import io.github.djlseq2seq.block.Seq2Seq;
import io.github.djlseq2seq.block.SpecialToken;
import io.github.djlseq2seq.block.search.Hypothesis;
import io.github.djlseq2seq.block.search.Search;
import io.github.djlseq2seq.block.search.SearchTask;
import io.github.djlseq2seq.translate.text.TextPipeline;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Translates with a {@link Seq2Seq}: all sources of a batch are encoded in one forward pass and
 * searched together.
 *
 * <p>It holds nothing that changes, so one serves all predictors of a model, on several threads.
 *
 * @param <I> what is translated
 */
public abstract sealed class BatchTranslator<I> implements Translator<I, Translation>
    permits TextTranslator, FeatureTranslator {

  private static final String SOURCES = "seq2seq.sources";
  private static final String LENGTHS = "seq2seq.lengths";

  private final TextPipeline target;
  private final TranslationOptions options;

  BatchTranslator(TextPipeline target, TranslationOptions options) {
    this.target = target;
    this.options = options;
  }

  /** A source as the model reads it. */
  interface Source {

    /** How many positions it has; 0 if there is nothing to translate. */
    int length();

    /** Its tokens, one a position; none if it is not made of tokens. */
    List<String> tokens();

    /** How many tokens were cut off. */
    int truncated();
  }

  /** Reads a source. */
  abstract Source read(I input);

  /** Makes source and lengths, the model's inputs, of sources that are not empty. */
  abstract NDList pad(NDManager manager, List<Source> sources);

  @Override
  public final Batchifier getBatchifier() {
    return new StackBatchifier();
  }

  @Override
  public final NDList processInput(TranslatorContext ctx, I input) {
    NDList batch = batchProcessInput(ctx, List.of(input));
    return new NDList(batch.stream().map(array -> array.squeeze(0)).toList());
  }

  @Override
  public final Translation processOutput(TranslatorContext ctx, NDList list) {
    NDList batch = new NDList(list.stream().map(array -> array.expandDims(0)).toList());
    return batchProcessOutput(ctx, batch).get(0);
  }

  @Override
  public final NDList batchProcessInput(TranslatorContext ctx, List<I> inputs) {
    List<Source> sources = inputs.stream().map(this::read).toList();
    ctx.setAttachment(SOURCES, sources);
    List<Source> present = sources.stream().filter(source -> source.length() > 0).toList();
    if (present.isEmpty()) {
      // Without arrays the predictor skips the forward pass.
      return new NDList();
    }
    NDList padded = pad(ctx.getNDManager(), present);
    ctx.setAttachment(LENGTHS, padded.get(1));
    return padded;
  }

  @Override
  @SuppressWarnings("unchecked")
  public final List<Translation> batchProcessOutput(TranslatorContext ctx, NDList list) {
    List<Source> sources = (List<Source>) ctx.getAttachment(SOURCES);
    Iterator<List<Hypothesis>> found =
        (list.isEmpty() ? List.<List<Hypothesis>>of() : search(ctx, list, sources)).iterator();
    List<Translation> translations = new ArrayList<>();
    for (Source source : sources) {
      translations.add(
          source.length() == 0 ? Translation.EMPTY : translation(source, found.next()));
    }
    return translations;
  }

  private List<List<Hypothesis>> search(
      TranslatorContext ctx, NDList encoded, List<Source> sources) {
    List<SearchTask> tasks =
        sources.stream()
            .map(Source::length)
            .filter(length -> length > 0)
            .map(length -> options.task(length, target))
            .toList();
    NDArray lengths = (NDArray) ctx.getAttachment(LENGTHS);
    Seq2Seq model = (Seq2Seq) ctx.getBlock();
    try (DecodingSteps steps =
        new DecodingSteps(model.plan(ctx.getNDManager()), encoded, lengths)) {
      return Search.run(steps, options.search(target), tasks);
    }
  }

  private Translation translation(Source source, List<Hypothesis> hypotheses) {
    List<Translation.Candidate> candidates =
        hypotheses.stream().map(hypothesis -> candidate(source, hypothesis)).toList();
    Translation.Candidate best = candidates.get(0);
    return new Translation(
        best.text(), best.score(), candidates, source.tokens(), source.truncated());
  }

  private Translation.Candidate candidate(Source source, Hypothesis hypothesis) {
    List<String> tokens = new ArrayList<>();
    for (int i = 0; i < hypothesis.tokens().size(); i++) {
      int id = hypothesis.tokens().get(i);
      if (id == SpecialToken.UNK.id()) {
        tokens.add(mostAttended(source, hypothesis.attention().get(i)));
      } else if (id != SpecialToken.EOS.id()) {
        tokens.add(target.vocabulary().token(id));
      }
    }
    return new Translation.Candidate(
        target.decode(tokens), hypothesis.score(), tokens, hypothesis.ended());
  }

  /** What stands for an unknown word: the word of the source that it was read from, if any. */
  private static String mostAttended(Source source, float[] attention) {
    if (source.tokens().isEmpty() || attention.length == 0) {
      return SpecialToken.UNK.token();
    }
    int best = 0;
    for (int i = 1; i < source.length(); i++) {
      if (attention[i] > attention[best]) {
        best = i;
      }
    }
    return source.tokens().get(best);
  }
}
