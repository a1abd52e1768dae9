package io.github.djlseq2seq.cli.benchmark;

import ai.djl.engine.Engine;
import ai.djl.training.dataset.Batch;
import ai.djl.translate.TranslateException;
import com.google.gson.JsonObject;
import io.github.djlseq2seq.translate.corpus.ParallelDataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Times training and decoding. What a line means is said at {@link Mode}; decoding with weights
 * that were not trained takes 20 steps a sentence, so that the work is the same for every system.
 */
public final class Benchmark {

  private static final int LATENCY_SENTENCES = 50;

  private static final double NANOS = 1e9;
  private static final double MILLIS = 1e3;

  private final BenchmarkSetup setup;
  private final Consumer<JsonObject> lines;

  /**
   * Prepares a benchmark.
   *
   * @param setup what is timed
   * @param lines told one line a mode
   */
  public Benchmark(BenchmarkSetup setup, Consumer<JsonObject> lines) {
    this.setup = setup;
    this.lines = lines;
  }

  /**
   * Runs it.
   *
   * @throws IOException if a file cannot be read or written
   * @throws TranslateException if decoding fails
   */
  public void run() throws IOException, TranslateException {
    BenchmarkData data = BenchmarkData.read(setup);
    try (Run run = setup.bare() ? new BareRun(setup, data) : new ModelRun(setup, data)) {
      if (setup.modes().contains(Mode.TRAIN)) {
        train(run, data);
      }
      if (setup.modes().contains(Mode.GREEDY)) {
        decode(run, data, Mode.GREEDY, 1);
      }
      if (setup.modes().contains(Mode.BEAM)) {
        decode(run, data, Mode.BEAM, setup.beam());
      }
      if (setup.modes().contains(Mode.LATENCY)) {
        latency(run, data);
      }
    }
  }

  private void train(Run run, BenchmarkData data) {
    int warmUp = setup.trained() ? 0 : BenchmarkSetup.WARM_UP;
    ParallelDataset dataset = data.batches(setup);
    int last = setup.trained() ? setup.epochs() * dataset.batches(0) : warmUp + setup.steps();
    long start = System.nanoTime();
    long tokens = 0;
    double loss = 0;
    int seen = 0;
    try (Run.Updates updates = run.updates()) {
      for (int epoch = 0; seen < last; epoch++) {
        for (Batch batch : updates.batches(epoch)) {
          try (batch) {
            if (seen == warmUp) {
              start = System.nanoTime();
              tokens = 0;
              loss = 0;
            }
            long count = batch.getLabels().get(1).sum().getLong();
            loss += updates.update(batch) * count;
            tokens += count;
            seen++;
          }
          if (seen == last) {
            break;
          }
        }
      }
    }
    double seconds = (System.nanoTime() - start) / NANOS;
    JsonObject line = line(Mode.TRAIN, tokens / seconds, "target tokens/s");
    line.addProperty("batches", seen);
    line.addProperty("seconds", round(seconds));
    if (!Double.isNaN(loss)) {
      line.addProperty("loss", round(loss / tokens));
    }
    report(line, run, data);
  }

  private void decode(Run run, BenchmarkData data, Mode mode, int beam)
      throws IOException, TranslateException {
    List<String> sample = sample(data, setup.sentences());
    try (Run.Decoder decoder = run.decoder(beam)) {
      warmUp(decoder, sample, setup.batch());
      long start = System.nanoTime();
      decoder.decode(sample, setup.batch());
      double seconds = (System.nanoTime() - start) / NANOS;
      JsonObject line = line(mode, sample.size() / seconds, "sentences/s");
      line.addProperty("steps", setup.decodingSteps());
      line.addProperty("beam", beam);
      report(line, run, data);
      if (setup.out() != null) {
        Path file = Path.of(setup.out() + "." + name(mode));
        Files.write(file, decoder.decode(data.test(), setup.batch()));
      }
    }
  }

  private void latency(Run run, BenchmarkData data) throws TranslateException {
    List<String> sample = sample(data, LATENCY_SENTENCES);
    double[] times = new double[sample.size()];
    try (Run.Decoder decoder = run.decoder(1)) {
      warmUp(decoder, sample, 1);
      for (int i = 0; i < times.length; i++) {
        long start = System.nanoTime();
        decoder.decode(List.of(sample.get(i)), 1);
        times[i] = (System.nanoTime() - start) / NANOS;
      }
    }
    Arrays.sort(times);
    double median = times[times.length / 2] * MILLIS;
    JsonObject line = line(Mode.LATENCY, median, "ms per sentence, median");
    line.addProperty("steps", setup.decodingSteps());
    report(line, run, data);
  }

  /** Java compiles what it has seen often. */
  private void warmUp(Run.Decoder decoder, List<String> sample, int batch)
      throws TranslateException {
    long start = System.nanoTime();
    do {
      decoder.decode(sample, batch);
    } while (System.nanoTime() - start < setup.warmUp() * NANOS);
  }

  private static List<String> sample(BenchmarkData data, int sentences) {
    return data.test().subList(0, Math.min(sentences, data.test().size()));
  }

  private JsonObject line(Mode mode, double value, String unit) {
    JsonObject line = new JsonObject();
    String system = setup.bare() ? "bare " + setup.engine() : "djl-seq2seq on " + setup.engine();
    line.addProperty("system", system + " " + Engine.getEngine(setup.engine()).getVersion());
    line.addProperty("mode", name(mode));
    line.addProperty("value", round(value));
    line.addProperty("unit", unit);
    return line;
  }

  private void report(JsonObject line, Run run, BenchmarkData data) {
    line.addProperty("src_vocab", data.text().source().vocabulary().size());
    line.addProperty("tgt_vocab", data.text().target().vocabulary().size());
    line.addProperty("parameters", run.parameters());
    line.addProperty("embed", setup.embed());
    line.addProperty("hidden", setup.hidden());
    line.addProperty("layers", setup.layers());
    line.addProperty("batch", setup.batch());
    line.addProperty("input_feeding", setup.inputFeeding());
    line.addProperty("threads", setup.threads());
    lines.accept(line);
  }

  private static String name(Mode mode) {
    return mode.name().toLowerCase(Locale.ROOT);
  }

  private static double round(double value) {
    return Math.round(value * 1e4) / 1e4;
  }
}
