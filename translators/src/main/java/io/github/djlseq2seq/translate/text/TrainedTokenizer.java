package io.github.djlseq2seq.translate.text;

/** A tokenizer that was learnt from text; what was learnt is a file, which lies with the model. */
sealed interface TrainedTokenizer extends Tokenizer
    permits SubwordTokenizer, SentencePieceTokenizer, HuggingFaceTokenizer {

  /** The file's bytes, a new array. */
  byte[] file();
}
