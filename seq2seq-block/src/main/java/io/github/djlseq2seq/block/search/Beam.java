package io.github.djlseq2seq.block.search;

import io.github.djlseq2seq.block.SpecialToken;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One sentence's hypotheses during a search. */
final class Beam {

  /** A hypothesis as a list from its last token backwards; the root stands before the first. */
  private record Node(
      @Nullable Node parent,
      int token,
      float logProbability,
      double total,
      int length,
      int step,
      int row) {}

  private final SearchConfig config;
  private final int maxLength;
  private List<Node> live = List.of(new Node(null, SpecialToken.BOS.id(), 0, 0, 0, -1, 0));
  private final List<Node> finished = new ArrayList<>();
  private int firstRow;

  Beam(SearchConfig config, int maxLength) {
    this.config = config;
    this.maxLength = maxLength;
  }

  /**
   * Extends every hypothesis by one token.
   *
   * @param logProbabilities the step's, of all sentences
   * @param vocabulary V
   * @param step the step's number
   * @param firstRow where this sentence's rows begin
   */
  void advance(float[] logProbabilities, int vocabulary, int step, int firstRow) {
    this.firstRow = firstRow;
    Candidates candidates = new Candidates(2 * config.beam());
    for (int i = 0; i < live.size(); i++) {
      candidates.offer(
          logProbabilities, (firstRow + i) * vocabulary, vocabulary, i, live.get(i).total());
    }
    if (candidates.size() == 0) {
      throw new IllegalStateException(
          "step %d: no token has a finite log-probability; the model's parameters are damaged"
              .formatted(step));
    }
    List<Node> next = new ArrayList<>();
    for (int rank = 0; rank < candidates.size() && next.size() < config.beam(); rank++) {
      int index = candidates.hypothesis(rank);
      int token = candidates.token(rank);
      Node parent = live.get(index);
      int row = firstRow + index;
      float own = logProbabilities[row * vocabulary + token];
      Node node =
          new Node(parent, token, own, candidates.total(rank), parent.length() + 1, step, row);
      if (token != SpecialToken.EOS.id()) {
        next.add(node);
      } else if (rank < config.beam()) {
        finished.add(node);
      }
    }
    live = next;
  }

  boolean isDone() {
    if (live.isEmpty() || finished.size() >= config.beam() || live.get(0).length() >= maxLength) {
      return true;
    }
    if (finished.size() < config.nBest()) {
      return false;
    }
    // Totals only fall, so no hypothesis ends better than if all tokens to come were certain.
    double hope = config.rank(live.get(0).total(), maxLength);
    long better = finished.stream().filter(node -> rank(node) >= hope).count();
    return better >= config.nBest();
  }

  /** The rows of the last step that the next one continues, K of them. */
  IntStream rows() {
    return padded().map(i -> i < live.size() ? live.get(i).row() : firstRow);
  }

  /** The tokens that the next step adds, K of them. */
  IntStream tokens() {
    return padded().map(i -> i < live.size() ? live.get(i).token() : SpecialToken.PAD.id());
  }

  // Sentences of one step have equally many rows, also where a tiny vocabulary gives fewer.
  private IntStream padded() {
    return IntStream.range(0, config.beam());
  }

  List<Hypothesis> best(StepModel model) {
    List<Node> ranked = new ArrayList<>(finished);
    ranked.sort(Comparator.comparingDouble(this::rank).reversed());
    live.stream().sorted(Comparator.comparingDouble(this::rank).reversed()).forEach(ranked::add);
    return ranked.stream().limit(config.nBest()).map(node -> hypothesis(node, model)).toList();
  }

  private double rank(Node node) {
    return config.rank(node.total(), node.length());
  }

  private Hypothesis hypothesis(Node last, StepModel model) {
    List<Node> path = new ArrayList<>();
    Node node = last;
    for (Node before = node.parent(); before != null; before = node.parent()) {
      path.add(node);
      node = before;
    }
    Collections.reverse(path);
    return new Hypothesis(
        path.stream().map(Node::token).toList(),
        path.stream().map(Node::logProbability).toList(),
        path.stream().map(step -> model.attention(step.step(), step.row())).toList(),
        last.total(),
        rank(last),
        last.token() == SpecialToken.EOS.id());
  }
}
