package io.github.djlseq2seq.zoo.train;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A training in a process of its own, which can be killed. */
final class ForkedTraining {

  static final TrainingRecipe RECIPE = TrainingCase.recipe("epochs=12", "selection.average=2");

  private ForkedTraining() {}

  /** Starts or resumes a training that saves a checkpoint after every update. */
  public static void main(String[] arguments) throws IOException {
    TrainingRun run =
        new TrainingRun(Path.of(arguments[0]), arguments[1], System.err)
            .checkpointEvery(Duration.ZERO);
    if (new Checkpoint(Path.of(arguments[0], "checkpoint")).exists()) {
      run.resume(TrainingCase.TRAIN, TrainingCase.VALID);
    } else {
      run.start(RECIPE, null, TrainingCase.TRAIN, TrainingCase.VALID);
    }
  }

  /**
   * Starts the process.
   *
   * @param folder the run's folder
   * @param engine the engine
   * @param log where its output goes
   * @param shell what a shell does before it becomes the process, such as {@code ulimit}
   */
  static Process start(Path folder, String engine, Path log, String shell) throws IOException {
    List<String> java = new ArrayList<>();
    java.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // A file that the limits of a test would forbid.
    java.add("-XX:-UsePerfData");
    for (String key : List.of("DJL_CACHE_DIR", "ai.djl.offline")) {
      if (System.getProperty(key) != null) {
        java.add("-D" + key + "=" + System.getProperty(key));
      }
    }
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    Path pathFile =
        Files.writeString(
            log.resolveSibling("classpath"), "-cp\n\"" + path.replace("\\", "\\\\") + "\"\n");
    java.add("@" + pathFile);
    java.add(ForkedTraining.class.getName());
    java.add(folder.toString());
    java.add(engine);
    List<String> command = java;
    if (!shell.isEmpty()) {
      command = new ArrayList<>(List.of("sh", "-c", shell + "; exec \"$@\"", "sh"));
      command.addAll(java);
    }
    File out = log.toFile();
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(out))
        .start();
  }
}
