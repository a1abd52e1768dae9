package io.github.djlseq2seq.cli;

import io.github.djlseq2seq.translate.Alignment;
import io.github.djlseq2seq.translate.Translation;
import io.github.djlseq2seq.translate.picture.AttentionPicture;
import io.github.djlseq2seq.translate.text.Utf8Lines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option {@code --heatmap}: a picture of what a translation attended to. */
final class HeatmapOption {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--heatmap",
      paramLabel = "FILE",
      description = {
        "Draw what each token of the best translation attended to, as .svg or .png.",
        "Goes with one text."
      })
  private @Nullable Path file;

  boolean isGiven() {
    return file != null;
  }

  /** Checks what can be checked before anything is translated; without the option all is well. */
  void check(List<String> texts) {
    if (file == null) {
      return;
    }
    try {
      AttentionPicture.checkName(file);
    } catch (IllegalArgumentException e) {
      throw wrong("--heatmap: " + e.getMessage());
    }
    if (texts.size() > 1) {
      throw wrong("--heatmap draws one text, found " + texts.size());
    }
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw wrong("--heatmap: the folder of FILE must exist, found \"" + file + "\"");
    }
    if (Files.isDirectory(file)) {
      throw wrong("--heatmap: FILE must not be a folder, found \"" + file + "\"");
    }
  }

  /** Reads the one text from lines. */
  String only(Utf8Lines lines) throws IOException {
    String text = lines.next();
    if (text == null || lines.next() != null) {
      throw wrong(
          "--heatmap draws one text, found "
              + (text == null ? "none" : "several lines of standard input"));
    }
    return text;
  }

  /** Draws, if the option is given. */
  void draw(Translation translation) throws IOException {
    if (file == null) {
      return;
    }
    Alignment attention = translation.best().attention();
    if (attention.isEmpty()) {
      throw new IOException(
          translation.best().tokens().isEmpty()
              ? "--heatmap: there is nothing to draw, for the translation is empty"
              : "--heatmap: this model has no attention (its config.json says none)");
    }
    try {
      AttentionPicture.of(attention).write(file);
    } catch (IOException e) {
      throw new IOException("--heatmap " + file + ": " + e.getMessage(), e);
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
