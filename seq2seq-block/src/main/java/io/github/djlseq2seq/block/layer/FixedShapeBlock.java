package io.github.djlseq2seq.block.layer;

import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.initializer.Initializer;
import ai.djl.util.Pair;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A block that knows the shapes of its parameters when it is made, whatever its inputs will be.
 *
 * <p>This closes two gaps of DJL's loading, which takes any shape that a file holds: a parameter of
 * another name, shape or type is refused with what was expected and what was found, and
 * half-precision parameters become float32.
 */
public abstract class FixedShapeBlock extends AbstractBlock {

  /** The layout of parameters in files; another number only if old files can no longer load. */
  private static final byte LAYOUT = 1;

  /** DJL's own version of one parameter's encoding. */
  private static final byte PARAMETER_ENCODING = 1;

  private final Map<Parameter, Shape> shapes = new LinkedHashMap<>();

  /** Makes a block without parameters. */
  protected FixedShapeBlock() {
    super(LAYOUT);
    // Known from the start, so that a block that was loaded and never initialized can be saved.
    inputNames = List.of();
    inputShapes = new Shape[0];
  }

  /**
   * Adds a parameter; its place among the others is part of the file format.
   *
   * @param name the name, part of the file format
   * @param initializer what it starts from when it is not loaded
   * @param shape its shape
   * @return the parameter
   */
  protected final Parameter weight(String name, Initializer initializer, long... shape) {
    Parameter parameter =
        addParameter(
            Parameter.builder()
                .setName(name)
                .setType(Parameter.Type.WEIGHT)
                .optInitializer(initializer)
                .build());
    shapes.put(parameter, new Shape(shape));
    return parameter;
  }

  @Override
  protected final void beforeInitialize(Shape... inputs) {
    // The shapes do not depend on the inputs.
  }

  @Override
  protected final void prepare(Shape[] inputs) {
    shapes.forEach(
        (parameter, shape) -> {
          if (!parameter.isInitialized()) {
            parameter.setShape(shape);
          }
        });
  }

  @Override
  protected final void initializeChildBlocks(
      NDManager manager, DataType dataType, Shape... inputs) {
    getChildren().values().forEach(child -> child.initialize(manager, dataType, inputs));
  }

  @Override
  public final void saveParameters(DataOutputStream os) throws IOException {
    saveParameters(os, DataType.FLOAT32);
  }

  /**
   * Writes the parameters of this block and its children.
   *
   * @param os where to
   * @param precision {@code FLOAT32}, or {@code FLOAT16} for half the size
   * @throws IOException if writing fails
   */
  public final void saveParameters(DataOutputStream os, DataType precision) throws IOException {
    os.writeByte(LAYOUT);
    for (Parameter parameter : shapes.keySet()) {
      os.writeChar('P');
      os.writeByte(PARAMETER_ENCODING);
      os.writeUTF(parameter.getName());
      try (NDArray stored = parameter.getArray().toType(precision, true)) {
        // MXNet hands the parameter's name on to a copy, PyTorch does not: files have none.
        stored.setName(null);
        os.write(stored.encode());
      }
    }
    for (Block child : getChildren().values()) {
      ((FixedShapeBlock) child).saveParameters(os, precision);
    }
  }

  /**
   * Reads the parameters of this block and its children.
   *
   * @param manager the manager that they will belong to
   * @param is what {@link #saveParameters} wrote
   * @throws IOException if the stream ends too early or cannot be read
   * @throws MalformedModelException if what is read is not this block's parameters
   */
  @Override
  public void loadParameters(NDManager manager, DataInputStream is)
      throws IOException, MalformedModelException {
    byte layout = is.readByte();
    if (layout != LAYOUT) {
      throw new MalformedModelException(
          "%s: layout version %d expected, %d found; the file is damaged or of another release"
              .formatted(describe(), LAYOUT, layout));
    }
    for (Map.Entry<Parameter, Shape> entry : shapes.entrySet()) {
      load(manager, is, entry.getKey(), entry.getValue());
    }
    for (Block child : getChildren().values()) {
      child.loadParameters(manager, is);
    }
  }

  private void load(NDManager manager, DataInputStream is, Parameter parameter, Shape shape)
      throws IOException, MalformedModelException {
    String label = describe() + "." + parameter.getName();
    if (is.readChar() != 'P' || is.readByte() != PARAMETER_ENCODING) {
      throw new MalformedModelException(label + ": no parameter found; the file is damaged");
    }
    String name = is.readUTF();
    if (!name.equals(parameter.getName())) {
      throw new MalformedModelException(label + ": parameter \"" + name + "\" found instead");
    }
    adopt(manager, parameter, new StoredArray(is, shape, label).read(manager));
  }

  private static void adopt(NDManager manager, Parameter parameter, NDArray values) {
    if (parameter.getShape() == null) {
      parameter.setArray(values);
      return;
    }
    // A block that was initialized keeps its array, which a trainer may hold already.
    if (!parameter.isInitialized()) {
      parameter.initialize(manager, DataType.FLOAT32);
    }
    try (values) {
      values.copyTo(parameter.getArray());
    }
  }

  private String describe() {
    return getClass().getSimpleName();
  }

  /**
   * Names the parameters' shapes; DJL's own text needs shapes of inputs, which a loaded block
   * lacks.
   */
  @Override
  public final String toString() {
    StringBuilder text = new StringBuilder(describe());
    shapes.forEach(
        (parameter, shape) -> text.append(' ').append(parameter.getName()).append(shape));
    for (Pair<String, Block> child : getChildren()) {
      String name = child.getKey().substring(2);
      String inner = child.getValue().toString().replace("\n", "\n  ");
      text.append("\n  ").append(name).append(": ").append(inner);
    }
    return text.toString();
  }
}
