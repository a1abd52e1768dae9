package io.github.djlseq2seq.zoo.train;

import ai.djl.Model;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import io.github.djlseq2seq.block.ConfigJson;
import io.github.djlseq2seq.translate.ModelText;
import io.github.djlseq2seq.translate.training.ResumableOptimizer;
import io.github.djlseq2seq.zoo.AtomicFolder;
import io.github.djlseq2seq.zoo.Checksums;
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
 * history, the optimizer's state, the models to average and, in {@code model}, the model as it is,
 * all with their checksums.
 */
final class Checkpoint {

  private static final String RECIPE = "recipe.json";
  private static final String PROGRESS = "progress.json";
  private static final String HISTORY = "history.csv";
  private static final String OPTIMIZER = "optimizer.state";
  private static final String MODEL = "model";
  private static final String SNAPSHOTS = "snapshots";

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
      TrainingProgress progress,
      TrainingHistory history,
      Model model,
      ModelText text,
      ResumableOptimizer optimizer,
      Snapshots snapshots)
      throws IOException {
    AtomicFolder.replace(
        folder,
        aside -> {
          Files.writeString(aside.resolve(RECIPE), ConfigJson.write(recipe) + "\n");
          Files.writeString(aside.resolve(PROGRESS), ConfigJson.write(progress) + "\n");
          Files.writeString(aside.resolve(HISTORY), history.csv());
          try (DataOutputStream out =
              new DataOutputStream(
                  new BufferedOutputStream(Files.newOutputStream(aside.resolve(OPTIMIZER))))) {
            optimizer.save(out, model.getBlock());
          }
          Seq2SeqModels.save(model, text, aside.resolve(MODEL), DataType.FLOAT32);
          snapshots.save(Files.createDirectory(aside.resolve(SNAPSHOTS)));
          Checksums.write(aside);
        });
  }

  /** Checks every file, before any is used. */
  void verify() throws IOException {
    Checksums.verify(folder);
  }

  TrainingRecipe recipe() throws IOException {
    Path file = folder.resolve(RECIPE);
    return TrainingRecipe.fromJson(
        ConfigJson.parse(ConfigJson.text(file), file.toString()), file.toString());
  }

  TrainingProgress progress() throws IOException {
    Path file = folder.resolve(PROGRESS);
    return ConfigJson.read(
        TrainingProgress.class,
        TrainingProgress.start(TrainingProgress.Data.NONE),
        ConfigJson.parse(ConfigJson.text(file), file.toString()),
        file.toString());
  }

  TrainingHistory history() throws IOException {
    return TrainingHistory.read(folder.resolve(HISTORY));
  }

  void loadSnapshots(Snapshots snapshots) throws IOException {
    snapshots.load(folder.resolve(SNAPSHOTS));
  }

  void loadOptimizer(ResumableOptimizer optimizer, Block block) throws IOException {
    try (DataInputStream in =
        new DataInputStream(
            new BufferedInputStream(Files.newInputStream(folder.resolve(OPTIMIZER))))) {
      optimizer.load(in, block);
    }
  }
}
