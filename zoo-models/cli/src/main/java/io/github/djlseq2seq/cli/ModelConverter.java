package io.github.djlseq2seq.cli;

import io.github.djlseq2seq.zoo.ModelReference;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the option that names a model. */
final class ModelConverter implements ITypeConverter<ModelReference> {

  @Override
  public ModelReference convert(String value) {
    try {
      return ModelReference.parse(value);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
