package io.github.djlseq2seq.cli;

import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Turns a failure into one line on standard error; {@code SEQ2SEQ_DEBUG} adds the stack trace. */
final class FailureHandler implements IExecutionExceptionHandler {

  @Override
  public int handleExecutionException(Exception failure, CommandLine command, ParseResult result)
      throws Exception {
    if (failure instanceof ParameterException) {
      throw failure;
    }
    Throwable cause = failure instanceof UncheckedIOException io ? io.getCause() : failure;
    command.getErr().println("seq2seq: " + message(cause == null ? failure : cause));
    if (System.getenv("SEQ2SEQ_DEBUG") != null) {
      failure.printStackTrace(command.getErr());
    }
    return CommandLine.ExitCode.SOFTWARE;
  }

  private static String message(Throwable failure) {
    String message = failure.getMessage();
    String name = failure.getClass().getSimpleName();
    return message == null || message.isBlank() ? name : message;
  }
}
