package io.github.djlseq2seq.translate.text;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text that passes through a library which returns it as C's strings do: NUL ends it, and of what
 * is beyond U+FFFF, such as emoji, it and the rest of the text are lost. Such characters go as
 * others, of the private use area.
 */
final class PlainText {

  private static final char FIRST = '\uE000';
  private static final char LAST = '\uF8FF';

  /** How a piece says that it begins a word. */
  private static final char SPACE = '\u2581';

  /** A byte of a character that the model has no piece for. */
  private static final Pattern BYTE = Pattern.compile("<0x([0-9A-F]{2})>");

  private final Map<Integer, Character> hidden = new HashMap<>();
  private final Map<Character, Integer> shown = new HashMap<>();
  private char free = FIRST;

  /** Pieces without such characters, nor bytes that would be put together to one. */
  List<String> hide(List<String> tokens) {
    List<String> joined = joinBytes(tokens);
    // What the text itself has of the private use area stands for itself.
    for (String token : joined) {
      token.chars().forEach(c -> shown.put((char) c, c));
    }
    return joined.stream().map(this::hide).toList();
  }

  /** The text with the characters that were hidden. */
  String show(String text) {
    StringBuilder whole = new StringBuilder();
    text.chars().forEach(c -> whole.appendCodePoint(shown.getOrDefault((char) c, c)));
    // The first word begins without a space.
    return whole.toString().stripLeading();
  }

  private static List<String> joinBytes(List<String> tokens) {
    List<String> joined = new ArrayList<>();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String token : tokens) {
      Matcher matcher = BYTE.matcher(token);
      if (matcher.matches()) {
        bytes.write(Integer.parseInt(matcher.group(1), 16));
        continue;
      }
      flush(bytes, joined);
      joined.add(WordTokenizer.withoutJoiners(token));
    }
    flush(bytes, joined);
    return joined;
  }

  private static void flush(ByteArrayOutputStream bytes, List<String> joined) {
    if (bytes.size() > 0) {
      joined.add(bytes.toString(StandardCharsets.UTF_8));
      bytes.reset();
    }
  }

  private String hide(String token) {
    StringBuilder plain = new StringBuilder();
    token.codePoints().forEach(c -> plain.append(isLost(c) ? stand(c) : (char) c));
    // No longer a piece of the model, of which the library would make the space itself.
    return token.codePoints().anyMatch(PlainText::isLost)
        ? plain.toString().replace(SPACE, ' ')
        : plain.toString();
  }

  private static boolean isLost(int codePoint) {
    return codePoint == 0 || codePoint > Character.MAX_VALUE;
  }

  private char stand(int codePoint) {
    Character known = hidden.get(codePoint);
    if (known != null) {
      return known;
    }
    while (free <= LAST && shown.containsKey(free)) {
      free++;
    }
    if (free > LAST) {
      // More kinds of them than any text has.
      return '\uFFFD';
    }
    hidden.put(codePoint, free);
    shown.put(free, codePoint);
    return free;
  }
}
