package io.github.djlseq2seq.cli;

import ai.djl.MalformedModelException;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ZooModel;
import io.github.djlseq2seq.block.Seq2Seq;
import io.github.djlseq2seq.block.Seq2SeqConfig;
import io.github.djlseq2seq.translate.ModelText;
import io.github.djlseq2seq.translate.Translation;
import io.github.djlseq2seq.zoo.ModelReference;
import io.github.djlseq2seq.zoo.Seq2SeqModelZoo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * The model that a training goes on from.
 *
 * @param folder its folder
 * @param config what it is made of
 * @param text its text
 */
record StartModel(Path folder, Seq2SeqConfig config, ModelText text) {

  /** Loads the model as any other, so that it is verified. */
  static StartModel open(ModelReference reference, String engine)
      throws IOException, ModelNotFoundException, MalformedModelException {
    try (ZooModel<String, Translation> model =
        Seq2SeqModelZoo.load(reference, engine, String.class, Translation.class, Map.of())) {
      Path folder = model.getModelPath();
      return new StartModel(folder, ((Seq2Seq) model.getBlock()).config(), ModelText.read(folder));
    }
  }
}
