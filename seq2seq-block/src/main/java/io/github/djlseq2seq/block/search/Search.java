package io.github.djlseq2seq.block.search;

import io.github.djlseq2seq.block.SpecialToken;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Batched search, one step after the other: {@code while (search.step()) ...}, then {@link #best}.
 *
 * <p>Beam search, which with a beam of 1 is greedy: at each step a sentence's hypotheses are
 * extended by every token. Of the best 2K extensions, those that end the sentence and stand among
 * the first K are finished; the best K others go on. A sentence is done when K hypotheses are
 * finished, when none that goes on can still win, or at its maximum length.
 *
 * <p>Sampling: each of K samples draws one token a step until it ends.
 *
 * <p>A sentence that is done leaves the batch, so the work shrinks.
 */
public final class Search {

  /**
   * The most scores of a step, a score for each token after each hypothesis of each sentence: what
   * a buffer of bytes can hold, in which they leave the engine.
   */
  private static final long MOST_SCORES = Integer.MAX_VALUE / Float.BYTES;

  private final StepModel model;
  private final List<Beam> beams = new ArrayList<>();
  private List<Beam> live;
  private int[] sentences;
  private int[] rows;
  private int[] tokens;
  private int step;

  /**
   * Prepares a search.
   *
   * @param model the model, not yet stepped
   * @param config how to search
   * @param tasks what each sentence's output has to be like
   * @throws IllegalArgumentException if there are not as many tasks as sentences, if the beam is
   *     too wide for so many sentences and tokens, or if a rule names a token that the model does
   *     not have
   */
  public Search(StepModel model, SearchConfig config, List<SearchTask> tasks) {
    Rules.check(
        tasks.size() == model.sentences(),
        "tasks",
        tasks.size(),
        "must be as many as sentences, " + model.sentences());
    long scores = (long) model.sentences() * model.vocabulary();
    Rules.check(
        config.beam() * scores <= MOST_SCORES,
        "beam",
        config.beam(),
        "must be at most %d for %d sentences and %d tokens"
            .formatted(MOST_SCORES / Math.max(1, scores), model.sentences(), model.vocabulary()));
    this.model = model;
    for (SearchTask task : tasks) {
      TokenRules rules = new TokenRules(config, task);
      rules.check(model.vocabulary());
      beams.add(new Beam(config, task, rules));
    }
    live = beams;
    sentences = IntStream.range(0, beams.size()).toArray();
    rows = sentences.clone();
    tokens = new int[beams.size()];
    Arrays.fill(tokens, SpecialToken.BOS.id());
  }

  /**
   * Searches to the end.
   *
   * @param model the model, not yet stepped
   * @param config how to search
   * @param tasks what each sentence's output has to be like
   * @return for each sentence its best hypotheses, as {@link #best} gives them
   */
  public static List<List<Hypothesis>> run(
      StepModel model, SearchConfig config, List<SearchTask> tasks) {
    Search search = new Search(model, config, tasks);
    while (search.step()) {
      // All is in the step.
    }
    return search.best();
  }

  /**
   * Makes one step of all sentences that are not done.
   *
   * @return whether there was one to make
   */
  public boolean step() {
    if (live.isEmpty()) {
      return false;
    }
    float[] logProbabilities = model.step(sentences, rows, tokens);
    int width = rows.length / live.size();
    for (int i = 0; i < live.size(); i++) {
      live.get(i).advance(logProbabilities, model, step, i * width);
    }
    List<Beam> before = live;
    sentences = IntStream.range(0, before.size()).filter(i -> !before.get(i).isDone()).toArray();
    live = Arrays.stream(sentences).mapToObj(before::get).toList();
    rows = live.stream().flatMapToInt(Beam::rows).toArray();
    tokens = live.stream().flatMapToInt(Beam::tokens).toArray();
    step++;
    return true;
  }

  /**
   * Returns the best hypotheses after the steps so far.
   *
   * @return for each sentence its best hypotheses, best first; those that ended by themselves stand
   *     before those that were cut or still go on
   */
  public List<List<Hypothesis>> best() {
    return beams.stream().map(beam -> beam.best(model)).toList();
  }
}
