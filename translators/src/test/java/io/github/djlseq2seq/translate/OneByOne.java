package io.github.djlseq2seq.translate;

import ai.djl.ndarray.NDList;
import ai.djl.translate.Batchifier;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;

/** Calls a translator's ways for one input, as DJL's streaming does; never those for a batch. */
final class OneByOne<I, O> implements Translator<I, O> {

  private final Translator<I, O> inner;

  OneByOne(Translator<I, O> inner) {
    this.inner = inner;
  }

  @Override
  public Batchifier getBatchifier() {
    return null;
  }

  @Override
  public NDList processInput(TranslatorContext ctx, I input) throws Exception {
    return inner.getBatchifier().batchify(new NDList[] {inner.processInput(ctx, input)});
  }

  @Override
  public O processOutput(TranslatorContext ctx, NDList list) throws Exception {
    NDList[] outputs = inner.getBatchifier().unbatchify(list);
    return inner.processOutput(ctx, outputs.length == 0 ? new NDList() : outputs[0]);
  }
}
