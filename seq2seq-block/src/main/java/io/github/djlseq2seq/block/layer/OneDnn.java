package io.github.djlseq2seq.block.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;

/**
 * PyTorch's linear map by oneDNN, with a weight laid out once. PyTorch's own map lays its weight
 * out anew for every product, which for few rows costs as much as a third of the product. No
 * gradient flows through it.
 */
final class OneDnn {

  private static final TorchProgram LAY_OUT =
      new TorchProgram(
          """
          def forward(self, weight: Tensor) -> Tensor:
            return ops.mkldnn._reorder_linear_weight(weight, None)
          """);

  private static final TorchProgram APPLY =
      new TorchProgram(
          """
          def forward(self, input: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
            none = annotate(List[Optional[number]], [])
            return ops.mkldnn._linear_pointwise(input, weight, bias, "none", none, "")
          """);

  private OneDnn() {}

  /**
   * Tells whether the map can be had.
   *
   * @param manager the manager of arrays that it is to be applied to
   */
  static boolean runsIn(NDManager manager) {
    return LAY_OUT.runsIn(manager) && APPLY.runsIn(manager);
  }

  /**
   * Lays a weight out.
   *
   * @param weight {@code (out,in)}; the result hangs on its manager
   * @return the weight as only {@link #apply} can read it
   */
  static NDArray layOut(NDArray weight) {
    return LAY_OUT.run(weight).singletonOrThrow();
  }

  /**
   * Applies the map.
   *
   * @param input {@code (R,in)}; the result hangs on its manager
   * @param weights what {@link #layOut} gave, and the bias {@code (out)}
   * @return {@code (R,out)}
   */
  static NDArray apply(NDArray input, NDList weights) {
    return APPLY.run(input, weights.get(0), weights.get(1)).singletonOrThrow();
  }
}
