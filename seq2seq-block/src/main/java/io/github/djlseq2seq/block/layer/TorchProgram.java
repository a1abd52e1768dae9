package io.github.djlseq2seq.block.layer;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import ai.djl.util.Utils;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A few calls of PyTorch that DJL does not have, as a TorchScript program that DJL loads as a
 * model. For processors only; no gradient flows through it.
 *
 * <p>It exists for speed. Whoever has one does the same with DJL's own calls where there is none.
 */
public final class TorchProgram {

  private static final String PYTORCH = "PyTorch";

  private static final String HEAD =
      """
      class Program(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
      """;

  /** An object of the program's class, as Python pickles it (protocol 2): its state is training. */
  private static final String OBJECT =
      "\u0080\u0002c__torch__\nProgram\nq\0)\u0081}(X\u0008\0\0\0trainingq\1\u0089ub.";

  /** The pickled empty tuple. */
  private static final String NOTHING = "\u0080\u0002).";

  private final String forward;

  /** DJL frees a model that nothing refers to, with its block. */
  private volatile @Nullable Model model;

  private boolean tried;

  /**
   * Describes a program; it is loaded when it is first asked about, and then kept.
   *
   * @param forward the definition of its method {@code forward}, from tensors to tensors, as
   *     TorchScript writes it, without indentation
   */
  public TorchProgram(String forward) {
    this.forward = forward;
  }

  /**
   * Tells whether the program runs where arrays of a manager lie.
   *
   * @param manager the manager
   * @return whether its engine is a PyTorch that has what the program calls, and its device the
   *     processor
   */
  public boolean runsIn(NDManager manager) {
    return manager.getEngine().getEngineName().equals(PYTORCH)
        && manager.getDevice().equals(Device.cpu())
        && isLoaded();
  }

  private synchronized boolean isLoaded() {
    if (!tried) {
      model = load(HEAD + forward.indent(2));
      tried = true;
    }
    return model != null;
  }

  private static @Nullable Model load(String program) {
    Model model = Model.newInstance("program", Device.cpu(), PYTORCH);
    try {
      model.load(new ByteArrayInputStream(archive(program)));
      // DJL makes an empty folder for it.
      Utils.deleteQuietly(model.getModelPath());
      return model;
    } catch (EngineException | IOException | MalformedModelException e) {
      model.close();
      return null;
    }
  }

  /**
   * Runs the program.
   *
   * @param inputs its inputs, where it {@linkplain #runsIn runs}; what it returns hangs on the
   *     first one's manager
   * @return what it returns
   */
  public NDList run(NDArray... inputs) {
    ParameterStore none = new ParameterStore(inputs[0].getManager(), false);
    Block block = Objects.requireNonNull(model, "ask first whether it runs").getBlock();
    return block.forward(none, new NDList(inputs), false);
  }

  private static byte[] archive(String program) throws IOException {
    Map<String, String> files =
        Map.of(
            "data.pkl", OBJECT,
            "code/__torch__.py", program,
            "constants.pkl", NOTHING,
            "version", "3\n");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.setMethod(ZipOutputStream.STORED);
      for (var file : files.entrySet()) {
        byte[] content = file.getValue().getBytes(StandardCharsets.ISO_8859_1);
        CRC32 sum = new CRC32();
        sum.update(content);
        ZipEntry entry = new ZipEntry("program/" + file.getKey());
        entry.setSize(content.length);
        entry.setCrc(sum.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
      }
    }
    return bytes.toByteArray();
  }
}
