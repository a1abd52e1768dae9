package io.github.djlseq2seq.zoo.train;

import ai.djl.Model;
import ai.djl.ndarray.types.DataType;
import io.github.djlseq2seq.block.ConfigJson;
import io.github.djlseq2seq.translate.ModelText;
import io.github.djlseq2seq.translate.training.ResumableAdam;
import io.github.djlseq2seq.zoo.AtomicFolder;
import io.github.djlseq2seq.zoo.Seq2SeqModels;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a training needs to go on where it stopped: a folder with the recipe, the progress, the
 * optimizer's state and, in {@code model}, the model of the last epoch.
 */
final class Checkpoint {

  private static final String RECIPE = "recipe.json";
  private static final String PROGRESS = "progress.json";
  private static final String OPTIMIZER = "optimizer.state";
  private static final String MODEL = "model";

  /**
   * How far a training is.
   *
   * @param epoch the number of epochs done
   * @param bestEpoch the epoch of the lowest validation loss, from 1; 0 before the first
   * @param bestLoss the lowest validation loss
   * @param skipped the number of updates that were skipped, their gradients not being finite
   * @param pairs the number of training pairs, to tell whether the data are still the same
   */
  record Progress(int epoch, int bestEpoch, double bestLoss, int skipped, int pairs) {

    static Progress start(int pairs) {
      return new Progress(0, 0, Double.MAX_VALUE, 0, pairs);
    }
  }

  private final Path folder;

  Checkpoint(Path folder) {
    this.folder = folder;
  }

  boolean exists() throws IOException {
    AtomicFolder.recover(folder);
    return Files.exists(folder.resolve(PROGRESS));
  }

  Path model() {
    return folder.resolve(MODEL);
  }

  void save(
      TrainingRecipe recipe,
      Progress progress,
      Model model,
      ModelText text,
      ResumableAdam optimizer)
      throws IOException {
    AtomicFolder.replace(
        folder,
        aside -> {
          Files.writeString(aside.resolve(RECIPE), ConfigJson.write(recipe) + "\n");
          Files.writeString(aside.resolve(PROGRESS), ConfigJson.write(progress) + "\n");
          try (DataOutputStream out =
              new DataOutputStream(
                  new BufferedOutputStream(Files.newOutputStream(aside.resolve(OPTIMIZER))))) {
            optimizer.save(out);
          }
          Seq2SeqModels.save(model, text, aside.resolve(MODEL), DataType.FLOAT32);
        });
  }

  TrainingRecipe recipe() throws IOException {
    Path file = folder.resolve(RECIPE);
    return TrainingRecipe.fromJson(
        ConfigJson.parse(Files.readString(file), file.toString()), file.toString());
  }

  Progress progress() throws IOException {
    Path file = folder.resolve(PROGRESS);
    return ConfigJson.read(
        Progress.class,
        Progress.start(0),
        ConfigJson.parse(Files.readString(file), file.toString()),
        file.toString());
  }

  void loadOptimizer(ResumableAdam optimizer) throws IOException {
    try (DataInputStream in =
        new DataInputStream(
            new BufferedInputStream(Files.newInputStream(folder.resolve(OPTIMIZER))))) {
      optimizer.load(in);
    }
  }
}
