package io.github.djlseq2seq.integration;

import ai.djl.util.Utils;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs the distribution's launcher as a user does, in a process of its own. */
final class CommandLine {

  private static final long MINUTES = 5;

  private CommandLine() {}

  /**
   * What a run did.
   *
   * @param code the exit code
   * @param out standard output
   * @param err standard error
   */
  record Result(int code, String out, String err) {

    List<String> lines() {
      return out.lines().toList();
    }
  }

  static Result run(String... arguments) throws IOException, InterruptedException {
    return run(new byte[0], Map.of(), arguments);
  }

  static Result feed(String input, String... arguments) throws IOException, InterruptedException {
    return run(input.getBytes(StandardCharsets.UTF_8), Map.of(), arguments);
  }

  static Result run(byte[] input, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("seq2seq-run");
    try {
      return run(folder, input, environment, arguments);
    } finally {
      Utils.deleteQuietly(folder);
    }
  }

  private static Result run(
      Path folder, byte[] input, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    Path in = Files.write(folder.resolve("in"), input);
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder = builder(arguments);
    builder.environment().putAll(environment);
    Process process =
        builder
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IOException("still running after " + MINUTES + " minutes: " + builder.command());
    }
    return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  /** Starts a run whose input and output are pipes. */
  static Process start(Path err, String... arguments) throws IOException {
    return builder(arguments).redirectError(err.toFile()).start();
  }

  private static ProcessBuilder builder(String... arguments) {
    List<String> command = new ArrayList<>();
    boolean windows = System.getProperty("os.name").startsWith("Windows");
    command.add(
        ProjectRoot.find()
            .resolve("zoo-models/cli/target/dist/bin")
            .resolve(windows ? "seq2seq.bat" : "seq2seq")
            .toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("DJL_CACHE_DIR", System.getProperty("DJL_CACHE_DIR"));
    return builder;
  }
}
