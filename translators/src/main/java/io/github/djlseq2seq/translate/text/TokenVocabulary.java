package io.github.djlseq2seq.translate.text;

import io.github.djlseq2seq.block.SpecialToken;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tokens and their ids: first the {@link SpecialToken}s, then the others, the most frequent first.
 *
 * <p>Written as UTF-8, one token a line, each line ended by LF; the line's number, from 0, is the
 * id. A token of a text that is spelt like a special one is an unknown token, never the special.
 */
public final class TokenVocabulary {

  private static final int SPECIALS = SpecialToken.values().length;

  private final List<String> tokens;
  private final Map<String, Integer> ids;

  private TokenVocabulary(List<String> tokens, Map<String, Integer> ids) {
    this.tokens = Collections.unmodifiableList(tokens);
    this.ids = ids;
  }

  /**
   * Makes a vocabulary of tokens in the order of their ids.
   *
   * @param tokensWithoutSpecials the tokens from id 4 on
   * @return the vocabulary
   * @throws IllegalArgumentException if a token is empty, a special one, there twice, or holds a
   *     line break or an unpaired surrogate
   */
  public static TokenVocabulary of(List<String> tokensWithoutSpecials) {
    Builder builder = new Builder();
    for (String token : tokensWithoutSpecials) {
      String fault = builder.add(token);
      if (!fault.isEmpty()) {
        throw new IllegalArgumentException(
            "tokensWithoutSpecials[%d]: %s".formatted(builder.tokens.size() - SPECIALS, fault));
      }
    }
    return builder.build();
  }

  /**
   * Makes a vocabulary of the most frequent tokens; those of equal count in code point order.
   *
   * @param counts how often each token occurs; those spelt like a special token are left out
   * @param minCount how often a token must occur, at least 1
   * @param maxSize the most entries, the special tokens counted, at least 4
   * @return the vocabulary
   * @throws IllegalArgumentException if minCount or maxSize is too small, or a token is empty or
   *     holds a line break or an unpaired surrogate
   */
  public static TokenVocabulary build(Map<String, Long> counts, long minCount, int maxSize) {
    if (minCount < 1) {
      throw new IllegalArgumentException("minCount must be at least 1, found " + minCount);
    }
    if (maxSize < SPECIALS) {
      throw new IllegalArgumentException(
          "maxSize must be at least %d, the number of special tokens, found %d"
              .formatted(SPECIALS, maxSize));
    }
    Comparator<Map.Entry<String, Long>> byCount = Map.Entry.comparingByValue();
    return of(
        counts.entrySet().stream()
            .filter(e -> e.getValue() >= minCount && !isSpecial(e.getKey()))
            .sorted(
                byCount
                    .reversed()
                    .thenComparing(Map.Entry::getKey, TokenVocabulary::compareCodePoints))
            .limit(maxSize - SPECIALS)
            .map(Map.Entry::getKey)
            .toList());
  }

  /**
   * Reads a vocabulary file.
   *
   * @param path the file
   * @return the vocabulary
   * @throws TextFormatException if the file is not as {@link #write} writes it
   * @throws IOException if reading fails
   */
  public static TokenVocabulary read(Path path) throws IOException {
    try (Utf8Lines lines = Utf8Lines.open(path)) {
      return read(lines, path.toString());
    }
  }

  /**
   * Reads a vocabulary.
   *
   * @param in the file's bytes; read to the end, not closed
   * @param name the file's name, for error messages
   * @return the vocabulary
   * @throws TextFormatException if the bytes are not as {@link #write} writes them
   * @throws IOException if reading fails
   */
  @SuppressWarnings("resource") // The stream is the caller's to close.
  public static TokenVocabulary read(InputStream in, String name) throws IOException {
    return read(new Utf8Lines(in, name), name);
  }

