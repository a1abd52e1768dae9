package io.github.djlseq2seq.translate.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The words of {@link WordTokenizer}, cut into the pieces that {@link Merges} leave of their
 * characters: a frequent word is one piece, a rare one several, and none is unknown but for
 * characters that no word had.
 */
final class SubwordTokenizer implements TrainedTokenizer {

  /** Words are cut at as many characters first: a run of letters may be a megabyte long. */
  static final int MAX_WORD = 100;

  private static final int MAX_CACHED = 1 << 16;

  private final WordTokenizer words = new WordTokenizer();
  private final Merges merges;
  private final @Nullable TokenVocabulary vocabulary;
  private final Map<String, List<String>> cache = new ConcurrentHashMap<>();

  /** Makes a tokenizer that gives all pieces that the merges do. */
  SubwordTokenizer(Merges merges) {
    this(merges, null);
  }

  private SubwordTokenizer(Merges merges, @Nullable TokenVocabulary vocabulary) {
    this.merges = merges;
    this.vocabulary = vocabulary;
  }

  /**
   * A tokenizer that gives, of the pieces that are merged, those alone that a vocabulary holds: any
   * other is taken apart again, as far as it takes. What was merged on nearly always is too rare to
   * be in the vocabulary, and would be unknown in the one word that ends with it.
   */
  SubwordTokenizer within(TokenVocabulary known) {
    return new SubwordTokenizer(merges, known);
  }

  @Override
  public List<String> tokenize(String text) {
    List<String> pieces = new ArrayList<>();
    words(text).forEach(word -> pieces.addAll(split(word)));
    return pieces;
  }

  @Override
  public String detokenize(List<String> tokens) {
    return words.detokenize(tokens);
  }

  @Override
  public byte[] file() {
    return merges.bytes();
  }

  /** The words of a text, not split. */
  List<String> words(String text) {
    return words.tokenize(text);
  }

  /** The pieces of a word. */
  List<String> split(String word) {
    List<String> known = cache.get(word);
    if (known != null) {
      return known;
    }
    List<String> characters = Merges.characters(word);
    List<String> pieces = new ArrayList<>();
    for (int from = 0; from < characters.size(); from += MAX_WORD) {
      int to = Math.min(from + MAX_WORD, characters.size());
      List<String> part = new ArrayList<>(characters.subList(from, to));
      merges.apply(part);
      part.forEach(piece -> addKnown(piece, pieces));
    }
    List<String> split = List.copyOf(pieces);
    if (cache.size() < MAX_CACHED && characters.size() <= MAX_WORD) {
      cache.put(word, split);
    }
    return split;
  }

  private void addKnown(String piece, List<String> pieces) {
    Merges.Pair parts = merges.parts(piece);
    if (parts == null || vocabulary == null || vocabulary.contains(piece)) {
      pieces.add(piece);
    } else {
      addKnown(parts.left(), pieces);
      addKnown(parts.right(), pieces);
    }
  }
}
