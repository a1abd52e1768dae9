package io.github.djlseq2seq.cli;

import io.github.djlseq2seq.cli.benchmark.Benchmark;
import io.github.djlseq2seq.cli.benchmark.BenchmarkSetup;
import io.github.djlseq2seq.cli.benchmark.Mode;
import io.github.djlseq2seq.cli.engine.EngineThreads;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code seq2seq benchmark}. */
@Command(
    name = "benchmark",
    description = "Time training and decoding of a model of a given size; a JSON object a mode.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "  train    target tokens a second, after 5 updates of warm-up",
      "  greedy   sentences a second, in batches",
      "  beam     the same with a beam",
      "  latency  one sentence at a time, greedy: the median in milliseconds",
      "",
      "Tokens are what stands between white space. Unless whole epochs are trained the",
      "weights mean nothing, and each sentence is decoded for 20 steps.",
      "",
      "Times of different runs and machines cannot be compared: take ratios, in turn.",
      "",
      "  seq2seq benchmark --train train.tsv --test valid.tsv --hidden 512 --layers 2"
    })
final class BenchmarkCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private EngineOption engine;

  @Option(
      names = "--bare",
      description = "Time the engine's bare calls of the same shapes instead, the bound of both.")
  private boolean bare;

  @Option(names = "--train", paramLabel = "TSV", required = true, description = "Training pairs.")
  private Path train;

  @Option(
      names = "--test",
      paramLabel = "TSV",
      required = true,
      description = "Pairs whose sources are decoded.")
  private Path test;

  @Option(names = "--embed", paramLabel = "N", defaultValue = "256", description = "Embedding.")
  private int embed;

  @Option(names = "--hidden", paramLabel = "N", defaultValue = "512", description = "Units.")
  private int hidden;

  @Option(names = "--layers", paramLabel = "N", defaultValue = "2", description = "Layers.")
  private int layers;

  @Option(names = "--batch", paramLabel = "N", defaultValue = "64", description = "Sentences.")
  private int batch;

  @Option(
      names = "--vocab",
      paramLabel = "N",
      defaultValue = "8000",
      description = "The most entries of a vocabulary.")
  private int vocab;

  @Option(
      names = "--min-count",
      paramLabel = "N",
      defaultValue = "2",
      description = "How often a token must occur to enter it.")
  private int minCount;

  @Option(names = "--dropout", paramLabel = "P", defaultValue = "0.2", description = "Dropout.")
  private double dropout;

  @Option(names = "--input-feeding", description = "Feed the last attentional vector.")
  private boolean inputFeeding;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "40",
      description = "Updates that are timed.")
  private int steps;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "0",
      description = "Time whole epochs instead, and decode with what was learnt.")
  private int epochs;

  @Option(
      names = "--sentences",
      paramLabel = "N",
      defaultValue = "256",
      description = "Sentences that are decoded.")
  private int sentences;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      defaultValue = "8",
      description =
          "How long to decode before the clock starts, at least once; Java is slow first.")
  private double warmUp;

  @Option(names = "--beam", paramLabel = "K", defaultValue = "5", description = "The beam's width.")
  private int beam;

  @Option(
      names = "--max-len",
      paramLabel = "N",
      defaultValue = "50",
      description = "Tokens after which sentences are cut.")
  private int maxLen;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Threads that the engine calculates with (default: 2; of MXNet what the environment says).")
  private @Nullable Integer threads;

  @Option(
      names = "--modes",
      split = ",",
      paramLabel = "NAME",
      defaultValue = "train,greedy,beam,latency",
      description = "Of ${COMPLETION-CANDIDATES}.")
  private Set<Mode> modes = new LinkedHashSet<>();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Write translations of all of --test to FILE.greedy and FILE.beam.")
  private @Nullable Path out;

  @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Random seed.")
  private long seed;

  @Override
  public Integer call() throws Exception {
    new Benchmark(setup(), line -> spec.commandLine().getOut().println(line)).run();
    return 0;
  }

  private BenchmarkSetup setup() {
    try {
      int used = EngineThreads.set(engine.name(), threads);
      return new BenchmarkSetup(
          engine.name(),
          bare,
          train,
          test,
          embed,
          hidden,
          layers,
          batch,
          vocab,
          minCount,
          dropout,
          inputFeeding,
          steps,
          epochs,
          sentences,
          warmUp,
          beam,
          maxLen,
          used,
          modes,
          out,
          seed);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
