package io.github.djlseq2seq.translate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.translate.Batchifier;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import io.github.djlseq2seq.block.Seq2Seq;
import io.github.djlseq2seq.block.Seq2SeqConfig;
import io.github.djlseq2seq.block.search.Hypothesis;
import io.github.djlseq2seq.block.search.SearchConfig;
import io.github.djlseq2seq.translate.text.TextPipeline;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Translates with a {@link Seq2Seq}: all sources of a batch are encoded in one forward pass, and
 * those with the same options are searched together.
 *
 * <p>It holds nothing that changes, so one serves all predictors of a model, on several threads.
 *
 * @param <I> what is translated
 * @param <O> what comes out
 */
public abstract sealed class BatchTranslator<I, O> implements Translator<I, O>
    permits TextTranslator, FeatureTranslator, RequestTranslator {

  private static final String JOBS = "seq2seq.jobs";
  private static final String LENGTHS = "seq2seq.lengths";

  /** 32 MiB; a step of more sentences at once is no faster. */
  private static final int MOST_SCORES = 1 << 23;

  private final TranslationMaker maker;

  BatchTranslator(TextPipeline target) {
    maker = new TranslationMaker(target);
  }

  /**
   * What an input asks for.
   *
   * @param sources what to translate
   * @param options how to translate it
   * @param answer makes what comes out of the translations, one a source
   */
  record Job<O>(
      List<Source> sources, TranslationOptions options, Function<List<Translation>, O> answer) {

    /** A job of one source. */
    static Job<Translation> of(Source source, TranslationOptions options) {
      return new Job<>(List.of(source), options, translations -> translations.get(0));
    }
  }

  /** Reads an input for a model. */
  abstract Job<O> read(I input, Seq2SeqConfig model);

  /** Makes source and lengths, the model's inputs, of sources that are not empty. */
  abstract NDList pad(NDManager manager, List<Source> sources);

  @Override
  public final Batchifier getBatchifier() {
    return new OneInputBatchifier();
  }

  @Override
  public final NDList processInput(TranslatorContext ctx, I input) {
    return batchProcessInput(ctx, List.of(input));
  }

  @Override
  public final O processOutput(TranslatorContext ctx, NDList list) {
    return batchProcessOutput(ctx, list).get(0);
  }

  @Override
  public final NDList batchProcessInput(TranslatorContext ctx, List<I> inputs) {
    Seq2SeqConfig model = ((Seq2Seq) ctx.getBlock()).config();
    List<Job<O>> jobs = inputs.stream().map(input -> read(input, model)).toList();
    ctx.setAttachment(JOBS, jobs);
    List<Source> present = new ArrayList<>();
    for (Job<O> job : jobs) {
      job.sources().stream().filter(source -> source.length() > 0).forEach(present::add);
    }
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
  public final List<O> batchProcessOutput(TranslatorContext ctx, NDList list) {
    List<Job<O>> jobs = (List<Job<O>>) ctx.getAttachment(JOBS);
    Iterator<List<Hypothesis>> found =
        (list.isEmpty() ? List.<List<Hypothesis>>of() : search(ctx, list, jobs)).iterator();
    List<O> answers = new ArrayList<>();
    for (Job<O> job : jobs) {
      List<Translation> translations = new ArrayList<>();
      for (Source source : job.sources()) {
        translations.add(
            source.length() == 0 ? Translation.EMPTY : maker.make(source, found.next()));
      }
      answers.add(job.answer().apply(translations));
    }
    return answers;
  }

  private List<List<Hypothesis>> search(TranslatorContext ctx, NDList encoded, List<Job<O>> jobs) {
    List<BatchSearch.Entry> entries = new ArrayList<>();
    TextPipeline target = maker.target();
    Map<TranslationOptions, SearchConfig> configs = new HashMap<>();
    for (Job<O> job : jobs) {
      SearchConfig config =
          configs.computeIfAbsent(job.options(), options -> options.search(target));
      for (Source source : job.sources()) {
        if (source.length() > 0) {
          entries.add(new BatchSearch.Entry(config, job.options().task(source.length(), target)));
        }
      }
    }
    NDArray lengths = (NDArray) ctx.getAttachment(LENGTHS);
    Seq2Seq model = (Seq2Seq) ctx.getBlock();
    return new BatchSearch(model.plan(ctx.getNDManager()), encoded, lengths, MOST_SCORES)
        .run(entries);
  }
}
