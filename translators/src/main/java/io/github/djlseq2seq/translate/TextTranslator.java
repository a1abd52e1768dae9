package io.github.djlseq2seq.translate;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.github.djlseq2seq.block.Seq2SeqConfig;
import java.util.List;

/** Translates texts. */
public final class TextTranslator extends BatchTranslator<String, Translation> {

  private final ModelText text;
  private final TranslationOptions options;

  /**
   * Makes a translator.
   *
   * @param text the model's text
   * @param options how to translate
   * @throws IllegalArgumentException if they name a word that is no token of the model
   */
  public TextTranslator(ModelText text, TranslationOptions options) {
    super(text.target());
    this.text = text;
    this.options = options.check(text.target());
  }

  /**
   * Returns the model's text.
   *
   * @return the text
   */
  public ModelText text() {
    return text;
  }

  @Override
  Job<Translation> read(String input, Seq2SeqConfig model) {
    return Job.of(new TextSource(text.source().encode(input)), options);
  }

  @Override
  NDList pad(NDManager manager, List<Source> sources) {
    return TextSource.pad(manager, sources);
  }
}
