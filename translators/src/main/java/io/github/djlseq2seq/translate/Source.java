package io.github.djlseq2seq.translate;

import java.util.List;

/** A source as the model reads it. */
interface Source {

  /** How many positions it has; 0 if there is nothing to translate. */
  int length();

  /** Its tokens, one a position; none if it is not made of tokens. */
  List<String> tokens();

  /** Which of its tokens the vocabulary does not know: positions from 0. */
  List<Integer> unknown();

  /** How many tokens were cut off. */
  int truncated();
}
