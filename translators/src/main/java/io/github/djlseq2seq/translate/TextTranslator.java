package io.github.djlseq2seq.translate;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.github.djlseq2seq.translate.corpus.Padding;
import io.github.djlseq2seq.translate.text.EncodedText;
import java.util.List;

/** Translates texts. */
public final class TextTranslator extends BatchTranslator<String> {

  private final ModelText text;

  /**
   * Makes a translator.
   *
   * @param text the model's text
   * @param options how to translate
   */
  public TextTranslator(ModelText text, TranslationOptions options) {
    super(text.target(), options);
    this.text = text;
  }

  /**
   * Returns the model's text.
   *
   * @return the text
   */
  public ModelText text() {
    return text;
  }

  private record TextSource(EncodedText encoded) implements Source {

    @Override
    public int length() {
      return encoded.length();
    }

    @Override
    public List<String> tokens() {
      return encoded.tokens();
    }

    @Override
    public int truncated() {
      return encoded.totalTokens() - encoded.length();
    }
  }

  @Override
  Source read(String input) {
    return new TextSource(text.source().encode(input));
  }

  @Override
  NDList pad(NDManager manager, List<Source> sources) {
    return Padding.pad(
        manager, sources.stream().map(source -> ((TextSource) source).encoded().ids()).toList());
  }
}
