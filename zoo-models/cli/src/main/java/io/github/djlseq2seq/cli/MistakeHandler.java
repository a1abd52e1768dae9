package io.github.djlseq2seq.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns wrong usage into a line or two on standard error: a whole help text would hide them. */
final class MistakeHandler implements IParameterExceptionHandler {

  @Override
  public int handleParseException(ParameterException mistake, String[] arguments) {
    CommandLine command = mistake.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("seq2seq: " + mistake.getMessage());
    if (!UnmatchedArgumentException.printSuggestions(mistake, err)) {
      if (command.getParent() == null) {
        command.usage(err);
      } else {
        err.println(command.getCommandSpec().qualifiedName() + " --help explains the options.");
      }
    }
    return CommandLine.ExitCode.USAGE;
  }
}
