package io.github.djlseq2seq.translate;

import ai.djl.Model;
import ai.djl.modality.Input;
import ai.djl.modality.Output;
import ai.djl.ndarray.NDList;
import ai.djl.translate.Batchifier;
import ai.djl.translate.TranslateException;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import ai.djl.translate.TranslatorFactory;
import ai.djl.util.Pair;
import io.github.djlseq2seq.block.Seq2Seq;
import java.io.IOException;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes the translators of a loaded model: {@code String} to {@link Translation}, or to {@code
 * String}, the text of the best translation; {@link Input} to {@link Output}, requests in JSON as a
 * {@link RequestTranslator} answers them; of a model of features {@code float[][]} to {@link
 * Translation}.
 *
 * <p>The arguments are those of {@link TranslationOptions}. A text that is longer than the model
 * reads is an error for {@code String}, since a cut translation would not show; a {@link
 * Translation} tells how much was cut.
 */
public final class Seq2SeqTranslatorFactory implements TranslatorFactory {

  private static final long serialVersionUID = 1L;

  /** Makes a factory; DJL does so by name. */
  public Seq2SeqTranslatorFactory() {}

  @Override
  public Set<Pair<Type, Type>> getSupportedTypes() {
    return Set.of(
        new Pair<>(String.class, Translation.class),
        new Pair<>(String.class, String.class),
        new Pair<>(Input.class, Output.class),
        new Pair<>(float[][].class, Translation.class));
  }

  @Override
  @SuppressWarnings("unchecked")
  public <I, O> Translator<I, O> newInstance(
      Class<I> input, Class<O> output, Model model, Map<String, ?> arguments)
      throws TranslateException {
    if (!(model.getBlock() instanceof Seq2Seq block)) {
      throw new TranslateException(
          "model must have a Seq2Seq block; is its folder one of this project's?");
    }
    check(input, output, block.config().sourceFeatures() > 0);
    ModelText text = text(model, block);
    try {
      TranslationOptions options = TranslationOptions.from(arguments);
      if (input == float[][].class) {
        return (Translator<I, O>) new FeatureTranslator(text.target(), options);
      }
      if (input == Input.class) {
        return (Translator<I, O>) new RequestTranslator(text, options);
      }
      TextTranslator translator = new TextTranslator(text, options);
      return (Translator<I, O>) (output == String.class ? new Plain(translator) : translator);
    } catch (IllegalArgumentException e) {
      throw new TranslateException(e.getMessage(), e);
    }
  }

  private void check(Class<?> input, Class<?> output, boolean features) {
    boolean supported = getSupportedTypes().contains(new Pair<Type, Type>(input, output));
    if (!supported || (input == float[][].class) != features) {
      throw new IllegalArgumentException(
          "types must be %s, found %s to %s"
              .formatted(
                  features
                      ? "float[][] to Translation"
                      : "String to Translation, String to String or Input to Output",
                  input.getSimpleName(),
                  output.getSimpleName()));
    }
  }

  private static ModelText text(Model model, Seq2Seq block) throws TranslateException {
    if (model.getModelPath() == null) {
      throw new TranslateException(
          "model must be loaded from a folder, which holds its text; for one that was not, make a TextTranslator");
    }
    try {
      ModelText text = ModelText.read(model.getModelPath());
      text.check(block.config());
      return text;
    } catch (IOException | IllegalArgumentException e) {
      throw new TranslateException(e.getMessage(), e);
    }
  }

  /** The text of the best translation alone. */
  private static final class Plain implements Translator<String, String> {

    private final TextTranslator translator;

    Plain(TextTranslator translator) {
      this.translator = translator;
    }

    @Override
    public Batchifier getBatchifier() {
      return translator.getBatchifier();
    }

    @Override
    public NDList processInput(TranslatorContext ctx, String input) {
      return translator.processInput(ctx, input);
    }

    @Override
    public String processOutput(TranslatorContext ctx, NDList list) throws TranslateException {
      return plain(translator.processOutput(ctx, list));
    }

    @Override
    public NDList batchProcessInput(TranslatorContext ctx, List<String> inputs) {
      return translator.batchProcessInput(ctx, inputs);
    }

    @Override
    public List<String> batchProcessOutput(TranslatorContext ctx, NDList list)
        throws TranslateException {
      List<String> texts = new ArrayList<>();
      for (Translation translation : translator.batchProcessOutput(ctx, list)) {
        texts.add(plain(translation));
      }
      return texts;
    }

    private static String plain(Translation translation) throws TranslateException {
      if (translation.truncatedTokens() > 0) {
        int read = translation.sourceTokens().size();
        throw new TranslateException(
            "the text has %d tokens, but the model reads at most %d; split it into sentences, or ask for a Translation, which takes the first %d and says so"
                .formatted(read + translation.truncatedTokens(), read, read));
      }
      return translation.text();
    }
  }
}
