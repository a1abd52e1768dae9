package io.github.djlseq2seq.translate.text;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Vectors of words from a text file: a word and its values a line, with spaces between (GloVe), and
 * perhaps a first line with the number of words and of values (word2vec, fastText).
 *
 * <p>A token takes the vector of its own form or else, in this order, of the word without the
 * joiners that tell where spaces were, and of that in lower case.
 */
public final class WordVectors {

  private final String name;
  private final int size;

  /** For each form, the tokens that may take its vector. */
  private final Map<String, Map<Integer, Integer>> ranks = new HashMap<>();

  private final Map<Integer, Integer> best = new HashMap<>();
  private final Map<Integer, float[]> vectors = new TreeMap<>();

  private WordVectors(String name, TokenVocabulary vocabulary, int size) {
    this.name = name;
    this.size = size;
    for (int id = 0; id < vocabulary.size(); id++) {
      String token = vocabulary.token(id);
      String word = WordTokenizer.withoutJoiners(token);
      int rank = 0;
      for (String form : new LinkedHashSet<>(List.of(token, word, LetterForms.lower(word)))) {
        ranks.computeIfAbsent(form, key -> new HashMap<>()).putIfAbsent(id, rank++);
      }
    }
  }

  /**
   * Reads the vectors that a vocabulary has a use for.
   *
   * @param file the file, UTF-8; read as gzip if its name ends in {@code .gz}
   * @param vocabulary the tokens
   * @param size the number of values of a vector
   * @return a vector for each id whose token was found
   * @throws TextFormatException if a line is not a word and as many numbers; the message names it
   * @throws IOException if the file cannot be read
   */
  public static Map<Integer, float[]> read(Path file, TokenVocabulary vocabulary, int size)
      throws IOException {
    WordVectors reader = new WordVectors(file.toString(), vocabulary, size);
    try (Utf8Lines lines = Utf8Lines.open(file)) {
      for (String line = lines.next(); line != null; line = lines.next()) {
        reader.add(line.strip(), lines.number());
      }
    }
    return reader.vectors;
  }

  private void add(String line, long number) throws TextFormatException {
    if (line.isEmpty() || (number == 1 && isHeader(line))) {
      return;
    }
    // From the end: in some files words have spaces in them.
    int start = line.length();
    for (int i = 0; i < size && start > 0; i++) {
      start = line.lastIndexOf(' ', start - 1);
    }
    if (start <= 0) {
      int found = line.split(" ", -1).length - 1;
      throw bad(number, "a word and %d values expected, found %d values".formatted(size, found));
    }
    Map<Integer, Integer> takers = ranks.get(line.substring(0, start));
    if (takers == null) {
      return;
    }
    float[] vector = values(line.substring(start + 1), number);
    takers.forEach(
        (id, rank) -> {
          if (rank < best.getOrDefault(id, Integer.MAX_VALUE)) {
            best.put(id, rank);
            vectors.put(id, vector);
          }
        });
  }

  private boolean isHeader(String line) throws TextFormatException {
    String[] fields = line.split(" ", -1);
    boolean header = fields.length == 2 && Arrays.stream(fields).allMatch(f -> f.matches("\\d+"));
    if (header && size != 1 && !fields[1].equals(Integer.toString(size))) {
      throw bad(1, "vectors of %d values expected, found %s".formatted(size, fields[1]));
    }
    return header;
  }

  private float[] values(String text, long number) throws TextFormatException {
    String[] fields = text.split(" ", -1);
    float[] vector = new float[size];
    for (int i = 0; i < size; i++) {
      Float value = value(fields[i]);
      if (value == null) {
        throw bad(number, "value %d must be a number, found \"%s\"".formatted(i + 1, fields[i]));
      }
      vector[i] = value;
    }
    return vector;
  }

  private static @Nullable Float value(String field) {
    try {
      float value = Float.parseFloat(field);
      return Float.isFinite(value) ? value : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private TextFormatException bad(long line, String reason) {
    return new TextFormatException(name, line, reason);
  }
}
