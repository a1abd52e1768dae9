package io.github.djlseq2seq.block.search;

import io.github.djlseq2seq.block.SpecialToken;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The rules of {@link Search} for one sentence, without batches and without stopping early. */
final class PlainSearch {

  /** Tokens behind bos, and the sum of their log-probabilities. */
  record Path(List<Integer> tokens, double total) {

    boolean ended() {
      return !tokens.isEmpty() && tokens.get(tokens.size() - 1) == SpecialToken.EOS.id();
    }

    double score(double alpha) {
      return total / Math.pow(tokens.size(), alpha);
    }

    private Path with(int token, float logProbability) {
      List<Integer> longer = new ArrayList<>(tokens);
      longer.add(token);
      return new Path(List.copyOf(longer), total + logProbability);
    }
  }

  private static final Path ROOT = new Path(List.of(), 0);

  private PlainSearch() {}

  /** Beam search. */
  static List<Path> beam(TableModel.Table table, int sentence, SearchConfig config, int longest) {
    List<Path> live = List.of(ROOT);
    List<Path> finished = new ArrayList<>();
    for (int length = 1; length <= longest; length++) {
      List<Path> candidates = new ArrayList<>();
      live.forEach(path -> candidates.addAll(extensions(table, sentence, path)));
      // A stable sort: equals stay in the order of hypotheses and tokens.
      candidates.sort(Comparator.comparingDouble(Path::total).reversed());
      List<Path> next = new ArrayList<>();
      for (int rank = 0; rank < Math.min(2 * config.beam(), candidates.size()); rank++) {
        Path candidate = candidates.get(rank);
        if (!candidate.ended() && next.size() < config.beam()) {
          next.add(candidate);
        } else if (candidate.ended() && rank < config.beam()) {
          finished.add(candidate);
        }
      }
      live = next;
      if (live.isEmpty() || finished.size() >= config.beam()) {
        break;
      }
    }
    return ranked(finished, live, config.lengthPenalty());
  }

  /** Every path there is. */
  static List<Path> all(TableModel.Table table, int sentence, double alpha, int longest) {
    List<Path> finished = new ArrayList<>();
    List<Path> live = List.of(ROOT);
    for (int length = 1; length <= longest; length++) {
      List<Path> next = new ArrayList<>();
      for (Path path : live) {
        for (Path extension : extensions(table, sentence, path)) {
          (extension.ended() ? finished : next).add(extension);
        }
      }
      live = next;
    }
    return ranked(finished, live, alpha);
  }

  private static List<Path> ranked(List<Path> finished, List<Path> live, double alpha) {
    Comparator<Path> better =
        Comparator.comparingDouble((Path path) -> path.score(alpha)).reversed();
    List<Path> ranked = new ArrayList<>(finished.stream().sorted(better).toList());
    ranked.addAll(live.stream().sorted(better).toList());
    return ranked;
  }

  private static List<Path> extensions(TableModel.Table table, int sentence, Path path) {
    List<Integer> prefix = new ArrayList<>(List.of(SpecialToken.BOS.id()));
    prefix.addAll(path.tokens());
    float[] logProbabilities = table.next(sentence, prefix);
    List<Path> extensions = new ArrayList<>();
    for (int token = 0; token < logProbabilities.length; token++) {
      boolean said = token != SpecialToken.PAD.id() && token != SpecialToken.BOS.id();
      if (said && Float.isFinite(logProbabilities[token])) {
        extensions.add(path.with(token, logProbabilities[token]));
      }
    }
    return extensions;
  }
}
