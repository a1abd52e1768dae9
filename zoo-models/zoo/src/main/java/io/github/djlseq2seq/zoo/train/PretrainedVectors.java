package io.github.djlseq2seq.zoo.train;

/**
 * Word vectors that an embedding starts from instead of random numbers.
 *
 * @param file a text file of word2vec's or GloVe's format with as many values a word as the model's
 *     {@code embedding}; empty for none
 * @param frozen whether training leaves the whole embedding as it started, words that the file does
 *     not have among them
 */
public record PretrainedVectors(String file, boolean frozen) {

  /** No vectors: the embedding starts from random numbers. */
  public static final PretrainedVectors NONE = new PretrainedVectors("", false);

  /**
   * Checks the values.
   *
   * @param file the file
   * @param frozen whether training leaves the embedding as it started
   * @throws IllegalArgumentException if an embedding of random numbers would be frozen
   */
  public PretrainedVectors {
    if (frozen && file.isEmpty()) {
      throw new IllegalArgumentException("frozen must be false without a file, found true");
    }
  }
}
