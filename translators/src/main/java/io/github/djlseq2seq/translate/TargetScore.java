package io.github.djlseq2seq.translate;

import java.util.List;

/**
 * How likely a model finds a given translation.
 *
 * @param tokens the tokens of the translation as the model reads them, the last of which is eos
 * @param tokenLogProbabilities the natural logarithm of each token's probability
 * @param logProbability their sum
 * @param truncated whether source or translation is longer than the model reads, and was cut
 */
public record TargetScore(
    List<String> tokens,
    List<Float> tokenLogProbabilities,
    double logProbability,
    boolean truncated) {

  /**
   * Copies the lists.
   *
   * @param tokens the tokens
   * @param tokenLogProbabilities the logarithm of each token's probability
   * @param logProbability their sum
   * @param truncated whether something was cut
   */
  public TargetScore {
    tokens = List.copyOf(tokens);
    tokenLogProbabilities = List.copyOf(tokenLogProbabilities);
  }
}
