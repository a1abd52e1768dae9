package io.github.djlseq2seq.translate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.github.djlseq2seq.block.DecodingPlan;
import io.github.djlseq2seq.block.DecodingSteps;
import io.github.djlseq2seq.block.layer.HostArrays;
import io.github.djlseq2seq.block.search.Hypothesis;
import io.github.djlseq2seq.block.search.Search;
import io.github.djlseq2seq.block.search.SearchConfig;
import io.github.djlseq2seq.block.search.SearchTask;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Searches the encoded sources of a batch: those that are searched in one way go together, as many
 * as memory is meant to be used for.
 *
 * @param plan the model's weights
 * @param encoded what the model gives for the sources
 * @param lengths the source lengths, {@code (B)}
 * @param mostScores how many scores a step may have, one for each token after each hypothesis,
 *     unless a single source has more
 */
record BatchSearch(DecodingPlan plan, NDList encoded, NDArray lengths, int mostScores) {

  /**
   * How one source is searched.
   *
   * @param config the search
   * @param task what its output has to be like
   */
  record Entry(SearchConfig config, SearchTask task) {}

  /** Searches; the hypotheses come in the order of the entries. */
  List<List<Hypothesis>> run(List<Entry> entries) {
    Map<SearchConfig, List<Integer>> groups = new LinkedHashMap<>();
    for (int i = 0; i < entries.size(); i++) {
      groups.computeIfAbsent(entries.get(i).config(), key -> new ArrayList<>()).add(i);
    }
    List<List<Hypothesis>> results =
        new ArrayList<>(Collections.nCopies(entries.size(), List.of()));
    groups.forEach(
        (config, group) -> {
          int together = together(config.beam());
          for (int from = 0; from < group.size(); from += together) {
            List<Integer> rows = group.subList(from, Math.min(group.size(), from + together));
            List<SearchTask> tasks = rows.stream().map(row -> entries.get(row).task()).toList();
            List<List<Hypothesis>> found =
                rows.size() == entries.size()
                    ? search(encoded, lengths, config, tasks)
                    : searchRows(rows, config, tasks);
            for (int i = 0; i < found.size(); i++) {
              results.set(rows.get(i), found.get(i));
            }
          }
        });
    return results;
  }

  /** How many sources go together. */
  private int together(int beam) {
    long each = beam * plan.embedding().size(0);
    return (int) Math.max(1, mostScores / each);
  }

  private List<List<Hypothesis>> searchRows(
      List<Integer> rows, SearchConfig config, List<SearchTask> tasks) {
    try (NDManager scratch = lengths.getManager().newSubManager()) {
      long[] chosen = rows.stream().mapToLong(Integer::longValue).toArray();
      NDIndex index = new NDIndex("{}", HostArrays.of(scratch, chosen, new Shape(chosen.length)));
      NDList part = new NDList();
      encoded.forEach(array -> part.add(array.get(scratch, index)));
      return search(part, lengths.get(scratch, index), config, tasks);
    }
  }

  private List<List<Hypothesis>> search(
      NDList sources, NDArray sourceLengths, SearchConfig config, List<SearchTask> tasks) {
    try (DecodingSteps steps = new DecodingSteps(plan, sources, sourceLengths)) {
      return Search.run(steps, config, tasks);
    }
  }
}
