package io.github.djlseq2seq.benchmark;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.github.djlseq2seq.block.DecodingPlan;
import io.github.djlseq2seq.block.DecodingSteps;
import io.github.djlseq2seq.block.Seq2Seq;
import io.github.djlseq2seq.block.Seq2SeqConfig;
import io.github.djlseq2seq.block.SpecialToken;
import io.github.djlseq2seq.block.layer.HostArrays;
import io.github.djlseq2seq.block.layer.PackedLinear;
import io.github.djlseq2seq.block.search.Hypothesis;
import io.github.djlseq2seq.block.search.Search;
import io.github.djlseq2seq.block.search.SearchConfig;
import io.github.djlseq2seq.block.search.SearchTask;
import io.github.djlseq2seq.block.search.StepModel;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Times the pieces of decoding apart: encoder, step, generator, search. See BENCHMARKS.md. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PiecesBenchmark {

  private static final int POSITIONS = 13;
  private static final int STEPS = 20;

  /** The engine. */
  @Param({"PyTorch", "MXNet"})
  public String engine = "";

  /** How many sentences go together. */
  @Param({"1", "64"})
  public int batch;

  /** The beam's width. */
  @Param({"1", "5"})
  public int beam;

  private Model model;
  private Seq2Seq block;
  private NDManager manager;
  private NDList inputs;
  private DecodingPlan plan;
  private NDArray attentional;
  private NDList generator;
  private PackedLinear packed;
  private DecodingSteps steps;
  private int[] sentences;
  private int[] rows;
  private int[] tokens;

  /** Makes a model of E 256, H 512 and two layers, and a batch of it. */
  @Setup
  public void makeModel() {
    model = Model.newInstance("pieces", Device.cpu(), engine);
    block =
        new Seq2Seq(Seq2SeqConfig.of(7878, 5898).with("embedding=256", "hidden=512", "layers=2"));
    model.setBlock(block);
    manager = model.getNDManager();
    block.initialize(manager, DataType.FLOAT32, new Shape(1, 1));
    block
        .getParameters()
        .values()
        .forEach(parameter -> parameter.getArray().setRequiresGradient(false));
    long[] ids = new Random(1).longs((long) batch * POSITIONS, 4, 7878).toArray();
    long[] lengths = new long[batch];
    Arrays.fill(lengths, POSITIONS);
    inputs =
        new NDList(
            HostArrays.of(manager, ids, new Shape(batch, POSITIONS)),
            HostArrays.of(manager, lengths, new Shape(batch)));
    plan = block.plan(manager);
    generator =
        new NDList(manager.randomNormal(new Shape(5904, 512)), manager.zeros(new Shape(5904)));
    packed = PackedLinear.of(generator, 1, manager, false);
    attentional = manager.randomNormal(new Shape((long) batch * beam, 512));
    sentences = IntStream.range(0, batch).toArray();
    rows = IntStream.range(0, batch * beam).toArray();
    tokens = new int[batch * beam];
    Arrays.fill(tokens, 7);
  }

  /** Encodes the batch and makes the first step, so that each sentence has its hypotheses. */
  @Setup(Level.Iteration)
  public void startSteps() {
    steps = new DecodingSteps(plan, encoded(manager), inputs.get(1));
    int[] bos = new int[batch];
    Arrays.fill(bos, SpecialToken.BOS.id());
    steps.step(sentences, sentences, bos);
    steps.step(sentences, rows.length == batch ? rows : parents(), tokens);
  }

  private int[] parents() {
    return Arrays.stream(rows).map(row -> row / beam).toArray();
  }

  /** Lets the steps go. */
  @TearDown(Level.Iteration)
  public void endSteps() {
    steps.close();
  }

  /** Lets all go. */
  @TearDown
  public void close() {
    model.close();
  }

  private NDList encoded(NDManager own) {
    NDList attached = new NDList();
    for (NDArray input : inputs) {
      NDArray view = input.duplicate();
      view.attach(own);
      attached.add(view);
    }
    return block.forward(new ParameterStore(own, false), attached, false);
  }

  /** The encoder over the batch. */
  @Benchmark
  public float encoder() {
    try (NDManager scratch = manager.newSubManager()) {
      return encoded(scratch).get(0).getFloat(0, 0, 0);
    }
  }

  /** One step of all hypotheses, with the transfer of its scores. */
  @Benchmark
  public float[] step() {
    return steps.step(sentences, rows, tokens);
  }

  /** The generator's part of a step, without the transfer. */
  @Benchmark
  public float generator() {
    return generate(packed);
  }

  /** The same as one product, whatever the engine is fast at. */
  @Benchmark
  public float generatorAsOneProduct() {
    return generate(new PackedLinear.Whole(generator, 1));
  }

  private float generate(PackedLinear map) {
    try (NDManager scratch = manager.newSubManager()) {
      NDArray view = attentional.duplicate();
      view.attach(scratch);
      return map.apply(view).logSoftmax(-1).getFloat(0, 0);
    }
  }

  /** The search over steps that cost nothing, 20 of them. */
  @Benchmark
  public List<List<Hypothesis>> search() {
    List<SearchTask> tasks =
        Collections.nCopies(batch, new SearchTask(POSITIONS, STEPS, STEPS, List.of()));
    return Search.run(new FreeSteps(batch), new SearchConfig(beam, 1, 1), tasks);
  }

  /** The same scores at every step. */
  private static final class FreeSteps implements StepModel {

    private static final float[] SCORES = new float[320 * 5898];
    private final int sentences;

    static {
      Random random = new Random(1);
      for (int i = 0; i < SCORES.length; i++) {
        SCORES[i] = -20 * random.nextFloat();
      }
    }

    FreeSteps(int sentences) {
      this.sentences = sentences;
    }

    @Override
    public int sentences() {
      return sentences;
    }

    @Override
    public int vocabulary() {
      return 5898;
    }

    @Override
    public float[] step(int[] kept, int[] parents, int[] tokens) {
      return SCORES;
    }

    @Override
    public float[] attention(int step, int row) {
      return new float[0];
    }

    @Override
    public void close() {
      // It holds nothing.
    }
  }
}
