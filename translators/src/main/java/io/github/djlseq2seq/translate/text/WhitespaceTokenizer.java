package io.github.djlseq2seq.translate.text;

import java.util.Arrays;
import java.util.List;

/**
 * What stands between spaces is a token, punctuation and all: for text that is cut already, such as
 * phonemes ({@code HH AH0 L OW1}) or the tokens of a formal language.
 */
final class WhitespaceTokenizer implements Tokenizer {

  @Override
  public List<String> tokenize(String text) {
    String normal = TextNormalizer.normalize(text);
    return normal.isEmpty() ? List.of() : Arrays.asList(normal.split(" ", -1));
  }

  @Override
  public String detokenize(List<String> tokens) {
    return String.join(" ", tokens.stream().map(WordTokenizer::withoutJoiners).toList()).strip();
  }
}
