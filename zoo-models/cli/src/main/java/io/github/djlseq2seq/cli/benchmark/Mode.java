package io.github.djlseq2seq.cli.benchmark;

/** What is timed. */
public enum Mode {
  /** Updates of the parameters, in target tokens a second. */
  TRAIN,
  /** Greedy search, in sentences a second. */
  GREEDY,
  /** Beam search, in sentences a second. */
  BEAM,
  /** One sentence after the other, greedy, in milliseconds. */
  LATENCY
}
