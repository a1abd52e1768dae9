package io.github.djlseq2seq.translate.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.djlseq2seq.block.layer.HostArrays;
import io.github.djlseq2seq.block.layer.TorchProgram;

/** PyTorch's Adam of one pass over its arrays; DJL's makes ten, and arrays on the way. */
final class FusedAdam {

  private static final TorchProgram PROGRAM =
      new TorchProgram(
          """
          def forward(self, w: Tensor, g: Tensor, m: Tensor, v: Tensor, numbers: Tensor) -> Tensor:
            weights = [w]
            none = annotate(List[Tensor], [])
            step, rate, epsilon = numbers[0], float(numbers[1]), float(numbers[2])
            beta1, beta2 = float(numbers[3]), float(numbers[4])
            torch._fused_adam_(weights, [g], [m], [v], none, [step], lr=rate, beta1=beta1,
              beta2=beta2, weight_decay=0., eps=epsilon, amsgrad=False, maximize=False,
              grad_scale=None, found_inf=None)
            return weights[0]
          """);

  private FusedAdam() {}

  /**
   * Tells whether the update can be had.
   *
   * @param manager the manager of what it is to change
   */
  static boolean runsIn(NDManager manager) {
    return PROGRAM.runsIn(manager);
  }

  /**
   * Changes a parameter and its state.
   *
   * @param mean the mean of gradients
   * @param square the mean of their squares
   * @param numbers the number of the update, the learning rate, what is added to {@code
   *     sqrt(square) / sqrt(1 - beta2^update)}, beta1 and beta2
   */
  static void update(
      NDArray weight, NDArray gradient, NDArray mean, NDArray square, float... numbers) {
    try (NDManager scratch = mean.getManager().newSubManager()) {
      NDArray given = HostArrays.of(scratch, numbers, new Shape(numbers.length));
      // What comes back is the weight itself: a change of what is not returned would be left out.
      PROGRAM.run(weight, gradient, mean, square, given).attach(scratch);
    }
  }
}
