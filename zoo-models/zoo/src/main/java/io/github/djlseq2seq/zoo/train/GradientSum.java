package io.github.djlseq2seq.zoo.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import io.github.djlseq2seq.translate.training.Gradients;
import java.util.ArrayList;
import java.util.List;

/**
 * The gradients of several batches as if they were one: each batch's mean loss weighs as many
 * tokens as it has.
 */
final class GradientSum {

  private final List<Parameter> parameters = new ArrayList<>();
  private final List<NDArray> sums = new ArrayList<>();
  private long tokens;

  GradientSum(Block block, NDManager manager) {
    for (Parameter parameter : block.getParameters().values()) {
      if (parameter.requiresGradient()) {
        parameters.add(parameter);
        sums.add(manager.zeros(parameter.getShape()));
      }
    }
  }

  /** Adds a batch's gradients, and clears them: PyTorch adds the next batch's to them. */
  void add(long batchTokens) {
    tokens += batchTokens;
    for (int i = 0; i < sums.size(); i++) {
      // Asked for each time: PyTorch may hold another array after a backward pass.
      try (NDArray gradient = parameters.get(i).getArray().getGradient();
          NDArray weighed = gradient.mul(batchTokens)) {
        sums.get(i).addi(weighed);
        Gradients.clear(gradient);
      }
    }
  }

  /** Leaves the mean where an update expects it, and begins anew. */
  void apply() {
    for (int i = 0; i < sums.size(); i++) {
      NDArray sum = sums.get(i);
      try (NDArray gradient = parameters.get(i).getArray().getGradient();
          NDArray mean = sum.div(tokens)) {
        Gradients.set(gradient, mean);
        Gradients.clear(sum);
      }
    }
    tokens = 0;
  }
}
