package io.github.djlseq2seq.block;

import ai.djl.Model;
import ai.djl.nn.Block;
import ai.djl.nn.BlockFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Makes a {@link Seq2Seq} from the {@code config.json} of a model folder. */
public final class Seq2SeqBlockFactory implements BlockFactory {

  private static final long serialVersionUID = 1L;

  /** The name of the configuration's file in a model folder. */
  public static final String CONFIG_FILE = "config.json";

  /** Makes a factory; DJL does so by name. */
  public Seq2SeqBlockFactory() {}

  @Override
  public Block newBlock(Model model, Path modelPath, Map<String, ?> arguments) throws IOException {
    Path file = modelPath.resolve(CONFIG_FILE);
    return new Seq2Seq(Seq2SeqConfig.fromJson(ConfigJson.text(file), file.toString()));
  }
}
