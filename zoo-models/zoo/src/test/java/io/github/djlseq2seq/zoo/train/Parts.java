package io.github.djlseq2seq.zoo.train;

import ai.djl.Model;
import ai.djl.repository.zoo.ZooModel;
import io.github.djlseq2seq.translate.ModelText;
import io.github.djlseq2seq.translate.Translation;
import io.github.djlseq2seq.zoo.ModelReference;
import io.github.djlseq2seq.zoo.Seq2SeqModelZoo;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** Looks into the models that trainings wrote. */
final class Parts {

  private Parts() {}

  /** Does something with a model. */
  static <T> T with(Path model, String engine, BiFunction<Model, ModelText, T> work)
      throws Exception {
    try (ZooModel<String, Translation> loaded =
        Seq2SeqModelZoo.load(
            ModelReference.parse(model.toString()),
            engine,
            String.class,
            Translation.class,
            Map.of())) {
      return work.apply(loaded, ModelText.read(model));
    }
  }

  /** The values of all parameters. */
  static Map<String, List<Float>> of(Path model, String engine) throws Exception {
    return with(
        model,
        engine,
        (loaded, text) -> {
          Map<String, List<Float>> values = new LinkedHashMap<>();
          loaded
              .getBlock()
              .getParameters()
              .forEach(
                  pair ->
                      values.put(pair.getKey(), list(pair.getValue().getArray().toFloatArray())));
          return values;
        });
  }

  /** The values of the parameters of one part, such as {@code Encoder}. */
  static Map<String, List<Float>> of(Path model, String engine, String part) throws Exception {
    Map<String, List<Float>> values = of(model, engine);
    values.keySet().removeIf(name -> !name.contains(part + "_"));
    if (values.isEmpty()) {
      throw new AssertionError("there is no part " + part);
    }
    return values;
  }

  private static List<Float> list(float[] values) {
    List<Float> list = new java.util.ArrayList<>();
    for (float value : values) {
      list.add(value);
    }
    return list;
  }
}
