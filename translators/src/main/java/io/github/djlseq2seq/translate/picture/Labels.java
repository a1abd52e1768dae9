package io.github.djlseq2seq.translate.picture;

import io.github.djlseq2seq.translate.text.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is written beside the rows and columns: tokens as a reader expects them. */
final class Labels {

  /** Longer tokens are shortened, visibly: in clusters, what a reader counts as letters. */
  static final int LONGEST = 40;

  private static final int MOST_CHARS = 4 * LONGEST;
  private static final Pattern CLUSTER = Pattern.compile("\\X");
  private static final int NUMBER_STEP = 10;

  private Labels() {}

  static List<String> of(List<String> tokens) {
    return tokens.stream().map(Labels::of).toList();
  }

  /** Numbers, some of them, for positions that are not tokens. */
  static List<String> numbers(int count) {
    List<String> labels = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      labels.add(i == 1 || i % NUMBER_STEP == 0 ? String.valueOf(i) : "");
    }
    return labels;
  }

  private static String of(String token) {
    String bare = token.replace(String.valueOf(Tokenizer.JOINER), "");
    return visible(shorten(bare.isEmpty() ? token : bare));
  }

  private static String shorten(String token) {
    Matcher cluster = CLUSTER.matcher(token);
    int end = 0;
    for (int count = 0; count < LONGEST && cluster.find(); count++) {
      if (cluster.end() > MOST_CHARS) {
        break;
      }
      end = cluster.end();
    }
    if (end == token.length()) {
      return token;
    }
    return token.substring(0, end == 0 ? token.offsetByCodePoints(0, 1) : end) + "\u2026";
  }

  /** Puts U+FFFD for what neither XML nor a font knows. */
  private static String visible(String token) {
    StringBuilder text = new StringBuilder();
    token
        .codePoints()
        .map(
            c -> {
              boolean bad =
                  Character.isISOControl(c)
                      || Character.getType(c) == Character.SURROGATE
                      || (c & 0xFFFE) == 0xFFFE;
              return bad ? 0xFFFD : c;
            })
        .forEach(text::appendCodePoint);
    return text.toString();
  }
}
