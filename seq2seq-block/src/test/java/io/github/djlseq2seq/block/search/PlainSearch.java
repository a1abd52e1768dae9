package io.github.djlseq2seq.block.search;

import io.github.djlseq2seq.block.SpecialToken;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The rules of {@link Search} for one sentence, without batches and without stopping early.
 *
 * @param table the log-probabilities
 * @param attention what each step attends to
 * @param sentence which sentence
 * @param config how to search
 * @param task what the output has to be like
 */
record PlainSearch(
    TableModel.Table table,
    TableModel.Attention attention,
    int sentence,
    SearchConfig config,
    SearchTask task) {

  /** Tokens behind bos, and the sum of their log-probabilities. */
  record Path(List<Integer> tokens, double total) {

    boolean ended() {
      return !tokens.isEmpty() && tokens.get(tokens.size() - 1) == SpecialToken.EOS.id();
    }

    private Path with(int token, float logProbability) {
      List<Integer> longer = new ArrayList<>(tokens);
      longer.add(token);
      return new Path(List.copyOf(longer), total + logProbability);
    }
  }

  private static final Path ROOT = new Path(List.of(), 0);

  /** Beam search. */
  List<Path> beam() {
    List<Path> live = List.of(ROOT);
    List<Path> cut = new ArrayList<>();
    List<Path> finished = new ArrayList<>();
    for (int length = 1; length <= task.maxLength(); length++) {
      List<Path> candidates = new ArrayList<>();
      live.forEach(path -> candidates.addAll(extensions(path)));
      if (candidates.isEmpty()) {
        cut.addAll(live);
      }
      // A stable sort: equals stay in the order of hypotheses and tokens.
      candidates.sort(Comparator.comparingDouble(Path::total).reversed());
      List<Path> next = new ArrayList<>();
      for (int rank = 0; rank < Math.min(2 * config.beam(), candidates.size()); rank++) {
        Path candidate = candidates.get(rank);
        if (!candidate.ended() && next.size() < config.beam()) {
          next.add(candidate);
        } else if (candidate.ended() && rank < config.beam() && next.size() < config.beam()) {
          finished.add(candidate);
        }
      }
      live = next;
      if (live.isEmpty() || finished.size() >= config.beam()) {
        break;
      }
    }
    cut.addAll(live);
    return ranked(finished, cut);
  }

  /** Every path there is. */
  List<Path> all() {
    List<Path> finished = new ArrayList<>();
    List<Path> live = List.of(ROOT);
    for (int length = 1; length <= task.maxLength(); length++) {
      List<Path> next = new ArrayList<>();
      for (Path path : live) {
        for (Path extension : extensions(path)) {
          (extension.ended() ? finished : next).add(extension);
        }
      }
      live = next;
    }
    return ranked(finished, live);
  }

  private List<Path> ranked(List<Path> finished, List<Path> live) {
    Comparator<Path> better = Comparator.comparingDouble(this::score).reversed();
    List<Path> ranked = new ArrayList<>(finished.stream().sorted(better).toList());
    ranked.addAll(live.stream().sorted(better).toList());
    return ranked;
  }

  double score(Path path) {
    int length = Math.max(1, path.tokens().size());
    double norm =
        config.norm() == LengthNorm.GNMT
            ? Math.pow(5 + length, config.lengthPenalty()) / Math.pow(6, config.lengthPenalty())
            : Math.pow(length, config.lengthPenalty());
    double score = path.total() / norm;
    if (config.coveragePenalty() == 0) {
      return score;
    }
    for (int s = 0; s < task.sourceLength(); s++) {
      double attended = 0;
      for (int t = 0; t < path.tokens().size(); t++) {
        attended += attention.after(sentence, behindBos(path.tokens().subList(0, t)))[s];
      }
      score += config.coveragePenalty() * Math.log(Math.min(attended, 1));
    }
    return score;
  }

  private static List<Integer> behindBos(List<Integer> tokens) {
    List<Integer> prefix = new ArrayList<>(List.of(SpecialToken.BOS.id()));
    prefix.addAll(tokens);
    return prefix;
  }

  private List<Path> extensions(Path path) {
    float[] logProbabilities = table.next(sentence, behindBos(path.tokens()));
    List<Path> extensions = new ArrayList<>();
    for (int token = 0; token < logProbabilities.length; token++) {
      if (Float.isFinite(logProbabilities[token]) && isAllowed(path.tokens(), token)) {
        extensions.add(path.with(token, logProbabilities[token]));
      }
    }
    return extensions;
  }

  private boolean isAllowed(List<Integer> before, int token) {
    if (before.size() < task.prefix().size()) {
      return token == task.prefix().get(before.size());
    }
    List<Integer> with = new ArrayList<>(before);
    with.add(token);
    return token != SpecialToken.PAD.id()
        && token != SpecialToken.BOS.id()
        && !config.forbidden().contains(token)
        && (token != SpecialToken.EOS.id() || with.size() >= task.minLength())
        && !repeats(with);
  }

  /** Whether the last n-gram stands in the tokens before. */
  private boolean repeats(List<Integer> tokens) {
    int n = config.noRepeatNgram();
    if (n == 0 || tokens.size() <= n) {
      return false;
    }
    List<Integer> last = tokens.subList(tokens.size() - n, tokens.size());
    for (int i = 0; i + n < tokens.size(); i++) {
      if (tokens.subList(i, i + n).equals(last)) {
        return true;
      }
    }
    return false;
  }
}
