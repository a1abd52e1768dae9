package io.github.djlseq2seq.block.search;

/**
 * What the search knows of a model: the next token's log-probabilities after some steps.
 *
 * <p>A step has one row a hypothesis. All sentences have the same number of rows, and the rows of a
 * sentence stand together.
 */
public interface StepModel extends AutoCloseable {

  /**
   * Returns how many sentences the last step had, or the first will have.
   *
   * @return the number of sentences
   */
  int sentences();

  /**
   * Returns the number of tokens.
   *
   * @return V
   */
  int vocabulary();

  /**
   * Makes one step. At the first, each sentence has one row.
   *
   * @param sentences which of the last step's sentences go on, in rising order
   * @param rows for each row of this step the row of the last one that it continues
   * @param tokens for each row of this step the token that it adds
   * @return the log-probability of every next token, row by row
   */
  float[] step(int[] sentences, int[] rows, int[] tokens);

  /**
   * Returns what a row attended to at a step.
   *
   * @param step the step, from 0
   * @param row the row at that step
   * @return a weight for each source position, padding included
   */
  float[] attention(int step, int row);

  /** Frees what the steps hold. */
  @Override
  void close();
}
