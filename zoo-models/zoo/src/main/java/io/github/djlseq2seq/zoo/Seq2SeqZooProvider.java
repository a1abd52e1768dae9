package io.github.djlseq2seq.zoo;

import ai.djl.repository.zoo.ModelZoo;
import ai.djl.repository.zoo.ZooProvider;

/** Tells DJL of the {@link Seq2SeqModelZoo}; DJL finds it as a service. */
public final class Seq2SeqZooProvider implements ZooProvider {

  /** Makes a provider; it reads nothing, because an error here would break every other zoo. */
  public Seq2SeqZooProvider() {}

  @Override
  public ModelZoo getModelZoo() {
    return new Seq2SeqModelZoo();
  }
}
