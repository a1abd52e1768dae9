package io.github.djlseq2seq.block.search;

import java.util.List;

/**
 * One output of a search.
 *
 * @param tokens the ids, the last of which is eos if {@code ended}
 * @param tokenLogProbabilities the log-probability of each token
 * @param attention what each token attended to: one row a token, one weight a source position, with
 *     padding
 * @param logProbability the sum over the tokens
 * @param score what hypotheses are ranked by: the log-probability with the length penalty
 * @param ended whether it ended by itself; otherwise it was cut at the maximum length
 */
public record Hypothesis(
    List<Integer> tokens,
    List<Float> tokenLogProbabilities,
    List<float[]> attention,
    double logProbability,
    double score,
    boolean ended) {}
