package io.github.djlseq2seq.translate.corpus;

/** What can be wrong with a line of a {@link ParallelCorpus}. */
public enum LineFault {
  /** It is not UTF-8, or too long. */
  ENCODING,
  /** It holds no tab. */
  COLUMNS,
  /** Its source is blank. */
  BLANK_SOURCE,
  /** Its target is blank. */
  BLANK_TARGET
}
