package io.github.djlseq2seq.block;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/** Refuses a model's inputs that native code would read out of bounds, or misunderstand. */
final class InputCheck {

  private final Seq2SeqConfig config;

  InputCheck(Seq2SeqConfig config) {
    this.config = config;
  }

  /**
   * Checks the inputs of {@link Seq2Seq}.
   *
   * @throws IllegalArgumentException if they are not valid; the message names the input, the rule
   *     and the value
   */
  void check(NDList inputs) {
    int size = inputs.size();
    if (size != 2 && size != 4 && size != 5) {
      throw new IllegalArgumentException(
          "inputs must be 2 (source, sourceLength), 4 (and target, targetLength) or 5 (and forced),"
              + " found "
              + size);
    }
    NDArray source = inputs.get(0);
    if (config.sourceFeatures() == 0) {
      tokens("source", source, config.sourceVocabulary());
    } else {
      Shape shape = source.getShape();
      boolean fits = shape.dimension() == 3 && shape.get(2) == config.sourceFeatures();
      rule(fits, "source", "must be (B,S," + config.sourceFeatures() + ")", shape);
      type("source", source, DataType.FLOAT32);
    }
    rule(source.getShape().size() > 0, "source", "must not be empty", source.getShape());
    lengths("sourceLength", inputs.get(1), source);
    if (size > 2) {
      NDArray target = inputs.get(2);
      tokens("target", target, config.targetVocabulary());
      rule(
          target.size(0) == source.size(0) && target.size(1) > 0,
          "target",
          "must be (%d,T), T at least 1".formatted(source.size(0)),
          target.getShape());
      lengths("targetLength", inputs.get(3), target);
    }
    if (size == 5) {
      Shape expected = inputs.get(2).getShape();
      Shape found = inputs.get(4).getShape();
      rule(found.equals(expected), "forced", "must be " + expected + " as target is", found);
      type("forced", inputs.get(4), DataType.FLOAT32);
    }
  }

  private static void tokens(String name, NDArray ids, int vocabulary) {
    rule(ids.getShape().dimension() == 2, name, "must have two axes", ids.getShape());
    type(name, ids, DataType.INT64);
    for (long id : ids.toLongArray()) {
      if (id < 0 || id >= vocabulary) {
        rule(false, name, "must hold ids from 0 to " + (vocabulary - 1), id);
      }
    }
  }

  private static void lengths(String name, NDArray lengths, NDArray padded) {
    Shape expected = new Shape(padded.size(0));
    rule(lengths.getShape().equals(expected), name, "must be " + expected, lengths.getShape());
    type(name, lengths, DataType.INT64);
    for (long length : lengths.toLongArray()) {
      if (length < 1 || length > padded.size(1)) {
        rule(false, name, "must be from 1 to the padded length " + padded.size(1), length);
      }
    }
  }

  private static void type(String name, NDArray array, DataType type) {
    rule(array.getDataType() == type, name, "must be " + type, array.getDataType());
  }

  private static void rule(boolean holds, String name, String rule, Object value) {
    if (!holds) {
      throw new IllegalArgumentException(name + " " + rule + ", found " + value);
    }
  }
}