  /**
   * Writes the vocabulary, replacing what is there.
   *
   * @param path the file
   * @throws IOException if writing fails
   */
  public void write(Path path) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(path)) {
      for (String token : tokens) {
        out.write(token);
        out.write('\n');
      }
    }
  }

  /**
   * Looks up a token of a text.
   *
   * @param token the token
   * @return its id, that of {@link SpecialToken#UNK} if the vocabulary does not hold it
   */
  public int id(String token) {
    return ids.getOrDefault(token, SpecialToken.UNK.id());
  }

  /**
   * Tells whether a token of a text is known.
   *
   * @param token the token
   * @return whether it has an id of its own; never for the spelling of a special token
   */
  public boolean contains(String token) {
    return ids.containsKey(token);
  }

  /**
   * Looks up an id.
   *
   * @param id the id
   * @return its token
   * @throws IllegalArgumentException if there is no such id
   */
  public String token(int id) {
    if (id < 0 || id >= tokens.size()) {
      throw new IllegalArgumentException(
          "id must be from 0 to %d, the last of the vocabulary, found %d"
              .formatted(tokens.size() - 1, id));
    }
    return tokens.get(id);
  }

  /**
   * Returns how many ids there are.
   *
   * @return the number of tokens, special ones counted
   */
  public int size() {
    return tokens.size();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TokenVocabulary vocabulary && tokens.equals(vocabulary.tokens);
  }

  @Override
  public int hashCode() {
    return tokens.hashCode();
  }

  @Override
  public String toString() {
    return "TokenVocabulary(size " + tokens.size() + ")";
  }

  private static TokenVocabulary read(Utf8Lines lines, String name) throws IOException {
    for (SpecialToken special : SpecialToken.values()) {
      String line = lines.next();
      if (!special.token().equals(line)) {
        throw new TextFormatException(
            name, special.id() + 1, "must be %s, found %s".formatted(special.token(), quote(line)));
      }
    }
    Builder builder = new Builder();
    for (String line = lines.next(); line != null; line = lines.next()) {
      String fault = builder.add(line);
      if (!fault.isEmpty()) {
        throw new TextFormatException(name, lines.number(), fault);
      }
    }
    if (!lines.ended()) {
      throw new TextFormatException(
          name, lines.number(), "must end in LF; the file seems to be truncated");
    }
    return builder.build();
  }

  private static String quote(@Nullable String line) {
    return line == null ? "the file's end" : '"' + line.replace("\r", "\\r") + '"';
  }

  private static boolean isSpecial(String token) {
    for (SpecialToken special : SpecialToken.values()) {
      if (special.token().equals(token)) {
        return true;
      }
    }
    return false;
  }

  /** Unlike UTF-16 order, surrogates come last. */
  static int compareCodePoints(String a, String b) {
    int length = Math.min(a.length(), b.length());
    for (int i = 0; i < length; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        boolean surrogate = Character.isSurrogate(x);
        return surrogate == Character.isSurrogate(y) ? Character.compare(x, y) : surrogate ? 1 : -1;
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  /** Checks tokens as they come. */
  private static final class Builder {

    private final List<String> tokens = new ArrayList<>();
    private final Map<String, Integer> ids = new HashMap<>();

    Builder() {
      for (SpecialToken special : SpecialToken.values()) {
        tokens.add(special.token());
      }
    }

    /** Adds a token, or tells what is wrong with it; an empty string is no fault. */
    String add(String token) {
      if (token.isEmpty()) {
        return "a token must not be empty";
      }
      if (token.indexOf('\n') >= 0 || token.indexOf('\r') >= 0) {
        return "a token must not hold a line break (LF, CR), found "
            + quote(token).replace("\n", "\\n");
      }
      if (token.codePoints().anyMatch(c -> c >= 0xD800 && c <= 0xDFFF)) {
        return "a token must not hold an unpaired surrogate";
      }
      if (isSpecial(token)) {
        return quote(token) + " is reserved for id " + tokens.indexOf(token);
      }
      Integer first = ids.putIfAbsent(token, tokens.size());
      if (first != null) {
        return quote(token) + " is there twice, first with id " + first;
      }
      tokens.add(token);
      return "";
    }

    TokenVocabulary build() {
      return new TokenVocabulary(tokens, ids);
    }
  }
}
