package io.github.djlseq2seq.block;

/** The reserved tokens of every vocabulary, in the order of their ids. */
public enum SpecialToken {
  /** Fills a batch's shorter sentences; carries no weight anywhere. */
  PAD(0, "<pad>"),
  /** Stands for a token that the vocabulary does not hold. */
  UNK(1, "<unk>"),
  /** The decoder's first input. */
  BOS(2, "<bos>"),
  /** Ends every target sentence. */
  EOS(3, "<eos>");

  private final int id;
  private final String token;

  SpecialToken(int id, String token) {
    this.id = id;
    this.token = token;
  }

  /**
   * Returns the id in every vocabulary.
   *
   * @return the id, 0 to 3
   */
  public int id() {
    return id;
  }

  /**
   * Returns the token as vocabulary files write it.
   *
   * @return the token
   */
  public String token() {
    return token;
  }
}
