package io.github.djlseq2seq.translate.text;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;

/**
 * A code point is a token, a space too.
 *
 * <p>Code points and not the characters that a reader sees: an accent that has no composed form, or
 * an emoji's skin colour, is a token of its own, so that a vocabulary stays small and little is
 * unknown to it.
 *
 * <p>With jamo a Hangul syllable is two or three tokens, its consonants and vowels: {@code 한} is
 * {@code ᄒ ᅡ ᆫ}. Composing puts them together again.
 */
final class CharacterTokenizer implements Tokenizer {

  private static final int FIRST_SYLLABLE = 0xAC00;
  private static final int LAST_SYLLABLE = 0xD7A3;

  private final boolean jamo;

  CharacterTokenizer(boolean jamo) {
    this.jamo = jamo;
  }

  @Override
  public List<String> tokenize(String text) {
    String normal = TextNormalizer.normalize(text);
    List<String> tokens = new ArrayList<>(normal.length());
    int codePoint;
    for (int i = 0; i < normal.length(); i += Character.charCount(codePoint)) {
      codePoint = normal.codePointAt(i);
      String character = Character.toString(codePoint);
      if (jamo && codePoint >= FIRST_SYLLABLE && codePoint <= LAST_SYLLABLE) {
        character = Normalizer.normalize(character, Normalizer.Form.NFD);
        character.codePoints().forEach(part -> tokens.add(Character.toString(part)));
      } else {
        tokens.add(character);
      }
    }
    return tokens;
  }

  @Override
  public String detokenize(List<String> tokens) {
    StringBuilder text = new StringBuilder();
    // Only a token from elsewhere, such as a word copied from the source, has a joiner.
    tokens.forEach(token -> text.append(WordTokenizer.withoutJoiners(token)));
    return jamo ? TextNormalizer.compose(text.toString()) : text.toString();
  }
}
