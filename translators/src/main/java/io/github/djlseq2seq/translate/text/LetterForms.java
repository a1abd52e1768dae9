package io.github.djlseq2seq.translate.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The forms of a token that differ in case only. */
final class LetterForms {

  private LetterForms() {}

  /** All in lower case, composed. */
  static String lower(String token) {
    String lower = token.toLowerCase(Locale.ROOT);
    return lower.equals(token) ? token : TextNormalizer.compose(lower);
  }

  /**
   * The token with its first letter lowered: if it begins with a capital, has no other, and {@link
   * #capitalize} gives it back; otherwise the token itself.
   */
  static String lowerFirst(String token) {
    int at = firstLetter(token);
    if (at < 0) {
      return token;
    }
    int first = token.codePointAt(at);
    int lower = Character.toLowerCase(first);
    boolean reversible = lower != first && Character.toTitleCase(lower) == first;
    return reversible && !hasCapital(token, at + Character.charCount(first))
        ? replace(token, at, first, lower)
        : token;
  }

  /** The token with its first letter in title case, unless it holds a capital already. */
  static String capitalize(String token) {
    int at = firstLetter(token);
    if (at < 0 || hasCapital(token, at)) {
      return token;
    }
    int first = token.codePointAt(at);
    int title = Character.toTitleCase(first);
    return title == first ? token : replace(token, at, first, title);
  }

  /** Whether a token has two capitals or more and no small letter. */
  static boolean isAllCapitals(String token) {
    return token.codePoints().filter(Character::isUpperCase).count() > 1
        && token.codePoints().noneMatch(Character::isLowerCase);
  }

  /**
   * Cuts a token as another of its forms is cut, so that the pieces keep the token's own case.
   *
   * @param pieces the pieces of the other form; they are given back if a change of case has changed
   *     the number of characters
   */
  static List<String> cutAlike(String token, List<String> pieces) {
    if (pieces.size() == 1) {
      return List.of(token);
    }
    List<String> characters = Merges.characters(token);
    List<List<String>> parts = pieces.stream().map(Merges::characters).toList();
    if (characters.size() != parts.stream().mapToInt(List::size).sum()) {
      return pieces;
    }
    List<String> cut = new ArrayList<>(pieces.size());
    int at = 0;
    for (List<String> part : parts) {
      StringBuilder piece = new StringBuilder(characters.get(at));
      for (int i = 1; i < part.size(); i++) {
        piece.append(characters.get(at + i).substring(1));
      }
      cut.add(piece.toString());
      at += part.size();
    }
    return cut;
  }

  private static int firstLetter(String token) {
    int at = 0;
    while (at < token.length() && token.charAt(at) == Tokenizer.JOINER) {
      at++;
    }
    return at < token.length() && Character.isLetter(token.codePointAt(at)) ? at : -1;
  }

  private static boolean hasCapital(String token, int from) {
    return token
        .codePoints()
        .skip(token.codePointCount(0, from))
        .anyMatch(c -> Character.isUpperCase(c) || Character.isTitleCase(c));
  }

  private static String replace(String token, int at, int old, int codePoint) {
    return token.substring(0, at)
        + Character.toString(codePoint)
        + token.substring(at + Character.charCount(old));
  }
}
