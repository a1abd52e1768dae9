package io.github.djlseq2seq.zoo.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import io.github.djlseq2seq.block.layer.HostArrays;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The parameters of the best validated models, for their mean. */
final class Snapshots {

  private record Snapshot(long update, Validation.Outcome outcome, List<float[]> values) {}

  private final Selection selection;
  private final List<Snapshot> snapshots = new ArrayList<>();

  Snapshots(Selection selection) {
    this.selection = selection;
  }

  /** How many models there are to average. */
  int size() {
    return snapshots.size();
  }

  /** Keeps a model if it is among the best. */
  void offer(Block block, long update, Validation.Outcome outcome) {
    if (selection.average() == 1) {
      return;
    }
    if (snapshots.size() == selection.average()) {
      if (selection.by().compare(outcome, snapshots.get(snapshots.size() - 1).outcome()) >= 0) {
        return;
      }
      snapshots.remove(snapshots.size() - 1);
    }
    List<float[]> values =
        block.getParameters().values().stream().map(p -> p.getArray().toFloatArray()).toList();
    snapshots.add(new Snapshot(update, outcome, values));
    snapshots.sort(order());
  }

  /** The best first, of equal ones the first. */
  private Comparator<Snapshot> order() {
    return Comparator.comparing(Snapshot::outcome, selection.by()::compare)
        .thenComparingLong(Snapshot::update);
  }

  /** Sets a model's parameters to the mean of those kept. */
  void average(Block block, NDManager manager) {
    List<Parameter> parameters = block.getParameters().values();
    try (NDManager scratch = manager.newSubManager()) {
      for (int i = 0; i < parameters.size(); i++) {
        NDArray array = parameters.get(i).getArray();
        HostArrays.of(scratch, mean(i), array.getShape()).copyTo(array);
      }
    }
  }

  private float[] mean(int parameter) {
    double[] sum = new double[snapshots.get(0).values().get(parameter).length];
    for (Snapshot snapshot : snapshots) {
      float[] values = snapshot.values().get(parameter);
      for (int i = 0; i < sum.length; i++) {
        sum[i] += values[i];
      }
    }
    float[] mean = new float[sum.length];
    for (int i = 0; i < sum.length; i++) {
      mean[i] = (float) (sum[i] / snapshots.size());
    }
    return mean;
  }

  /** Writes a file a model. */
  void save(Path folder) throws IOException {
    for (Snapshot snapshot : snapshots) {
      Path file = folder.resolve(String.format(Locale.ROOT, "%010d", snapshot.update()));
      try (DataOutputStream out =
          new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
        out.writeLong(snapshot.update());
        out.writeDouble(snapshot.outcome().loss());
        out.writeDouble(snapshot.outcome().score());
        out.writeInt(snapshot.values().size());
        for (float[] values : snapshot.values()) {
          ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
          bytes.asFloatBuffer().put(values);
          out.writeInt(values.length);
          out.write(bytes.array());
        }
      }
    }
  }

  /** Reads what {@link #save} wrote. */
  void load(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> list = Files.list(folder)) {
      files = list.sorted().toList();
    }
    for (Path file : files) {
      try (DataInputStream in =
          new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
        long update = in.readLong();
        Validation.Outcome outcome = new Validation.Outcome(in.readDouble(), in.readDouble());
        int arrays = in.readInt();
        List<float[]> values = new ArrayList<>();
        for (int i = 0; i < arrays; i++) {
          float[] array = new float[in.readInt()];
          ByteBuffer.wrap(in.readNBytes(array.length * Float.BYTES)).asFloatBuffer().get(array);
          values.add(array);
        }
        snapshots.add(new Snapshot(update, outcome, values));
      }
    }
    snapshots.sort(order());
  }
}
