package io.github.djlseq2seq.translate.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Words and punctuation, for any language that writes spaces.
 *
 * <p>A word is a run of letters, marks and digits; any other character is a piece of its own, a run
 * of the same one ({@code ...}) a single piece. Where two pieces touch, the {@linkplain #JOINER
 * joiner} is on the punctuation's side: {@code student.} becomes {@code student ￭.}; punctuation
 * before a chunk's first word joins to the right, all other to the left.
 *
 * <p>Two marks between words are no tokens of their own, so that the words keep meaning something:
 *
 * <ul>
 *   <li>a hyphen goes with the word after it: {@code Arrête ￭-toi}, {@code a ￭-t ￭-il};
 *   <li>an apostrophe goes with the English ending after it, {@code don ￭'t}, {@code it ￭'s}, and
 *       otherwise with the word before it: {@code l'￭ homme}, {@code aujourd'￭ hui}.
 * </ul>
 */
public final class WordTokenizer implements Tokenizer {

  private static final Set<String> ENDINGS = Set.of("s", "t", "m", "d", "re", "ve", "ll");

  /** Makes a tokenizer. */
  public WordTokenizer() {}

  @Override
  public List<String> tokenize(String text) {
    String normal = TextNormalizer.normalize(text);
    List<String> tokens = new ArrayList<>();
    Pieces pieces = new Pieces(normal);
    int start = 0;
    while (start < normal.length()) {
      int end = normal.indexOf(' ', start);
      if (end < 0) {
        end = normal.length();
      }
      pieces.cut(start, end);
      addChunk(pieces, tokens);
      start = end + 1;
    }
    return tokens;
  }

  @Override
  public String detokenize(List<String> tokens) {
    StringBuilder text = new StringBuilder();
    boolean joined = true;
    for (String token : tokens) {
      String body = withoutJoiners(token);
      if (!joined && !startsJoined(token) && !body.isEmpty()) {
        text.append(' ');
      }
      text.append(body);
      joined = endsJoined(token) || (joined && body.isEmpty());
    }
    return text.toString();
  }

  /** Whether no space stands before a token. */
  static boolean startsJoined(String token) {
    return !token.isEmpty() && token.charAt(0) == JOINER;
  }

  /** Whether no space stands after a token. */
  static boolean endsJoined(String token) {
    return !token.isEmpty() && token.charAt(token.length() - 1) == JOINER;
  }

  /** What a token contributes to the text. */
  static String withoutJoiners(String token) {
    int start = 0;
    int end = token.length();
    while (start < end && token.charAt(start) == JOINER) {
      start++;
    }
    while (end > start && token.charAt(end - 1) == JOINER) {
      end--;
    }
    return token.substring(start, end);
  }

  private static void addChunk(Pieces pieces, List<String> tokens) {
    int count = pieces.count();
    int firstWord = 0;
    while (firstWord < count && !pieces.isWord(firstWord)) {
      firstWord++;
    }
    StringBuilder token = new StringBuilder();
    for (int i = 0; i < count; i++) {
      if (!pieces.isWord(i)) {
        boolean opens = i < firstWord && firstWord < count;
        boolean left = i > 0 && (pieces.isWord(i - 1) || !opens);
        boolean right = i + 1 < count && (pieces.isWord(i + 1) || opens);
        tokens.add(join(left, pieces.text(i), right));
        continue;
      }
      String word = pieces.text(i);
      if (count == 1) {
        tokens.add(word);
        continue;
      }
      token.append(word);
      boolean between = i + 2 < count && !pieces.isWord(i + 1) && pieces.isWord(i + 2);
      String mark = between ? pieces.text(i + 1) : "";
      if (isHyphen(mark) || (mark.equals("'") && isEnding(pieces.text(i + 2)))) {
        tokens.add(token.toString());
        token.setLength(0);
        token.append(JOINER).append(mark);
        i++;
      } else {
        if (mark.equals("'")) {
          token.append(mark).append(JOINER);
          i++;
        }
        tokens.add(token.toString());
        token.setLength(0);
      }
    }
  }

  /** A token with joiners on the sides where no space stands. */
  static String join(boolean left, String text, boolean right) {
    return (left ? String.valueOf(JOINER) : "") + text + (right ? String.valueOf(JOINER) : "");
  }

  private static boolean isHyphen(String mark) {
    return mark.equals("-") || mark.equals("\u2010") || mark.equals("\u2011");
  }

  private static boolean isEnding(String word) {
    return word.length() <= 2 && ENDINGS.contains(word.toLowerCase(Locale.ROOT));
  }
}
