package io.github.djlseq2seq.translate;

import io.github.djlseq2seq.block.ConfigJson;
import io.github.djlseq2seq.block.Seq2SeqConfig;
import io.github.djlseq2seq.translate.text.TextConfig;
import io.github.djlseq2seq.translate.text.TextPipeline;
import io.github.djlseq2seq.translate.text.TokenVocabulary;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A model's text: how its source is read and its target written. A model folder keeps it in {@code
 * text.json}, {@code source.vocab} and {@code target.vocab}.
 *
 * @param source the side that is read
 * @param target the side that is written
 */
public record ModelText(TextPipeline source, TextPipeline target) {

  private static final String CONFIG_FILE = "text.json";
  private static final String SOURCE_FILE = "source.vocab";
  private static final String TARGET_FILE = "target.vocab";

  /** The files of a model folder that {@link #write} writes. */
  public static final List<String> FILES = List.of(CONFIG_FILE, SOURCE_FILE, TARGET_FILE);

  /**
   * Returns the text of a model whose source is made of features: its source vocabulary is not
   * used, and holds the special tokens alone.
   *
   * @param target the side that is written
   * @return the text
   */
  public static ModelText ofFeatures(TextPipeline target) {
    return new ModelText(new TextPipeline(target.config(), TokenVocabulary.of(List.of())), target);
  }

  /**
   * Reads a model folder's text.
   *
   * @param folder the model folder
   * @return the text
   * @throws IOException if a file is missing or damaged
   */
  public static ModelText read(Path folder) throws IOException {
    Path file = folder.resolve(CONFIG_FILE);
    TextConfig config;
    try {
      config = TextConfig.fromJson(Files.readString(file), file.toString());
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    } catch (CharacterCodingException e) {
      throw new IOException(file + ": not valid UTF-8", e);
    }
    return new ModelText(
        new TextPipeline(config.source(), TokenVocabulary.read(folder.resolve(SOURCE_FILE))),
        new TextPipeline(config.target(), TokenVocabulary.read(folder.resolve(TARGET_FILE))));
  }

  /**
   * Writes the text into a model folder.
   *
   * @param folder the folder, which exists
   * @throws IOException if a file cannot be written
   */
  public void write(Path folder) throws IOException {
    TextConfig config = TextConfig.of(source.config(), target.config());
    Files.writeString(folder.resolve(CONFIG_FILE), ConfigJson.write(config) + "\n");
    source.vocabulary().write(folder.resolve(SOURCE_FILE));
    target.vocabulary().write(folder.resolve(TARGET_FILE));
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
    if (config.joint() && !source.vocabulary().equals(target.vocabulary())) {
      throw new IllegalArgumentException(
          "source.vocab and target.vocab must be the same, for the model's configuration says joint");
    }
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
