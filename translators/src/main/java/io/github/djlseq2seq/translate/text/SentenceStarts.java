package io.github.djlseq2seq.translate.text;

/**
 * Finds the first word of each sentence in a row of tokens: given the tokens one after the other.
 *
 * <p>Only where a capital is certain: behind a full stop, question or exclamation mark or an
 * ellipsis, not inside {@code www.example.org}, not behind {@code U.S.} or {@code a.m.}, and not
 * behind the closing quote of {@code "Really?" he asked}. Elsewhere the words' own case tells.
 */
final class SentenceStarts {

  private boolean start = true;
  // After . a closing quote still leads to a new sentence, after the others rarely.
  private boolean fullStop = true;
  private boolean joined;
  private boolean dotted;

  /** Whether this token is the first word of a sentence. */
  boolean next(String token) {
    String text = WordTokenizer.withoutJoiners(token);
    if (text.isEmpty()) {
      return false;
    }
    boolean first = start && !isSkipped(text);
    // A stop inside what is written together makes the one behind it doubtful.
    dotted &= joined || WordTokenizer.startsJoined(token);
    joined = WordTokenizer.endsJoined(token);
    char last = text.charAt(text.length() - 1);
    if (last == '.' || last == '!' || last == '?' || last == '\u2026') {
      fullStop = last == '.';
      start = !joined && !(fullStop && dotted);
      dotted |= joined;
    } else if (first || (start && !fullStop && isClosing(token, text))) {
      start = false;
    }
    return first;
  }

  /** Whether a token is only quotes, brackets, dashes and the like, which come before a word. */
  private static boolean isSkipped(String text) {
    return text.codePoints().allMatch(SentenceStarts::isOpener);
  }

  private static boolean isOpener(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.DASH_PUNCTUATION ->
          true;
      default -> "\"'\u00BF\u00A1".indexOf(codePoint) >= 0;
    };
  }

  private static boolean isClosing(String token, String text) {
    if (WordTokenizer.endsJoined(token)) {
      return false;
    }
    int type = Character.getType(text.codePointAt(0));
    return (WordTokenizer.startsJoined(token) && type != Character.DASH_PUNCTUATION)
        || type == Character.END_PUNCTUATION
        || type == Character.FINAL_QUOTE_PUNCTUATION;
  }
}
