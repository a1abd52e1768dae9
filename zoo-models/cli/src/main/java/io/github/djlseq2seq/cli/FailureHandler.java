package io.github.djlseq2seq.cli;

import ai.djl.translate.TranslateException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.util.Locale;
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
    Throwable cause = failure;
    // What wraps another failure only repeats it.
    while (cause.getCause() != null
        && (cause instanceof UncheckedIOException || cause instanceof TranslateException)) {
      cause = cause.getCause();
    }
    command.getErr().println("seq2seq: " + message(cause));
    if (System.getenv("SEQ2SEQ_DEBUG") != null) {
      failure.printStackTrace(command.getErr());
    }
    return CommandLine.ExitCode.SOFTWARE;
  }

  private static String message(Throwable failure) {
    String message = failure.getMessage();
    String name = failure.getClass().getSimpleName();
    if (failure instanceof FileSystemException file && file.getReason() == null) {
      // The message is the path alone, and the name says the rest, such as NoSuchFileException.
      String words = name.replace("Exception", "").replaceAll("(?<=.)(?=[A-Z])", " ");
      return file.getFile() + ": " + words.toLowerCase(Locale.ROOT);
    }
    return message == null || message.isBlank() ? name : message;
  }
}
