package io.github.djlseq2seq.integration;

import ai.djl.util.Utils;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.testng.Assert;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

/** {@code seq2seq benchmark}: what it says of its work; how fast it was is nobody's to assert. */
public class BenchmarkCommandTest {

  private static final int LINES = 70;
  private static final String THREADS =
      Integer.toString(Runtime.getRuntime().availableProcessors());

  /** Of E 8, H 6 and one layer: 7 source and 6 target tokens, special ones counted. */
  private static final int PARAMETERS =
      (7 + 6) * 8 // embeddings
          + 2 * (12 * (8 + 3) + 2 * 12) // encoder
          + (24 * (8 + 6) + 2 * 24) // decoder
          + 6 * 6 // attention
          + 6 * 12
          + 6 // attentional vector
          + 6 * 6
          + 6; // generator

  private Path folder;
  private Path data;

  @BeforeMethod
  public void makeFolder() throws Exception {
    folder = Files.createTempDirectory("seq2seq-benchmark");
    data = Files.writeString(folder.resolve("data.tsv"), "a b c a\tx y\nc b\ty y x\n".repeat(35));
  }

  @AfterMethod
  public void deleteFolder() {
    Utils.deleteQuietly(folder);
  }

  private CommandLine.Result benchmark(String... more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("benchmark", "--train", data.toString()));
    arguments.addAll(List.of("--test", data.toString(), "--embed", "8", "--hidden", "6"));
    arguments.addAll(List.of("--layers", "1", "--batch", "16", "--threads", THREADS));
    arguments.addAll(List.of("--warm-up", "0"));
    arguments.addAll(List.of(more));
    return CommandLine.run(arguments.toArray(String[]::new));
  }

  @Test(dataProvider = "engines", dataProviderClass = EngineProvider.class)
  public void saysWhatWasTimed(String engine) throws Exception {
    EngineProvider.require(engine);
    String out = folder.resolve("out").toString();
    CommandLine.Result result = benchmark("--engine", engine, "--epochs", "3", "--out", out);
    Assert.assertEquals(result.code(), 0, result.err());
    List<JsonObject> lines =
        result.lines().stream()
            .map(line -> JsonParser.parseString(line).getAsJsonObject())
            .toList();
    Assert.assertEquals(
        lines.stream().map(line -> line.get("mode").getAsString()).toList(),
        List.of("train", "greedy", "beam", "latency"));
    for (JsonObject line : lines) {
      Assert.assertTrue(line.get("system").getAsString().contains(engine), line.toString());
      Assert.assertTrue(line.get("value").getAsDouble() > 0, line.toString());
      Assert.assertEquals(line.get("src_vocab").getAsInt(), 7, line.toString());
      Assert.assertEquals(line.get("tgt_vocab").getAsInt(), 6, line.toString());
      Assert.assertEquals(line.get("parameters").getAsInt(), PARAMETERS, line.toString());
    }
    Assert.assertEquals(lines.get(0).get("batches").getAsInt(), 3 * 5);
    double loss = lines.get(0).get("loss").getAsDouble();
    Assert.assertTrue(loss > 0.5 && loss < 2.5, "loss " + loss);
    Assert.assertEquals(lines.get(2).get("beam").getAsInt(), 5);
    Assert.assertEquals(Files.readAllLines(Path.of(out + ".greedy")).size(), LINES);
    Assert.assertEquals(Files.readAllLines(Path.of(out + ".beam")).size(), LINES);
  }

  @Test(dataProvider = "engines", dataProviderClass = EngineProvider.class)
  public void timesBareCalls(String engine) throws Exception {
    EngineProvider.require(engine);
    for (String more : new String[] {"--steps=2", "--input-feeding"}) {
      CommandLine.Result result =
          benchmark("--engine", engine, "--bare", "--modes", "train,greedy", more);
      Assert.assertEquals(result.code(), 0, result.err());
      Assert.assertEquals(result.lines().size(), 2);
      JsonObject train = JsonParser.parseString(result.lines().get(0)).getAsJsonObject();
      Assert.assertTrue(train.get("system").getAsString().startsWith("bare"), train.toString());
      Assert.assertFalse(train.has("loss"), train.toString());
    }
  }

  @DataProvider
  public Object[][] mistakes() {
    return new Object[][] {
      {"--steps 0", "--steps must be at least 1, found 0"},
      {"--warm-up -1", "--warm-up must be from 0 to 3600.0, found -1.0"},
      {"--batch 0", "--batch must be at least 1, found 0"},
      {"--bare --epochs 1", "bare calls neither learn nor translate"},
      {"--modes sleep", "--modes"},
      {"--hidden 7", "hidden must be even if bidirectional, found 7"},
      {"--dropout 1", "dropout must be from 0 to below 1, found 1.0"},
    };
  }

  @Test(dataProvider = "mistakes")
  public void wrongUsageSaysWhatWouldBeRight(String options, String message) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("benchmark", "--train", data.toString()));
    arguments.addAll(List.of("--test", data.toString()));
    arguments.addAll(List.of(options.split(" ", -1)));
    CommandLine.Result result = CommandLine.run(arguments.toArray(String[]::new));
    Assert.assertEquals(result.code(), 2, result.err());
    Assert.assertTrue(result.err().contains(message), result.err());
  }
}
