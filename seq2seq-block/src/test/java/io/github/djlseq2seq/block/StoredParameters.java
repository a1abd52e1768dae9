package io.github.djlseq2seq.block;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.types.DataType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Parameters as bytes, without the header that DJL puts before them in a file. */
final class StoredParameters {

  private StoredParameters() {}

  static byte[] of(Model model) {
    return of(model, DataType.FLOAT32);
  }

  static byte[] of(Model model, DataType precision) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      TestModels.block(model).saveParameters(new DataOutputStream(bytes), precision);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static void load(Model model, byte[] bytes) throws IOException, MalformedModelException {
    DataInputStream stream = new DataInputStream(new ByteArrayInputStream(bytes));
    model.getBlock().loadParameters(model.getNDManager(), stream);
  }
}
