package io.github.djlseq2seq.zoo;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.DefaultTranslatorFactory;
import ai.djl.translate.TranslateException;
import ai.djl.translate.TranslatorFactory;
import ai.djl.util.Pair;
import io.github.djlseq2seq.block.Seq2SeqBlockFactory;
import io.github.djlseq2seq.translate.Seq2SeqTranslatorFactory;
import io.github.djlseq2seq.translate.TranslationOptions;
import java.io.EOFException;
import java.io.IOException;
import java.io.UTFDataFormatException;
import java.lang.reflect.Type;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Opens model folders as a {@code Criteria} asks. Unlike DJL's own loader it makes blocks and
 * translators itself: it neither looks for classes in the folder nor needs the thread's class
 * loader, and it closes a model that fails to load.
 *
 * @param criteria what was asked for
 * @param factory what makes the translator
 */
record ModelOpener<I, O>(Criteria<I, O> criteria, TranslatorFactory factory) {

  /**
   * Makes an opener; reads nothing.
   *
   * @throws ModelLookupException if no translator has the types asked for
   */
  static <I, O> ModelOpener<I, O> of(Criteria<I, O> criteria) throws ModelLookupException {
    Class<I> input = criteria.getInputClass();
    Class<O> output = criteria.getOutputClass();
    TranslatorFactory factory = criteria.getTranslatorFactory();
    if (factory == null) {
      boolean arrays = input == NDList.class && output == NDList.class;
      factory = arrays ? new DefaultTranslatorFactory() : new Seq2SeqTranslatorFactory();
    }
    if (!factory.isSupported(input, output)) {
      throw new ModelLookupException(
          "types must be one of %s, found %s"
              .formatted(
                  factory.getSupportedTypes().stream()
                      .map(types -> types(types))
                      .sorted()
                      .collect(Collectors.joining(", ")),
                  types(new Pair<>(input, output))));
    }
    return new ModelOpener<>(criteria, factory);
  }

  private static String types(Pair<Type, Type> types) {
    return "(%s to %s)".formatted(types.getKey().getTypeName(), types.getValue().getTypeName());
  }

  /**
   * Opens a folder.
   *
   * @param arguments what the criteria's arguments and the metadata's say
   * @param options what the criteria's options and the metadata's say
   */
  ZooModel<I, O> open(
      ModelFolder folder, Map<String, Object> arguments, Map<String, String> options)
      throws IOException, ModelLookupException, MalformedModelException {
    Map<String, Object> all = new HashMap<>();
    Map<String, String> allOptions = new HashMap<>();
    folder
        .serving()
        .forEach(
            (key, value) -> {
              if (key.startsWith("option.")) {
                allOptions.put(key.substring("option.".length()), value);
              } else {
                all.put(key, value);
              }
            });
    all.putAll(arguments);
    allOptions.putAll(options);
    ModelFolder.checkFactories("arguments", all);
    // Checked here, so that what fails later is the model's fault.
    TranslationOptions.from(all);
    String asked = criteria.getEngine();
    Object served = all.get("engine");
    String engine = Engines.choose(asked == null && served != null ? served.toString() : asked);
    Model model = Model.newInstance(folder.name(), criteria.getDevice(), engine);
    try {
      load(model, folder, all, allOptions);
      return new ZooModel<>(
          model,
          factory.newInstance(criteria.getInputClass(), criteria.getOutputClass(), model, all));
    } catch (TranslateException e) {
      model.close();
      throw new MalformedModelException(folder.path() + ": " + e.getMessage(), e);
    } catch (IOException | MalformedModelException | RuntimeException | Error e) {
      model.close();
      throw e;
    }
  }

  private void load(
      Model model, ModelFolder folder, Map<String, Object> arguments, Map<String, String> options)
      throws IOException, MalformedModelException {
    Block block = criteria.getBlock();
    if (block == null) {
      try {
        block = new Seq2SeqBlockFactory().newBlock(model, folder.path(), arguments);
      } catch (IllegalArgumentException e) {
        throw new MalformedModelException(e.getMessage(), e);
      }
    }
    model.setBlock(block);
    arguments.forEach((key, value) -> model.setProperty(key, value.toString()));
    try {
      model.load(folder.path(), folder.name(), options);
    } catch (EOFException e) {
      throw new MalformedModelException(folder.parameters() + " is cut off", e);
    } catch (EngineException e) {
      throw e;
    } catch (UTFDataFormatException | RuntimeException e) {
      // What reading wrong lengths, names and types ends in.
      throw new MalformedModelException(folder.parameters() + " is damaged: " + e, e);
    }
  }
}
