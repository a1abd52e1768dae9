package io.github.djlseq2seq.translate.text;

import java.util.Random;
import java.util.stream.IntStream;

/** Strings that mix everything that tokenizing could stumble over. */
public final class RandomText {

  private static final String[] SNIPPETS = {
    "l'homme",
    "don't",
    "Qu'est-ce",
    "a-t-il",
    "2:30",
    "...",
    "?!",
    "«\u00A0Oui\u202F»",
    "(\"x\")",
    "--",
    "\uFEFF",
    "\u200B",
    "\u00AD",
    "\u200D",
    "\u200C",
    "\uFFED",
    "\u25A0",
    "<unk>",
    "\t",
    "\r\n",
    "\u0085",
    "e\u0301",
    "\u0301\u0316",
    "\u0344",
    "\u0958",
    "\u1100\u1161\u11A8",
    "\uD83D\uDE00",
    "\uD83D",
    "\uDE00",
    "\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67",
    "\uD83D\uDC4D\uD83C\uDFFD",
    "1\uFE0F\u20E3",
    "\uD83C\uDDEB\uD83C\uDDF7",
    "\uD83C\uDDEB",
    "\u2764\uFE0F",
    "\u0915\u094D\u0937",
    "\u0600\u0661",
    "\u0E33",
    "\u2019",
    "\u2018",
    "\u2011",
    "\u2026",
    "\u3000",
    "\uD835\uDC00",
    "\u4E2D\u6587",
    "\uD55C\uAD6D\uC5B4",
    "İI",
    "\u034F",
    "\uFFFD",
    "\uFFFE",
    "\uD804\uDCBD1",
    "\uDB40\uDC67",
    "\u0D4E."
  };

  private RandomText() {}

  /** A text of a few snippets. */
  public static String next(Random random) {
    StringBuilder text = new StringBuilder();
    int parts = random.nextInt(12);
    for (int i = 0; i < parts; i++) {
      switch (random.nextInt(6)) {
        case 0 -> text.append(' ');
        case 1 -> text.append((char) (' ' + random.nextInt(95)));
        case 2 -> text.append((char) random.nextInt(0x10000));
        case 3 -> text.appendCodePoint(random.nextInt(0x110000));
        default -> text.append(SNIPPETS[random.nextInt(SNIPPETS.length)]);
      }
    }
    return text.toString();
  }

  /** All code points of the planes in use, and some of the others. */
  static IntStream codePoints() {
    return IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
        .filter(c -> c < 0x20000 || (c >> 9 == 0xE0000 >> 9) || c % 101 == 0);
  }

  /** The text's code units, for failure messages. */
  static String escape(String text) {
    StringBuilder out = new StringBuilder();
    text.chars()
        .forEach(c -> out.append(c > ' ' && c < 0x7F ? "" + (char) c : "\\u%04X".formatted(c)));
    return out.toString();
  }
}
