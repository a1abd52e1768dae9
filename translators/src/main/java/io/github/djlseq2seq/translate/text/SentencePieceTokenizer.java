package io.github.djlseq2seq.translate.text;

import ai.djl.sentencepiece.SpTokenizer;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.List;

/** Applies a SentencePiece model. */
final class SentencePieceTokenizer implements TrainedTokenizer {

  private static final Cleaner CLEANER = Cleaner.create();

  private final byte[] file;
  private final SpTokenizer library;

  SentencePieceTokenizer(byte[] file) {
    this.file = file.clone();
    library = new SpTokenizer(this.file);
    CLEANER.register(this, library::close);
  }

  @Override
  public List<String> tokenize(String text) {
    try {
      return List.copyOf(library.tokenize(TextNormalizer.normalize(text)));
    } finally {
      // Or its native memory might be freed while it is in use.
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public String detokenize(List<String> tokens) {
    PlainText plain = new PlainText();
    List<String> parts = plain.hide(tokens);
    try {
      return plain.show(library.buildSentence(parts));
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public byte[] file() {
    return file.clone();
  }
}
