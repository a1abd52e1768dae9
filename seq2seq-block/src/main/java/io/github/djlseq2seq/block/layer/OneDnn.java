package io.github.djlseq2seq.block.layer;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * PyTorch's linear map by oneDNN, with a weight laid out once. PyTorch's own map lays its weight
 * out anew for every product, which for few rows costs as much as a third of the product.
 *
 * <p>DJL has no call for it, so this is a TorchScript program, the smallest that can be loaded as a
 * model. No gradient flows through it.
 */
final class OneDnn {

  private static final String PYTORCH = "PyTorch";

  private static final String PROGRAM =
      """
      class Linear(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
        def layOut(self: __torch__.Linear, weight: Tensor) -> Tensor:
          return ops.mkldnn._reorder_linear_weight(weight, None)
        def forward(self: __torch__.Linear, input: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
          none = annotate(List[Optional[number]], [])
          return ops.mkldnn._linear_pointwise(input, weight, bias, "none", none, "")
      """;

  /** An object of the program's class, as Python pickles it (protocol 2): its state is training. */
  private static final String OBJECT =
      "\u0080\u0002c__torch__\nLinear\nq\0)\u0081}(X\u0008\0\0\0trainingq\1\u0089ub.";

  /** The pickled empty tuple. */
  private static final String NOTHING = "\u0080\u0002).";

  /** DJL frees a model that nothing refers to, with its block. */
  private final Model program;

  private OneDnn(Model program) {
    this.program = program;
  }

  /** Loaded once, and kept while Java runs. */
  private static final class Loaded {

    private static final @Nullable OneDnn PROGRAM = load();
  }

  /**
   * Returns the map.
   *
   * @param manager of the engine and device that it is to run on
   * @return the map; null where there is none
   */
  static @Nullable OneDnn in(NDManager manager) {
    boolean able =
        manager.getEngine().getEngineName().equals(PYTORCH)
            && manager.getDevice().equals(Device.cpu());
    return able ? Loaded.PROGRAM : null;
  }

  private static @Nullable OneDnn load() {
    try {
      Model model = Model.newInstance("linear", Device.cpu(), PYTORCH);
      model.load(new ByteArrayInputStream(archive()));
      return new OneDnn(model);
    } catch (EngineException | IOException | MalformedModelException e) {
      // A PyTorch without oneDNN: every map is then PyTorch's own.
      return null;
    }
  }

  /**
   * Lays a weight out.
   *
   * @param weight {@code (out,in)}; the result hangs on its manager
   * @return the weight as only {@link #apply} can read it
   */
  NDArray layOut(NDArray weight) {
    NDArray method = weight.getManager().create(0);
    method.setName("module_method:layOut");
    return run(weight, method);
  }

  /**
   * Applies the map.
   *
   * @param input {@code (R,in)}; the result hangs on its manager
   * @param weights what {@link #layOut} gave, and the bias {@code (out)}
   * @return {@code (R,out)}
   */
  NDArray apply(NDArray input, NDList weights) {
    return run(input, weights.get(0), weights.get(1));
  }

  private NDArray run(NDArray... inputs) {
    ParameterStore none = new ParameterStore(inputs[0].getManager(), false);
    return program.getBlock().forward(none, new NDList(inputs), false).singletonOrThrow();
  }

  private static byte[] archive() throws IOException {
    Map<String, String> files =
        Map.of(
            "data.pkl", OBJECT,
            "code/__torch__.py", PROGRAM,
            "constants.pkl", NOTHING,
            "version", "3\n");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.setMethod(ZipOutputStream.STORED);
      for (var file : files.entrySet()) {
        byte[] content = file.getValue().getBytes(StandardCharsets.ISO_8859_1);
        CRC32 sum = new CRC32();
        sum.update(content);
        ZipEntry entry = new ZipEntry("linear/" + file.getKey());
        entry.setSize(content.length);
        entry.setCrc(sum.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
      }
    }
    return bytes.toByteArray();
  }
}
