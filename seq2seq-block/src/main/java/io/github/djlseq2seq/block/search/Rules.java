package io.github.djlseq2seq.block.search;

/** Errors that name the value, the rule and what was found. */
final class Rules {

  private Rules() {}

  static void check(boolean holds, String name, Object value, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(name + " " + rule + ", found " + value);
    }
  }
}
