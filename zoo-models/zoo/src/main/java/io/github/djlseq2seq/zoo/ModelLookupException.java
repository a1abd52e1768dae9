package io.github.djlseq2seq.zoo;

import ai.djl.repository.zoo.ModelNotFoundException;

/**
 * No model fits what was asked for. The message names the criterion that failed and what there is
 * to choose from; where a {@code Criteria} fails, this is the cause of its exception.
 */
public final class ModelLookupException extends ModelNotFoundException {

  private static final long serialVersionUID = 1L;

  ModelLookupException(String message) {
    super(message);
  }
}
