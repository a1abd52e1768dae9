package io.github.djlseq2seq.cli;

import ai.djl.ndarray.types.DataType;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.util.Utils;
import io.github.djlseq2seq.translate.ModelText;
import io.github.djlseq2seq.translate.Translation;
import io.github.djlseq2seq.zoo.ModelDescription;
import io.github.djlseq2seq.zoo.ModelPublisher;
import io.github.djlseq2seq.zoo.ModelReference;
import io.github.djlseq2seq.zoo.Publication;
import io.github.djlseq2seq.zoo.Seq2SeqModelZoo;
import io.github.djlseq2seq.zoo.Seq2SeqModels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code seq2seq publish}. */
@Command(
    name = "publish",
    description = "Put a model folder into a repository, where Criteria and list find it.",
    sortOptions = false,
    footer = {
      "",
      "The folder needs a model card, README.md. A version that is published never changes:",
      "publishing the same again does nothing, publishing other content under it is an error.",
      "",
      "  seq2seq publish --model run/model --repository repo --artifact translation \\",
      "    --property source=fr --property target=en --version 0.1.0 --licence CC-BY-2.0",
      "  SEQ2SEQ_REPOSITORY=repo seq2seq list"
    })
final class PublishCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private EngineOption engine;

  // Not mixinStandardHelpOptions: --version is the model's here.
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help message and exit.")
  @SuppressWarnings("UnusedVariable")
  private boolean help;

  @Option(names = "--model", paramLabel = "DIR", required = true, description = "Model folder.")
  private Path model;

  @Option(
      names = "--repository",
      paramLabel = "DIR",
      required = true,
      description = "Repository; made if it is not there.")
  private Path repository;

  @Option(
      names = "--artifact",
      paramLabel = "ID",
      required = true,
      description = "Artifact id, such as translation.")
  private String artifact;

  @Option(
      names = "--property",
      paramLabel = "KEY=VALUE",
      description = "What tells the model from others of its artifact id.")
  private Map<String, String> properties = new LinkedHashMap<>();

  @Option(names = "--version", paramLabel = "V", required = true, description = "Version.")
  private String version;

  @Option(
      names = "--licence",
      paramLabel = "L",
      required = true,
      description = "Licence, an SPDX identifier where there is one.")
  private String licence;

  @Option(names = "--half", description = "Store parameters in half precision: half the size.")
  private boolean half;

  @Override
  public Integer call() throws Exception {
    Publication asked = publication(model);
    ModelDescription published;
    if (half) {
      // Before anything is converted; publishing checks by itself.
      ModelPublisher.check(asked);
      Path folder = Files.createTempDirectory("seq2seq-half");
      try {
        Path stored = folder.resolve("model");
        saveHalf(stored);
        published = ModelPublisher.publish(publication(stored));
      } finally {
        Utils.deleteQuietly(folder);
      }
    } else {
      published = ModelPublisher.publish(asked);
    }
    spec.commandLine()
        .getErr()
        .println(
            "%s %s is in %s".formatted(published.reference(), published.version(), repository));
    return 0;
  }

  private Publication publication(Path folder) {
    try {
      return new Publication(folder, repository, artifact, properties, version, licence);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private void saveHalf(Path folder) throws Exception {
    try (ZooModel<String, Translation> loaded =
        Seq2SeqModelZoo.load(
            new ModelReference.Folder(model),
            engine.name(),
            String.class,
            Translation.class,
            Map.of())) {
      ModelText text = ModelText.read(model);
      Seq2SeqModels.save(loaded, text, folder, DataType.FLOAT16);
    }
  }
}
