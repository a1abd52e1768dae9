package io.github.djlseq2seq.block.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import org.jspecify.annotations.Nullable;

/**
 * PyTorch's linear map by oneDNN, with a weight laid out once. PyTorch's own map lays its weight
 * out anew for every product, which for few rows costs as much as a third of the product. No
 * gradient flows through it.
 */
final class OneDnn {

  private static final String LAY_OUT =
      """
      def forward(self, weight: Tensor) -> Tensor:
        return ops.mkldnn._reorder_linear_weight(weight, None)
      """;

  private static final String APPLY =
      """
      def forward(self, input: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
        none = annotate(List[Optional[number]], [])
        return ops.mkldnn._linear_pointwise(input, weight, bias, "none", none, "")
      """;

  private final TorchProgram layOut;
  private final TorchProgram apply;

  private OneDnn(TorchProgram layOut, TorchProgram apply) {
    this.layOut = layOut;
    this.apply = apply;
  }

  /** Loaded once, and kept while Java runs. */
  private static final class Loaded {

    private static final @Nullable OneDnn MAP = load();

    private static @Nullable OneDnn load() {
      TorchProgram layOut = TorchProgram.load(LAY_OUT);
      TorchProgram apply = TorchProgram.load(APPLY);
      return layOut == null || apply == null ? null : new OneDnn(layOut, apply);
    }
  }

  /**
   * Returns the map.
   *
   * @param manager the manager of arrays that it is to be applied to
   * @return the map; null where there is none
   */
  static @Nullable OneDnn in(NDManager manager) {
    return TorchProgram.runsIn(manager) ? Loaded.MAP : null;
  }

  /**
   * Lays a weight out.
   *
   * @param weight {@code (out,in)}; the result hangs on its manager
   * @return the weight as only {@link #apply} can read it
   */
  NDArray layOut(NDArray weight) {
    return layOut.run(weight).singletonOrThrow();
  }

  /**
   * Applies the map.
   *
   * @param input {@code (R,in)}; the result hangs on its manager
   * @param weights what {@link #layOut} gave, and the bias {@code (out)}
   * @return {@code (R,out)}
   */
  NDArray apply(NDArray input, NDList weights) {
    return apply.run(input, weights.get(0), weights.get(1)).singletonOrThrow();
  }
}
