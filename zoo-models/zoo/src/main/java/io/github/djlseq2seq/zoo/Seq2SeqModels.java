package io.github.djlseq2seq.zoo;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.types.DataType;
import ai.djl.repository.zoo.ZooModel;
import io.github.djlseq2seq.block.ConfigJson;
import io.github.djlseq2seq.block.Seq2Seq;
import io.github.djlseq2seq.block.Seq2SeqBlockFactory;
import io.github.djlseq2seq.translate.ModelText;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Model folders: what training writes, what {@code optModelPath} loads, what publishing packs.
 *
 * <p>A folder holds {@code serving.properties}, {@code config.json}, {@code text.json}, {@code
 * source.vocab}, {@code target.vocab}, what tokenizers have learnt (such as {@code source.bpe}),
 * {@code model-0000.params} and, where there is one, the model card {@code README.md}.
 */
public final class Seq2SeqModels {

  /** The model card's name in a model folder. */
  public static final String CARD_FILE = "README.md";

  /** The name under which parameters are saved. */
  public static final String NAME = "model";

  private Seq2SeqModels() {}

  /**
   * Saves a model that came from a model folder or the zoo, with the text it came with.
   *
   * @param model the model
   * @param folder the folder, which is replaced as a whole
   * @throws IOException if writing fails; the folder is then as it was
   * @throws IllegalArgumentException if the model is none of this project's
   */
  public static void save(Model model, Path folder) throws IOException {
    Path origin = model.getModelPath();
    if (origin == null) {
      throw new IllegalArgumentException(
          "model must come from a model folder or the zoo; of a new one, give the text as well");
    }
    save(model, ModelText.read(origin), folder, DataType.FLOAT32);
  }

  /**
   * Saves a model.
   *
   * @param model the model, whose block is a {@link Seq2Seq}
   * @param text how its source is read and its target written
   * @param folder the folder, which is replaced as a whole; a model card in it stays, or else that
   *     of the folder that the model came from is copied
   * @param precision how parameters are stored: {@code FLOAT32}, or {@code FLOAT16} for half the
   *     size; they are float32 again when loaded
   * @throws IOException if writing fails; the folder is then as it was
   * @throws IllegalArgumentException if the model is none of this project's, if it and the text do
   *     not fit together, or if the precision is another
   */
  public static void save(Model model, ModelText text, Path folder, DataType precision)
      throws IOException {
    Model inner = model instanceof ZooModel<?, ?> zoo ? zoo.getWrappedModel() : model;
    if (!(inner.getBlock() instanceof Seq2Seq block)) {
      throw new IllegalArgumentException(
          "model must have a Seq2Seq block, found " + inner.getBlock().getClass().getName());
    }
    if (precision != DataType.FLOAT32 && precision != DataType.FLOAT16) {
      throw new IllegalArgumentException(
          "precision must be FLOAT32 or FLOAT16, found " + precision);
    }
    text.check(block.config());
    Path origin = inner.getModelPath();
    Path written = folder.resolve(CARD_FILE);
    // What somebody has written about the model while it is trained stays.
    Path card = Files.exists(written) || origin == null ? written : origin.resolve(CARD_FILE);
    AtomicFolder.replace(
        folder,
        aside -> {
          Files.writeString(aside.resolve(ModelFolder.SERVING_FILE), serving(origin));
          Files.writeString(
              aside.resolve(Seq2SeqBlockFactory.CONFIG_FILE),
              ConfigJson.write(block.config()) + "\n");
          text.write(aside);
          writeParameters(aside.resolve(NAME + "-0000.params"), block, precision);
          Checksums.write(aside);
          // Without a sum: cards are for people to edit.
          if (Files.exists(card)) {
            Files.copy(card, aside.resolve(CARD_FILE));
          }
        });
  }

  /** What the model's folder said stays, such as its beam; what it is made by is this project. */
  private static String serving(@Nullable Path origin) throws IOException {
    Map<String, String> serving = new TreeMap<>();
    if (origin != null && Files.exists(origin.resolve(ModelFolder.SERVING_FILE))) {
      try {
        serving.putAll(ModelFolder.serving(origin));
      } catch (MalformedModelException e) {
        throw new IOException(e.getMessage(), e);
      }
    }
    serving.putAll(ModelFolder.FACTORIES);
    serving.put(ModelFolder.MODEL_NAME, NAME);
    Properties properties = new Properties();
    properties.putAll(serving);
    StringWriter written = new StringWriter();
    properties.store(written, null);
    // Without the date, sorted: the same model gives the same file.
    return written
        .toString()
        .lines()
        .filter(line -> !line.startsWith("#"))
        .sorted()
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static void writeParameters(Path file, Seq2Seq block, DataType precision)
      throws IOException {
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      // The header of DJL's parameter files; the data type is what the parameters are in memory.
      out.writeBytes("DJL@");
      out.writeInt(1);
      out.writeUTF(NAME);
      out.writeUTF(DataType.FLOAT32.name());
      out.writeInt(0);
      out.writeInt(0);
      block.saveParameters(out, precision);
    }
  }
}
