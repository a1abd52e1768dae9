package io.github.djlseq2seq.block.search;

import io.github.djlseq2seq.block.SpecialToken;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Batched beam search; with a beam of 1 it is greedy.
 *
 * <p>At each step a sentence's hypotheses are extended by every token. Of the best 2K extensions,
 * those that end the sentence and stand among the first K are finished; the best K others go on. A
 * sentence is done when K hypotheses are finished, when none that goes on can still win, or at its
 * maximum length; it then leaves the batch, so the work shrinks.
 */
public final class Search {

  private Search() {}

  /**
   * Searches.
   *
   * @param model the model, not yet stepped
   * @param config how to search
   * @param maxLengths for each sentence the most tokens of an output, eos included; at least 1
   * @return for each sentence its best hypotheses, best first; those that ended by themselves stand
   *     before those that were cut
   */
  public static List<List<Hypothesis>> run(StepModel model, SearchConfig config, int[] maxLengths) {
    List<Beam> beams = new ArrayList<>();
    for (int maxLength : maxLengths) {
      beams.add(new Beam(config, maxLength));
    }
    List<Beam> live = new ArrayList<>(beams);
    int[] sentences = IntStream.range(0, live.size()).toArray();
    int[] rows = sentences.clone();
    int[] tokens = new int[live.size()];
    Arrays.fill(tokens, SpecialToken.BOS.id());
    for (int step = 0; !live.isEmpty(); step++) {
      float[] logProbabilities = model.step(sentences, rows, tokens);
      int width = rows.length / live.size();
      for (int i = 0; i < live.size(); i++) {
        live.get(i).advance(logProbabilities, model.vocabulary(), step, i * width);
      }
      int[] going = IntStream.range(0, live.size()).filter(i -> !live.get(i).isDone()).toArray();
      List<Beam> rest = Arrays.stream(going).mapToObj(live::get).toList();
      live.clear();
      live.addAll(rest);
      sentences = going;
      rows = live.stream().flatMapToInt(Beam::rows).toArray();
      tokens = live.stream().flatMapToInt(Beam::tokens).toArray();
    }
    return beams.stream().map(beam -> beam.best(model)).toList();
  }
}
