package io.github.djlseq2seq.cli;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option {@code --engine} of every command that runs a model. */
final class EngineOption {

  private static final List<String> ENGINES = List.of("PyTorch", "MXNet");

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--engine",
      paramLabel = "NAME",
      defaultValue = "PyTorch",
      description = "PyTorch or MXNet (default: ${DEFAULT-VALUE}).")
  private String name = "";

  String name() {
    return ENGINES.stream()
        .filter(engine -> engine.equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(),
                    "--engine must be one of %s, found \"%s\""
                        .formatted(String.join(", ", ENGINES), name)));
  }
}
