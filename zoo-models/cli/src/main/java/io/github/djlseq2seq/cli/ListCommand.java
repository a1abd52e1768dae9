package io.github.djlseq2seq.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.github.djlseq2seq.zoo.ModelDescription;
import io.github.djlseq2seq.zoo.Seq2SeqModelZoo;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code seq2seq list}. */
@Command(
    name = "list",
    description = "List the models of the zoo.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "The first column is what --model takes. SEQ2SEQ_REPOSITORY names more repositories,",
      "separated by commas, which are searched before the models that come with the program."
    })
final class ListCommand implements Callable<Integer> {

  private static final double MEGABYTE = 1e6;

  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "Print a JSON array.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    List<ModelDescription> models = Seq2SeqModelZoo.list();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      Gson gson = new GsonBuilder().disableHtmlEscaping().setPrettyPrinting().create();
      out.println(gson.toJson(models));
      return 0;
    }
    int width = models.stream().mapToInt(model -> model.reference().length()).max().orElse(0);
    for (ModelDescription model : models) {
      out.println(
          String.format(
              Locale.ROOT,
              "%-" + Math.max(1, width) + "s  %s  %5.1f MB  %s",
              model.reference(),
              model.version(),
              model.size() / MEGABYTE,
              model.licence()));
    }
    return 0;
  }
}
