package io.github.djlseq2seq.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line {@code seq2seq}: exits with 0 done, 1 failed, 2 wrong usage. */
@Command(
    name = "seq2seq",
    description = "Small recurrent models that translate: use, train and measure them.",
    mixinStandardHelpOptions = true,
    version = "seq2seq 0.1.0",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ListCommand.class,
      TranslateCommand.class,
      TrainCommand.class,
      EvaluateCommand.class,
      ScoreCommand.class,
      PublishCommand.class,
      BenchmarkCommand.class
    })
public final class Main implements Runnable {

  @Spec private CommandSpec spec;

  private Main() {}

  /**
   * Runs a command and ends the process.
   *
   * @param arguments the command and its options
   */
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /**
   * Runs a command.
   *
   * @param arguments the command and its options
   * @return the exit code
   */
  static int run(String... arguments) {
    return new CommandLine(new Main())
        .setCaseInsensitiveEnumValuesAllowed(true)
        // A text may begin with a character that picocli reads as "arguments are in this file".
        .setExpandAtFiles(false)
        .setParameterExceptionHandler(new MistakeHandler())
        .setExecutionExceptionHandler(new FailureHandler())
        .execute(arguments);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a COMMAND is missing");
  }
}
