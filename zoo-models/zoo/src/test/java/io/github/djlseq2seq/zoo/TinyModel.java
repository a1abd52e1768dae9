package io.github.djlseq2seq.zoo;

import ai.djl.Model;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.djlseq2seq.block.Seq2Seq;
import io.github.djlseq2seq.block.Seq2SeqConfig;
import io.github.djlseq2seq.translate.ModelText;
import io.github.djlseq2seq.translate.text.TextConfig;
import io.github.djlseq2seq.translate.text.TextPipeline;
import io.github.djlseq2seq.translate.text.TokenVocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** A model of ten tokens that knows nothing, but answers the same each time. */
final class TinyModel {

  /** A text of tokens that it knows. */
  static final String TEXT = "a b c d";

  private TinyModel() {}

  /** Writes a model folder; another seed gives another model. */
  static Path write(Path folder, long seed) throws IOException {
    TextPipeline text =
        new TextPipeline(
            TextConfig.Side.of("und"), TokenVocabulary.of(List.of("a", "b", "c", "d", "e", "f")));
    Seq2SeqConfig config = Seq2SeqConfig.of(10, 10).with("embedding=4", "hidden=6", "dropout=0");
    Random random = new Random(seed);
    try (Model model = Model.newInstance("tiny", Sandbox.anyEngine())) {
      Seq2Seq block = new Seq2Seq(config);
      // Drawn in Java, so that all engines would write the same.
      block.setInitializer(
          (manager, shape, type) -> {
            float[] values = new float[(int) shape.size()];
            for (int i = 0; i < values.length; i++) {
              values[i] = (float) random.nextGaussian();
            }
            return manager.create(values, shape);
          },
          parameter -> true);
      block.initialize(model.getNDManager(), DataType.FLOAT32, new Shape(1, 3), new Shape(1));
      model.setBlock(block);
      Seq2SeqModels.save(model, new ModelText(text, text), folder, DataType.FLOAT32);
    }
    Files.writeString(folder.resolve("README.md"), "# A tiny model\n\nMade of nothing.\n");
    return folder;
  }
}
