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
      int row,
      int sample) {

    List<Node> path() {
      List<Node> path = new ArrayList<>();
      Node node = this;
      for (Node before = node.parent; before != null; before = node.parent) {
        path.add(node);
        node = before;
      }
      Collections.reverse(path);
      return path;
    }

    List<Integer> tokens() {
      return path().stream().map(Node::token).toList();
    }

    boolean ended() {
      return token == SpecialToken.EOS.id();
    }
  }

  /** A hypothesis that ended, and what it is ranked by. */
  private record Finished(Node node, double score) {}

  private final SearchConfig config;
  private final SearchTask task;
  private final TokenRules rules;
  private final @Nullable Sampler sampler;
  private final List<Finished> finished = new ArrayList<>();
  private final List<Node> cut = new ArrayList<>();
  private List<Node> live;
  private int firstRow;

  Beam(SearchConfig config, SearchTask task, TokenRules rules) {
    this.config = config;
    this.task = task;
    this.rules = rules;
    Sampling sampling = config.sampling();
    sampler = sampling == null ? null : new Sampler(sampling, config.beam());
    live =
        IntStream.range(0, sampling == null ? 1 : config.beam())
            .mapToObj(i -> new Node(null, SpecialToken.BOS.id(), 0, 0, 0, -1, 0, i))
            .toList();
  }

  /**
   * Extends every hypothesis by one token.
   *
   * @param logProbabilities the step's, of all sentences; what the rules forbid is taken out
   * @param model the model
   * @param step the step's number
   * @param firstRow where this sentence's rows begin
   */
  void advance(float[] logProbabilities, StepModel model, int step, int firstRow) {
    this.firstRow = firstRow;
    int vocabulary = model.vocabulary();
    int rowsUsed = step == 0 ? 1 : live.size();
    for (int i = 0; i < rowsUsed; i++) {
      Node node = live.get(i);
      int from = (firstRow + i) * vocabulary;
      checkRow(logProbabilities, from, vocabulary, step);
      rules.apply(logProbabilities, from, vocabulary, node.length(), node::tokens);
    }
    List<Node> extended =
        sampler == null
            ? search(logProbabilities, vocabulary, step)
            : sample(sampler, logProbabilities, vocabulary, step);
    live = new ArrayList<>();
    for (Node node : extended) {
      if (node.ended()) {
        finished.add(new Finished(node, rank(node, model)));
      } else if (node.length() >= task.maxLength()) {
        cut.add(node);
      } else {
        live.add(node);
      }
    }
  }

  /**
   * Checks a row before the rules take tokens out. Beam search looks at all that they leave anyway:
   * here it stops at the first that is possible, behind the special tokens.
   */
  private void checkRow(float[] logProbabilities, int from, int vocabulary, int step) {
    int least = sampler == null ? SpecialToken.values().length : vocabulary;
    boolean possible = false;
    for (int token = 0; token < vocabulary && !(possible && token >= least); token++) {
      float value = logProbabilities[from + token];
      checkNumber(value, token, step);
      possible |= value > Float.NEGATIVE_INFINITY;
    }
    if (!possible) {
      throw new IllegalStateException(
          "step %d: no token has a finite log-probability; the model's parameters are damaged"
              .formatted(step));
    }
  }

  private static void checkNumber(float value, int token, int step) {
    // Written so that it is true of NaN as well.
    if (!(value < Float.POSITIVE_INFINITY)) {
      throw new IllegalStateException(
          "step %d: token %d has the log-probability %s; the model's parameters are damaged"
              .formatted(step, token, value));
    }
  }

  /** The hypotheses that are finished or go on. */
  private List<Node> search(float[] logProbabilities, int vocabulary, int step) {
    Candidates candidates = new Candidates(2 * config.beam());
    for (int i = 0; i < live.size(); i++) {
      int from = (firstRow + i) * vocabulary;
      int wrong = candidates.offer(logProbabilities, from, vocabulary, i, live.get(i).total());
      if (wrong >= 0) {
        checkNumber(logProbabilities[from + wrong], wrong, step);
      }
    }
    if (candidates.size() == 0) {
      // The rules leave nothing to say.
      cut.addAll(live);
    }
    List<Node> extended = new ArrayList<>();
    int going = 0;
    for (int rank = 0; rank < candidates.size() && going < config.beam(); rank++) {
      int index = candidates.hypothesis(rank);
      int token = candidates.token(rank);
      if (token != SpecialToken.EOS.id()) {
        going++;
      } else if (rank >= config.beam()) {
        continue;
      }
      extended.add(
          node(live.get(index), token, logProbabilities, vocabulary, step, firstRow + index));
    }
    return extended;
  }

  private List<Node> sample(Sampler sampler, float[] logProbabilities, int vocabulary, int step) {
    List<Node> extended = new ArrayList<>();
    for (int i = 0; i < live.size(); i++) {
      int row = firstRow + (step == 0 ? 0 : i);
      Node parent = live.get(i);
      int token = sampler.draw(parent.sample(), logProbabilities, row * vocabulary, vocabulary);
      if (token < 0) {
        cut.add(parent);
      } else {
        extended.add(node(parent, token, logProbabilities, vocabulary, step, row));
      }
    }
    return extended;
  }

  private static Node node(
      Node parent, int token, float[] logProbabilities, int vocabulary, int step, int row) {
    float own = logProbabilities[row * vocabulary + token];
    double total = parent.total() + own;
    return new Node(parent, token, own, total, parent.length() + 1, step, row, parent.sample());
  }

  boolean isDone() {
    if (live.isEmpty()) {
      return true;
    }
    if (sampler != null) {
      return false;
    }
    if (finished.size() >= config.beam()) {
      return true;
    }
    if (finished.size() < config.nBest()) {
      return false;
    }
    // Totals only fall, so no hypothesis ends better than if all tokens to come were certain.
    double hope = config.rank(live.get(0).total(), task.maxLength());
    return finished.stream().filter(end -> end.score() >= hope).count() >= config.nBest();
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
    Comparator<Finished> better = Comparator.comparingDouble(Finished::score).reversed();
    List<Finished> ranked = new ArrayList<>(finished);
    ranked.sort(better);
    List<Finished> others = new ArrayList<>();
    for (List<Node> nodes : List.of(cut, live)) {
      nodes.forEach(node -> others.add(new Finished(node, rank(node, model))));
    }
    others.sort(better);
    ranked.addAll(others);
    return ranked.stream().limit(config.nBest()).map(end -> hypothesis(end, model)).toList();
  }

  private double rank(Node node, StepModel model) {
    double score = config.rank(node.total(), Math.max(1, node.length()));
    return config.coveragePenalty() == 0
        ? score
        : score + config.coveragePenalty() * coverage(node, model);
  }

  private double coverage(Node last, StepModel model) {
    double[] attended = new double[task.sourceLength()];
    for (Node node : last.path()) {
      float[] weights = model.attention(node.step(), node.row());
      Rules.check(
          weights.length >= attended.length,
          "coveragePenalty",
          config.coveragePenalty(),
          "must be 0 for a model without attention");
      for (int s = 0; s < attended.length; s++) {
        attended[s] += weights[s];
      }
    }
    double penalty = 0;
    for (double sum : attended) {
      // Nothing at all would be an infinite penalty, of which no two can be compared.
      penalty += Math.log(Math.min(1, Math.max(sum, Float.MIN_NORMAL)));
    }
    return penalty;
  }

  private static Hypothesis hypothesis(Finished end, StepModel model) {
    List<Node> path = end.node().path();
    return new Hypothesis(
        path.stream().map(Node::token).toList(),
        path.stream().map(Node::logProbability).toList(),
        path.stream().map(step -> model.attention(step.step(), step.row())).toList(),
        end.node().total(),
        end.score(),
        end.node().ended());
  }
}
