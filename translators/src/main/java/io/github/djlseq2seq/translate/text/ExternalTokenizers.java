package io.github.djlseq2seq.translate.text;

import java.io.IOException;

/**
 * Makes the tokenizers that apply the model files of others, with libraries that need not be on the
 * class path. Nothing else names the classes that use them, so that nothing else loads them.
 */
final class ExternalTokenizers {

  private static final String SENTENCE_PIECE = "ai.djl.sentencepiece:sentencepiece:0.34.0";
  private static final String HUGGING_FACE = "ai.djl.huggingface:tokenizers:0.35.1";

  /** Makes a tokenizer of a file's bytes. */
  private interface Maker {
    Tokenizer make(byte[] file);
  }

  private ExternalTokenizers() {}

  static Tokenizer sentencePiece(byte[] file, String name) throws IOException {
    return make(bytes -> new SentencePieceTokenizer(bytes), file, name, SENTENCE_PIECE);
  }

  static Tokenizer huggingFace(byte[] file, String name) throws IOException {
    return make(bytes -> new HuggingFaceTokenizer(bytes), file, name, HUGGING_FACE);
  }

  private static Tokenizer make(Maker maker, byte[] file, String name, String dependency)
      throws IOException {
    try {
      return maker.make(file);
    } catch (NoClassDefFoundError e) {
      throw new IOException(
          "%s: its tokenizer needs the dependency %s, which is not on the class path: add it"
              .formatted(name, dependency),
          e);
    } catch (LinkageError e) {
      throw new IOException(
          "%s: the native library of %s does not load on this platform: %s"
              .formatted(name, dependency, e),
          e);
    } catch (RuntimeException e) {
      throw new IOException(
          "%s: not valid, or not of a version that %s reads: %s"
              .formatted(name, dependency, e.getMessage()),
          e);
    }
  }
}
