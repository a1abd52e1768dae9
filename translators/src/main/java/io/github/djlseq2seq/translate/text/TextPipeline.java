package io.github.djlseq2seq.translate.text;

import io.github.djlseq2seq.block.SpecialToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Text to token ids and back: one side of a model, its {@link TextConfig.Side}, its {@link
 * TokenVocabulary} and, where its tokenizer was learnt, what it has learnt.
 *
 * <p>Immutable; may be used by several threads at once.
 */
public final class TextPipeline {

  private static final String VOCABULARY = ".vocab";

  private final TextConfig.Side config;
  private final TokenVocabulary vocabulary;
  private final Tokenizer tokenizer;
  private final WordForms forms;

  /**
   * Makes a pipeline.
   *
   * @param config how text is cut into tokens
   * @param vocabulary the tokens' ids, such as a {@link VocabularyBuilder} of the same config makes
   * @throws IllegalArgumentException if the config's tokenizer needs a file, or if its prefix is no
   *     token of the vocabulary
   */
  public TextPipeline(TextConfig.Side config, TokenVocabulary vocabulary) {
    this(config, vocabulary, config.tokenizer().create());
  }

  TextPipeline(TextConfig.Side config, TokenVocabulary vocabulary, Tokenizer tokenizer) {
    if (!config.prefix().isEmpty() && vocabulary.id(config.prefix()) == SpecialToken.UNK.id()) {
      throw new IllegalArgumentException(
          "source.prefix must be a token of the vocabulary, found \"%s\""
              .formatted(config.prefix()));
    }
    this.config = config;
    this.vocabulary = vocabulary;
    this.tokenizer =
        tokenizer instanceof SubwordTokenizer subwords ? subwords.within(vocabulary) : tokenizer;
    forms = new WordForms(config, vocabulary, this.tokenizer);
  }

  /**
   * Names the files of one side of a model folder.
   *
   * @param config how text is cut into tokens
   * @param side the side's name, such as {@code source}
   * @return the files' names, such as {@code source.vocab} and {@code source.bpe}
   */
  public static List<String> files(TextConfig.Side config, String side) {
    String file = config.tokenizer().file(side);
    return file.isEmpty() ? List.of(side + VOCABULARY) : List.of(side + VOCABULARY, file);
  }

  /**
   * Reads one side of a model folder.
   *
   * @param config how text is cut into tokens
   * @param folder the model folder
   * @param side the side's name, such as {@code source}
   * @return the pipeline
   * @throws IOException if a file is missing or damaged, or if the library that applies it is not
   *     on the class path; the message names what is missing
   */
  public static TextPipeline read(TextConfig.Side config, Path folder, String side)
      throws IOException {
    TokenVocabulary vocabulary = TokenVocabulary.read(folder.resolve(side + VOCABULARY));
    String file = config.tokenizer().file(side);
    return file.isEmpty()
        ? new TextPipeline(config, vocabulary)
        : new TextPipeline(
            config, vocabulary, readTokenizer(config.tokenizer(), folder.resolve(file)));
  }

  static Tokenizer readTokenizer(TokenizerType type, Path file) throws IOException {
    return type.create(Files.readAllBytes(file), file.toString());
  }

  /**
   * Writes the files of one side into a model folder.
   *
   * @param folder the model folder, which exists
   * @param side the side's name, such as {@code source}
   * @throws IOException if a file cannot be written
   */
  public void write(Path folder, String side) throws IOException {
    vocabulary.write(folder.resolve(side + VOCABULARY));
    if (tokenizer instanceof TrainedTokenizer trained) {
      Files.write(folder.resolve(config.tokenizer().file(side)), trained.file());
    }
  }

  /**
   * Returns the pipeline of another side that shares this one's tokens, as in a joint model.
   *
   * @param other the other side's config
   * @return the other side's pipeline
   * @throws IllegalArgumentException if the other side cuts text in another way
   */
  public TextPipeline sharedWith(TextConfig.Side other) {
    if (!config.cutsLike(other)) {
      throw new IllegalArgumentException(
          "other must have the same tokenizer, letterCase and subwords as %s, found %s"
              .formatted(config, other));
    }
    return new TextPipeline(other, vocabulary, tokenizer);
  }

  /**
   * Tells whether another side gives every text the same ids.
   *
   * @param other the other side
   * @return whether both have the same vocabulary and tokenizer
   */
  public boolean shares(TextPipeline other) {
    return vocabulary.equals(other.vocabulary) && Arrays.equals(file(), other.file());
  }

  /**
   * Returns the config.
   *
   * @return how text is cut into tokens
   */
  public TextConfig.Side config() {
    return config;
  }

