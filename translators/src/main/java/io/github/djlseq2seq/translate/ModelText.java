package io.github.djlseq2seq.translate;

import io.github.djlseq2seq.block.ConfigJson;
import io.github.djlseq2seq.block.Seq2SeqConfig;
import io.github.djlseq2seq.translate.corpus.Corpus;
import io.github.djlseq2seq.translate.corpus.EncodedCorpus;
import io.github.djlseq2seq.translate.corpus.PairCollector;
import io.github.djlseq2seq.translate.corpus.SentencePair;
import io.github.djlseq2seq.translate.text.TextConfig;
import io.github.djlseq2seq.translate.text.TextPipeline;
import io.github.djlseq2seq.translate.text.TokenVocabulary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A model's text: how its source is read and its target written. A model folder keeps it in {@code
 * text.json}, {@code source.vocab} and {@code target.vocab}, and what tokenizers have learnt in
 * files such as {@code source.bpe}.
 *
 * @param source the side that is read
 * @param target the side that is written
 */
public record ModelText(TextPipeline source, TextPipeline target) {

  private static final String CONFIG_FILE = "text.json";
  private static final String SOURCE = "source";
  private static final String TARGET = "target";

  /** The files of a model folder that every text has. */
  public static final List<String> FILES = List.of(CONFIG_FILE, "source.vocab", "target.vocab");

  /**
   * Names the files that this text is written to.
   *
   * @return the files' names in a model folder
   */
  public List<String> files() {
    return files(config());
  }

  /**
   * Names the files of tokenizers that others trained.
   *
   * @return the files' names in a model folder; none for this project's own tokenizers
   */
  public List<String> tokenizerFiles() {
    List<String> files = new ArrayList<>();
    if (source.config().tokenizer().isExternal()) {
      files.addAll(TextPipeline.files(source.config(), SOURCE));
    }
    if (target.config().tokenizer().isExternal() && !source.shares(target)) {
      files.addAll(TextPipeline.files(target.config(), TARGET));
    }
    files.removeAll(FILES);
    return files;
  }

  /**
   * Names the files that a model folder must have, as its {@code text.json} says, which alone is
   * read.
   *
   * @param folder the model folder
   * @return the files' names
   * @throws IOException if {@code text.json} is missing or damaged
   */
  public static List<String> files(Path folder) throws IOException {
    return files(readConfig(folder));
  }

  /**
   * Returns the text of a model whose source is made of features: its source vocabulary is not
   * used, and holds the special tokens alone.
   *
   * @param target the side that is written
   * @return the text
   */
  public static ModelText ofFeatures(TextPipeline target) {
    TextConfig.Side none = TextConfig.Side.of(target.config().language());
    return new ModelText(new TextPipeline(none, TokenVocabulary.of(List.of())), target);
  }

  /**
   * Reads a model folder's text.
   *
   * @param folder the model folder
   * @return the text
   * @throws IOException if a file is missing or damaged, or if the library that a tokenizer needs
   *     is not on the class path
   */
  public static ModelText read(Path folder) throws IOException {
    TextConfig config = readConfig(folder);
    try {
      return new ModelText(
          TextPipeline.read(config.source(), folder, SOURCE),
          TextPipeline.read(config.target(), folder, TARGET));
    } catch (IllegalArgumentException e) {
      throw new IOException(folder.resolve(CONFIG_FILE) + ": " + e.getMessage(), e);
    }
  }

  /**
   * Writes the text into a model folder.
   *
   * @param folder the folder, which exists
   * @throws IOException if a file cannot be written
   */
  public void write(Path folder) throws IOException {
    Files.writeString(folder.resolve(CONFIG_FILE), ConfigJson.write(config()) + "\n");
    source.write(folder, SOURCE);
    target.write(folder, TARGET);
  }

  /**
   * Checks that a model has as many tokens as its vocabularies, and one vocabulary if it is joint.
   *
   * @param config the model's configuration
   * @throws IllegalArgumentException if it has not
   */
  public void check(Seq2SeqConfig config) {
    if (config.sourceFeatures() == 0) {
      check("source", config.sourceVocabulary(), source);
    }
    check("target", config.targetVocabulary(), target);
    if (config.joint() && !source.shares(target)) {
      throw new IllegalArgumentException(
          "source.vocab and target.vocab, and what their tokenizers have learnt, must be the same, for the model's configuration says joint");
    }
  }

  /**
   * Encodes sentence pairs, for training and validation. Those with a side longer than the model
   * reads are left out and counted.
   *
   * @param pairs the pairs
   * @return what the model reads
   */
  public EncodedCorpus encode(List<SentencePair> pairs) {
    try (PairCollector collector = PairCollector.inMemory()) {
      return EncodedCorpus.encode(Corpus.of(pairs), source, target, collector);
    } catch (IOException e) {
      throw new UncheckedIOException("nothing was to be read or written", e);
    }
  }

  /**
   * Encodes a corpus that may be larger than memory.
   *
   * @param corpus the corpus, which is read once
   * @param file where its pairs go {@linkplain PairCollector#spillingTo if they are many}; deleted
   *     when what is returned is closed
   * @return what the model reads
   * @throws IOException if reading or writing fails
   */
  public EncodedCorpus encode(Corpus corpus, Path file) throws IOException {
    try (PairCollector collector = PairCollector.spillingTo(file)) {
      return EncodedCorpus.encode(corpus, source, target, collector);
    }
  }

  private TextConfig config() {
    return TextConfig.of(source.config(), target.config());
  }

  private static TextConfig readConfig(Path folder) throws IOException {
    Path file = folder.resolve(CONFIG_FILE);
    try {
      return TextConfig.fromJson(ConfigJson.text(file), file.toString());
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static List<String> files(TextConfig config) {
    List<String> files = new ArrayList<>(List.of(CONFIG_FILE));
    files.addAll(TextPipeline.files(config.source(), SOURCE));
    files.addAll(TextPipeline.files(config.target(), TARGET));
    return files;
  }

  private static void check(String side, int expected, TextPipeline pipeline) {
    int found = pipeline.vocabulary().size();
    if (found != expected) {
      throw new IllegalArgumentException(
          "%s.vocab has %d tokens, but the model's configuration says %sVocabulary %d"
              .formatted(side, found, side, expected));
    }
  }
}
