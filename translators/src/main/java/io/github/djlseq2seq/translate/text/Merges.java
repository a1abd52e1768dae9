package io.github.djlseq2seq.translate.text;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What byte pair encoding learnt: which two pieces of a word become one, in the order learnt.
 *
 * <p>A piece that is not a word's first begins with the {@linkplain Tokenizer#JOINER joiner}, so
 * that pieces are tokens like any other: {@code étudi ￭ants}.
 *
 * <p>Written as UTF-8: a line {@code merges N}, then N lines {@code left right}, each ended by LF.
 */
final class Merges {

  /** Two pieces that become one. */
  record Pair(String left, String right) {

    String joined() {
      return left + right.substring(1);
    }
  }

  private static final String HEADER = "merges ";

  private final List<Pair> pairs;
  private final Map<Pair, Integer> ranks = new HashMap<>();
  private final Map<String, Pair> parts = new HashMap<>();

  Merges(List<Pair> pairs) {
    this.pairs = List.copyOf(pairs);
    for (Pair pair : pairs) {
      ranks.put(pair, ranks.size());
      // Where several pairs give the same piece, the first one's parts were learnt before it.
      parts.putIfAbsent(pair.joined(), pair);
    }
  }

  static Merges read(byte[] file, String name) throws IOException {
    try (Utf8Lines lines = new Utf8Lines(new ByteArrayInputStream(file), name)) {
      String header = lines.next();
      if (header == null || !header.matches(HEADER + "\\d{1,9}")) {
        throw new TextFormatException(
            name, 1, "must be \"" + HEADER + "N\", N the number of lines that follow");
      }
      int count = Integer.parseInt(header.substring(HEADER.length()));
      Map<Pair, Long> pairs = new HashMap<>();
      List<Pair> ordered = new ArrayList<>();
      for (String line = lines.next(); line != null; line = lines.next()) {
        Pair pair = pair(line, name, lines.number());
        Long first = pairs.putIfAbsent(pair, lines.number());
        if (first != null) {
          throw new TextFormatException(name, lines.number(), "is there before, in line " + first);
        }
        ordered.add(pair);
      }
      if (ordered.size() != count || !lines.ended()) {
        throw new TextFormatException(
            name,
            lines.number(),
            "must have %d lines after the first, each ended by LF, found %d; the file seems to be truncated"
                .formatted(count, ordered.size()));
      }
      return new Merges(ordered);
    }
  }

  private static Pair pair(String line, String name, long number) throws TextFormatException {
    String[] fields = line.split(" ", -1);
    if (fields.length != 2
        || WordTokenizer.withoutJoiners(fields[0]).isEmpty()
        || WordTokenizer.withoutJoiners(fields[1]).isEmpty()
        || !WordTokenizer.startsJoined(fields[1])) {
      throw new TextFormatException(
          name,
          number,
          "must be two pieces with a space between, the second beginning with U+FFED, found \"%s\""
              .formatted(line));
    }
    return new Pair(fields[0], fields[1]);
  }

  byte[] bytes() {
    StringBuilder text = new StringBuilder(HEADER).append(pairs.size()).append('\n');
    pairs.forEach(pair -> text.append(pair.left()).append(' ').append(pair.right()).append('\n'));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  List<Pair> pairs() {
    return pairs;
  }

  /** The merge that made a piece; null for a single character. */
  @Nullable Pair parts(String piece) {
    return parts.get(piece);
  }

  /**
   * Counts the parts of pieces that are too rare instead of the pieces; parts that are too rare in
   * turn likewise.
   */
  void takeApart(Map<String, Long> counts, long minCount) {
    for (int i = pairs.size() - 1; i >= 0; i--) {
      Pair pair = pairs.get(i);
      String piece = pair.joined();
      Long count = counts.get(piece);
      if (count != null && count < minCount && pair.equals(parts.get(piece))) {
        counts.remove(piece);
        counts.merge(pair.left(), count, Long::sum);
        counts.merge(pair.right(), count, Long::sum);
      }
    }
  }

  /** The characters of a word, each a piece. */
  static List<String> characters(String word) {
    String body = WordTokenizer.withoutJoiners(word);
    List<String> pieces = new ArrayList<>(body.length());
    int end;
    for (int i = 0; i < body.length(); i = end) {
      end = i + Character.charCount(body.codePointAt(i));
      boolean joined = i > 0 || WordTokenizer.startsJoined(word);
      boolean joins = end == body.length() && WordTokenizer.endsJoined(word);
      String character = body.substring(i, end);
      pieces.add(WordTokenizer.join(joined, character, joins));
    }
    return pieces;
  }

  /** Applies all merges to a list of pieces, which it changes; the time grows with its square. */
  void apply(List<String> pieces) {
    while (pieces.size() > 1) {
      int best = Integer.MAX_VALUE;
      for (int i = 0; i + 1 < pieces.size(); i++) {
        Integer rank = ranks.get(new Pair(pieces.get(i), pieces.get(i + 1)));
        best = rank != null && rank < best ? rank : best;
      }
      if (best == Integer.MAX_VALUE) {
        return;
      }
      Pair pair = pairs.get(best);
      for (int i = 0; i + 1 < pieces.size(); i++) {
        if (pieces.get(i).equals(pair.left()) && pieces.get(i + 1).equals(pair.right())) {
          pieces.set(i, pair.joined());
          pieces.remove(i + 1);
        }
      }
    }
  }
}
