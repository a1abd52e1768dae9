package io.github.djlseq2seq.translate;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.github.djlseq2seq.block.SpecialToken;
import io.github.djlseq2seq.translate.corpus.Padding;
import io.github.djlseq2seq.translate.text.EncodedText;
import java.util.List;
import java.util.stream.IntStream;

/** A text as the model reads it. */
record TextSource(EncodedText encoded) implements Source {

  static NDList pad(NDManager manager, List<Source> sources) {
    return Padding.pad(
        manager, sources.stream().map(source -> ((TextSource) source).encoded().ids()).toList());
  }

  @Override
  public int length() {
    return encoded.length();
  }

  @Override
  public List<String> tokens() {
    return encoded.tokens();
  }

  @Override
  public List<Integer> unknown() {
    int[] ids = encoded.ids();
    return IntStream.range(0, ids.length)
        .filter(i -> ids[i] == SpecialToken.UNK.id())
        .boxed()
        .toList();
  }

  @Override
  public int truncated() {
    return encoded.totalTokens() - encoded.length();
  }
}