  /**
   * Returns the vocabulary.
   *
   * @return the tokens' ids
   */
  public TokenVocabulary vocabulary() {
    return vocabulary;
  }

  /**
   * Encodes a text.
   *
   * @param text any string
   * @return its tokens and their ids, none for a blank text, else the config's prefix first; from
   *     last to first if the config says {@code reversed}
   */
  public EncodedText encode(String text) {
    List<String> cut = new ArrayList<>();
    List<String> known = new ArrayList<>();
    SubwordTokenizer subwords = tokenizer instanceof SubwordTokenizer found ? found : null;
    List<String> words =
        subwords == null ? tokenizer.tokenize(prepare(text, config)) : subwords.words(text);
    SentenceStarts starts = new SentenceStarts();
    for (String word : words) {
      if (subwords == null && known.size() == config.maxTokens()) {
        break;
      }
      String form = forms.form(word, starts.next(word));
      List<String> pieces = subwords == null ? List.of(form) : subwords.split(form);
      known.addAll(pieces);
      cut.addAll(form.equals(word) ? pieces : LetterForms.cutAlike(word, pieces));
    }
    int total = subwords == null ? words.size() : known.size();
    if (!config.prefix().isEmpty() && total > 0) {
      known.add(0, config.prefix());
      cut.add(0, config.prefix());
      total++;
    }
    int length = Math.min(total, config.maxTokens());
    List<String> tokens = cut.subList(0, length);
    int[] ids = new int[length];
    for (int i = 0; i < length; i++) {
      ids[config.reversed() ? length - 1 - i : i] = vocabulary.id(known.get(i));
    }
    if (config.reversed()) {
      Collections.reverse(tokens);
    }
    return new EncodedText(tokens, ids, total);
  }

  /**
   * Finds the tokens that write a word, or whatever else stands between spaces: {@code .} has one
   * where a sentence ends, and others where it stands apart or between letters. A piece that goes
   * on a word, though of the same letters, is none of them.
   *
   * @param word the word
   * @return the tokens' ids; none if no single token writes it
   */
  public List<Integer> tokensOf(String word) {
    EncodedText encoded = encode(word);
    int own = encoded.totalTokens() == 1 ? encoded.ids()[0] : SpecialToken.UNK.id();
    return IntStream.range(SpecialToken.values().length, vocabulary.size())
        .filter(id -> id == own || writes(vocabulary.token(id), word))
        .boxed()
        .toList();
  }

  private boolean writes(String token, String word) {
    if (!tokenizer.detokenize(List.of(token)).equals(word)) {
      return false;
    }
    // Behind a letter, a mark is the same mark, but a piece of a word makes another word.
    boolean goesOn = tokenizer.detokenize(List.of("a", token)).equals("a" + word);
    return !goesOn || !Character.isLetterOrDigit(word.codePointAt(0));
  }

  /**
   * Puts tokens together to the text that a reader expects, with capitals at sentence starts if the
   * config's {@link LetterCase} took them away.
   *
   * @param tokens the vocabulary's tokens, or others such as names copied from the source; from
   *     last to first if the config says {@code reversed}
   * @return the text
   */
  public String decode(List<String> tokens) {
    List<String> ordered = new ArrayList<>(tokens);
    if (config.reversed()) {
      Collections.reverse(ordered);
    }
    if (config.effectiveCase() != LetterCase.SENTENCE) {
      return tokenizer.detokenize(ordered);
    }
    if (tokenizer instanceof SubwordTokenizer subwords) {
      ordered = subwords.words(subwords.detokenize(ordered));
    }
    SentenceStarts starts = new SentenceStarts();
    ordered.replaceAll(token -> starts.next(token) ? LetterForms.capitalize(token) : token);
    return tokenizer.detokenize(ordered);
  }

  /**
   * Decodes ids; the special ones write nothing, but for {@code <unk>}.
   *
   * @param ids the ids
   * @return the text
   * @throws IllegalArgumentException if the vocabulary has no such id
   */
  public String decode(int[] ids) {
    List<String> tokens = new ArrayList<>(ids.length);
    for (int id : ids) {
      String token = vocabulary.token(id);
      if (id == SpecialToken.UNK.id() || id >= SpecialToken.values().length) {
        tokens.add(token);
      }
    }
    return decode(tokens);
  }

  /** A text as it goes into the tokenizer: an external one's tokens could not be lowered later. */
  static String prepare(String text, TextConfig.Side config) {
    return config.tokenizer().isExternal() && config.letterCase() == LetterCase.LOWER
        ? LetterForms.lower(text)
        : text;
  }

  /** What the tokenizer has learnt; empty if nothing. */
  private byte[] file() {
    return tokenizer instanceof TrainedTokenizer trained ? trained.file() : new byte[0];
  }
}
