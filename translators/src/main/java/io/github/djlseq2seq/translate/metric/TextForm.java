package io.github.djlseq2seq.translate.metric;

import java.util.Locale;

/** In which form translations and references are compared. */
public enum TextForm {
  /** As they are; BLEU tokenizes them. */
  PLAIN,
  /** Lower case, plain quotes, punctuation set apart. */
  NORMALIZED;

  /** As it is written on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
