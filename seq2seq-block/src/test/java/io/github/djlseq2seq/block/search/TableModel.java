package io.github.djlseq2seq.block.search;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A model whose log-probabilities are looked up, and which checks that the search keeps to what
 * {@link StepModel} asks of it.
 */
final class TableModel implements StepModel {

  /** Gives the log-probability of every token after a prefix, which begins with bos. */
  interface Table {
    float[] next(int sentence, List<Integer> prefix);
  }

  /** Gives what is attended to after a prefix. */
  interface Attention {
    float[] after(int sentence, List<Integer> prefix);
  }

  private final Table table;
  private final Attention attention;
  private final int vocabulary;
  private final List<List<List<Integer>>> prefixes = new ArrayList<>();
  private final List<int[]> sentencesOfRows = new ArrayList<>();
  private int[] left;

  /** How many sentences each step had. */
  final List<Integer> sentencesOfSteps = new ArrayList<>();

  /** Attends to the prefix that a row has read, so that a test sees which row was asked for. */
  TableModel(int sentences, int vocabulary, Table table) {
    this(sentences, vocabulary, table, (sentence, prefix) -> floats(prefix));
  }

  TableModel(int sentences, int vocabulary, Table table, Attention attention) {
    this.table = table;
    this.attention = attention;
    this.vocabulary = vocabulary;
    left = IntStream.range(0, sentences).toArray();
  }

  @Override
  public int sentences() {
    return left.length;
  }

  @Override
  public int vocabulary() {
    return vocabulary;
  }

  @Override
  public float[] step(int[] sentences, int[] rows, int[] tokens) {
    int step = prefixes.size();
    assertTrue(sentences.length > 0, "a step without sentences");
    assertEquals(rows.length, tokens.length);
    assertEquals(rows.length % sentences.length, 0, "rows are shared out evenly");
    int width = rows.length / sentences.length;
    int widthBefore = step == 0 ? 1 : prefixes.get(step - 1).size() / left.length;
    assertTrue(step > 0 || width == 1, "the first step has one row a sentence");
    List<List<Integer>> extended = new ArrayList<>();
    float[] logProbabilities = new float[rows.length * vocabulary];
    for (int i = 0; i < rows.length; i++) {
      int kept = sentences[i / width];
      assertTrue(i < width || kept >= sentences[i / width - 1], "sentences rise");
      assertEquals(rows[i] / widthBefore, kept, "a row goes on with its own sentence");
      List<Integer> prefix = new ArrayList<>();
      if (step > 0) {
        prefix.addAll(prefixes.get(step - 1).get(rows[i]));
      }
      prefix.add(tokens[i]);
      extended.add(List.copyOf(prefix));
      float[] next = table.next(left[kept], prefix);
      System.arraycopy(next, 0, logProbabilities, i * vocabulary, vocabulary);
    }
    prefixes.add(extended);
    int[] before = left;
    sentencesOfRows.add(
        IntStream.range(0, rows.length).map(i -> before[sentences[i / width]]).toArray());
    left = Arrays.stream(sentences).map(i -> left[i]).toArray();
    sentencesOfSteps.add(left.length);
    return logProbabilities;
  }

  @Override
  public float[] attention(int step, int row) {
    return attention.after(sentencesOfRows.get(step)[row], prefixes.get(step).get(row));
  }

  private static float[] floats(List<Integer> prefix) {
    float[] weights = new float[prefix.size()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = prefix.get(i);
    }
    return weights;
  }

  @Override
  public void close() {
    prefixes.clear();
  }
}
