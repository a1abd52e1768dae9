package io.github.djlseq2seq.translate.metric;

import java.util.regex.Pattern;

/**
 * The tokenization 13a: that of NIST's {@code mteval-v13a.pl}, by which WMT scores BLEU and which
 * is sacreBLEU's default (Post 2018, "A Call for Clarity in Reporting BLEU Scores").
 *
 * <ol>
 *   <li>The XML entities quot, amp, lt and gt are the characters they stand for, and {@code
 *       <skipped>} is nothing.
 *   <li>ASCII punctuation other than apostrophe, comma, hyphen and period stands apart.
 *   <li>Commas and periods stand apart, unless they are between digits: {@code 3.14}, {@code
 *       1,000}.
 *   <li>A hyphen stands apart after a digit: {@code 5-year} is three tokens, {@code well-known}
 *       one.
 * </ol>
 *
 * <p>Case stays. So do apostrophes, and punctuation outside ASCII: {@code l'école} and {@code
 * «oui»} are one token each. Tokens end at white space, of which the no-break space is one.
 */
public final class Tokenizer13a {

  private static final Pattern PUNCTUATION = Pattern.compile("[\\p{Punct}&&[^',.-]]");
  // What matches is used up, so that of a run such as "5.,.5" not every mark is set apart: as in
  // mteval-v13a.pl, whose counts these are to be.
  private static final Pattern AFTER_NO_DIGIT = Pattern.compile("([^0-9])([.,])");
  private static final Pattern BEFORE_NO_DIGIT = Pattern.compile("([.,])([^0-9])");
  private static final Pattern HYPHEN = Pattern.compile("(?<=[0-9])-");

  private Tokenizer13a() {}

  /**
   * Tokenizes.
   *
   * @param line a text
   * @return its tokens, a single space between them
   */
  public static String tokenize(String line) {
    String text = " " + unescape(line) + " ";
    text = PUNCTUATION.matcher(text).replaceAll(" $0 ");
    text = AFTER_NO_DIGIT.matcher(text).replaceAll("$1 $2 ");
    text = BEFORE_NO_DIGIT.matcher(text).replaceAll(" $1 $2");
    text = HYPHEN.matcher(text).replaceAll(" - ");
    return String.join(" ", MetricText.tokens(text));
  }

  private static String unescape(String line) {
    return line.replace("<skipped>", "")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
        .replace("&lt;", "<")
        .replace("&gt;", ">");
  }
}
