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
import ai.djl.translate.Translator;
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
   * Opens a folder. DJL's options of loading are for other kinds of models: none is passed on.
   *
   * @param arguments what the criteria's arguments and the metadata's say
   */
  ZooModel<I, O> open(ModelFolder folder, Map<String, Object> arguments)
      throws IOException, ModelLookupException, MalformedModelException {
    Map<String, Object> all = new HashMap<>(folder.serving());
    all.keySet().removeIf(key -> key.startsWith("option."));
    all.putAll(arguments);
    ModelFolder.checkFactories("arguments", all);
    checkOptions(folder);
    // Checked here, so that what fails later is the model's fault.
    TranslationOptions.from(all);
    String asked = criteria.getEngine();
    Object served = all.get("engine");
    String engine = Engines.choose(asked == null && served != null ? served.toString() : asked);
    Model model = Model.newInstance(folder.name(), criteria.getDevice(), engine);
    try {
      load(model, folder, all);
      return new ZooModel<>(model, translator(model, all));
    } catch (TranslateException e) {
      model.close();
      throw new MalformedModelException(folder.path() + ": " + e.getMessage(), e);
    } catch (IOException
        | ModelLookupException
        | MalformedModelException
        | RuntimeException
        | Error e) {
      model.close();
      throw e;
    }
  }

  private static void checkOptions(ModelFolder folder) throws MalformedModelException {
    try {
      TranslationOptions.from(folder.serving());
    } catch (IllegalArgumentException e) {
      throw new MalformedModelException(
          folder.path().resolve(ModelFolder.SERVING_FILE) + ": " + e.getMessage(), e);
    }
  }

  private Translator<I, O> translator(Model model, Map<String, Object> arguments)
      throws TranslateException, ModelLookupException {
    try {
      return factory.newInstance(
          criteria.getInputClass(), criteria.getOutputClass(), model, arguments);
    } catch (IllegalArgumentException e) {
      // Of features or of text: only the loaded model tells.
      throw new ModelLookupException(model.getModelPath() + ": " + e.getMessage());
    }
  }

  private void load(Model model, ModelFolder folder, Map<String, Object> arguments)
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
      model.load(folder.path(), folder.name(), Map.of());
    } catch (EOFException e) {
      throw new MalformedModelException(folder.parameters() + " is cut off", e);
    } catch (EngineException e) {
      throw e;
    } catch (UTFDataFormatException | RuntimeException e) {
      // What reading wrong lengths, names and types ends in.
      throw new MalformedModelException(
          "%s is damaged: %s".formatted(folder.parameters(), e.getMessage()), e);
    }
  }
}
