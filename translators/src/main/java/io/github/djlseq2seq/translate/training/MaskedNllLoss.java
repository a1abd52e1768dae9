package io.github.djlseq2seq.translate.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.training.loss.Loss;
import io.github.djlseq2seq.block.Generator;
import io.github.djlseq2seq.block.SpecialToken;
import io.github.djlseq2seq.block.layer.HostArrays;

/**
 * The negative log-likelihood of the real target tokens, divided by their number; padding weighs
 * nothing.
 *
 * <pre>
 * loss = 1/N sum_n -((1 - s) log p_n(y_n) + s/V' sum_v log p_n(v))
 * </pre>
 *
 * <p>where {@code s} is the label smoothing (Szegedy et al. 2016, section 7), spread evenly over
 * the {@code V'} tokens that an output can hold: all but pad and bos.
 *
 * <p>Labels are the target {@code (B,T)} (int64, ending in eos) and its lengths {@code (B)};
 * predictions are log-probabilities {@code (B,T,V)}.
 */
public final class MaskedNllLoss extends Loss {

  private final float smoothing;
  private final TokenMeans means = new TokenMeans();

  /**
   * Makes a loss.
   *
   * @param smoothing the label smoothing s, from 0 to below 1; 0 is the plain likelihood, whose
   *     exponential is the perplexity
   * @throws IllegalArgumentException if {@code smoothing} is out of range
   */
  public MaskedNllLoss(double smoothing) {
    super("MaskedNllLoss");
    if (!(smoothing >= 0 && smoothing < 1)) {
      throw new IllegalArgumentException("smoothing must be from 0 to below 1, found " + smoothing);
    }
    this.smoothing = (float) smoothing;
  }

  @Override
  public NDArray evaluate(NDList labels, NDList predictions) {
    NDArray target = labels.get(0);
    NDArray logProbabilities = predictions.singletonOrThrow();
    NDArray likelihood = Generator.pick(logProbabilities, target);
    if (smoothing > 0) {
      NDArray others = meanOverOutputs(logProbabilities);
      // Arrays that their manager keeps: on PyTorch a plain number's is freed before the way back.
      NDManager manager = target.getManager();
      NDArray own = likelihood.mul(HostArrays.of(manager, 1 - smoothing));
      likelihood = own.add(others.mul(HostArrays.of(manager, smoothing)));
    }
    return RealTokens.sum(labels, likelihood).neg().div(RealTokens.count(labels));
  }

  /** Unlike DJL's other losses, of several batches this one gives the mean over all tokens. */
  @Override
  public void updateAccumulators(String[] keys, NDList labels, NDList predictions) {
    double tokens = RealTokens.count(labels).getFloat();
    means.update(keys, evaluate(labels, predictions).getFloat() * tokens, tokens);
  }

  @Override
  public void addAccumulator(String key) {
    means.reset(key);
  }

  @Override
  public void resetAccumulator(String key) {
    means.reset(key);
  }

  @Override
  public float getAccumulator(String key) {
    return (float) means.of(key);
  }

  private static NDArray meanOverOutputs(NDArray logProbabilities) {
    NDArray pad =
        logProbabilities.get(new NDIndex().addAllDim(2).addIndices(SpecialToken.PAD.id()));
    NDArray bos =
        logProbabilities.get(new NDIndex().addAllDim(2).addIndices(SpecialToken.BOS.id()));
    long outputs = logProbabilities.getShape().tail() - 2;
    NDArray share = HostArrays.of(logProbabilities.getManager(), 1f / outputs);
    return logProbabilities.sum(new int[] {2}).sub(pad).sub(bos).mul(share);
  }
}
