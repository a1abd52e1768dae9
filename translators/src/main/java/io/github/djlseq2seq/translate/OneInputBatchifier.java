package io.github.djlseq2seq.translate;

import ai.djl.ndarray.NDList;
import ai.djl.translate.Batchifier;

/**
 * Makes a batch of one input: what {@code processInput} gives is a batch already, for an input may
 * have several texts. Several inputs are padded together, by {@code batchProcessInput}.
 */
final class OneInputBatchifier implements Batchifier {

  private static final long serialVersionUID = 1L;

  @Override
  public NDList batchify(NDList[] inputs) {
    if (inputs.length != 1) {
      throw new IllegalArgumentException(
          "inputs must be one, found %d; batchProcessInput makes a batch of several"
              .formatted(inputs.length));
    }
    return inputs[0];
  }

  @Override
  public NDList[] unbatchify(NDList inputs) {
    return new NDList[] {inputs};
  }
}
