package io.github.djlseq2seq.zoo;

import ai.djl.MalformedModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.testng.Assert;
import org.testng.annotations.Test;

/** From a model folder to a repository. */
public class ModelPublisherTest {

  private static final Map<String, String> XA_XB = Map.of("source", "xa", "target", "xb");

  @Test
  public void describesWhatItPublished() throws Exception {
    try (Sandbox sandbox = new Sandbox()) {
      Map<String, String> properties = new TreeMap<>(XA_XB);
      properties.put("cell", "gru");
      ModelDescription model = sandbox.publish("repository", "translation", properties, "0.1.0", 1);
      Assert.assertEquals(model.reference(), "translation:source=xa,target=xb,cell=gru");
      Assert.assertEquals(model.application(), "nlp/machine_translation");
      Assert.assertEquals(model.licence(), "CC0-1.0");
      long size = 0;
      for (Path file : Sandbox.files(sandbox.path("model-1"))) {
        size += Files.size(file);
      }
      Assert.assertEquals(model.size(), size);
      String chatbot =
          sandbox.publish("repository", "chatbot", Map.of("language", "en"), "1", 1).application();
      Assert.assertEquals(chatbot, "nlp/text_generation");
    }
  }

  @Test
  public void theSameModelsGiveTheSameBytesInAnyOrder() throws Exception {
    try (Sandbox sandbox = new Sandbox()) {
      Map<String, String> english = Map.of("language", "en");
      sandbox.publish("one", "translation", XA_XB, "0.1.0", 1);
      sandbox.publish("one", "translation", XA_XB, "0.2.0", 2);
      sandbox.publish("one", "g2p", english, "0.1.0", 1);
      Map<Path, String> before = contents(sandbox.path("one"));
      sandbox.publish("one", "translation", XA_XB, "0.1.0", 1);
      Assert.assertEquals(contents(sandbox.path("one")), before);

      sandbox.publish("two", "g2p", english, "0.1.0", 1);
      sandbox.publish("two", "translation", XA_XB, "0.2.0", 2);
      sandbox.publish("two", "translation", XA_XB, "0.1.0", 1);
      Assert.assertEquals(contents(sandbox.path("two")), before);
    }
  }

  @Test
  public void parametersThatModelsShareAreKeptOnce() throws Exception {
    try (Sandbox sandbox = new Sandbox()) {
      for (String language : List.of("xb", "xa", "xc", "xb")) {
        sandbox.publish("repository", "g2p", Map.of("language", language), "0.1.0", 1);
      }
      List<Path> parameters =
          Sandbox.files(sandbox.path("repository")).stream()
              .filter(file -> file.toString().endsWith(".params"))
              .toList();
      Assert.assertEquals(parameters.size(), 1, "" + parameters);
      // The first to be published is a whole model folder.
      Assert.assertTrue(parameters.get(0).getParent().endsWith("g2p-xb"), "" + parameters);
      sandbox.configure("repository");
      Assert.assertEquals(sandbox.list().size(), 3);
      for (ModelDescription model : sandbox.list()) {
        Seq2SeqModelZoo.load(
                ModelReference.parse(model.reference()),
                Sandbox.anyEngine(),
                String.class,
                String.class,
                Map.of())
            .close();
      }
      Files.delete(parameters.get(0));
      IOException error =
          Assert.expectThrows(
              IOException.class,
              () -> sandbox.publish("repository", "g2p", Map.of("language", "xd"), "0.1.0", 1));
      Assert.assertTrue(error.getMessage().contains("publish the model"), "" + error);
      sandbox.publish("repository", "g2p", Map.of("language", "xb"), "0.1.0", 1);
      sandbox.publish("repository", "g2p", Map.of("language", "xd"), "0.1.0", 1);
      Assert.assertEquals(sandbox.list().size(), 4);
    }
  }

  @Test
  public void aPublishedVersionNeverChanges() throws Exception {
    try (Sandbox sandbox = new Sandbox()) {
      sandbox.publish("repository", "translation", XA_XB, "0.1.0", 1);
      Map<Path, String> before = contents(sandbox.path("repository"));
      IllegalArgumentException error =
          Assert.expectThrows(
              IllegalArgumentException.class,
              () -> sandbox.publish("repository", "translation", XA_XB, "0.1.0", 2));
      Assert.assertTrue(error.getMessage().contains("0.1.0 is published already"), "" + error);
      Assert.assertEquals(contents(sandbox.path("repository")), before);
    }
  }

  @Test
  public void aDamagedPublicationIsRepairedByPublishingAgain() throws Exception {
    try (Sandbox sandbox = new Sandbox()) {
      sandbox.publish("repository", "translation", XA_XB, "0.1.0", 1);
      Map<Path, String> before = contents(sandbox.path("repository"));
      for (Path file : Sandbox.files(sandbox.path("repository"))) {
        if (file.endsWith("config.json")) {
          Files.writeString(file, "damaged");
        }
      }
      sandbox.publish("repository", "translation", XA_XB, "0.1.0", 1);
      Assert.assertEquals(contents(sandbox.path("repository")), before);
    }
  }

  /** The repository's own sums are not there when the folder is opened as a folder. */
  @Test
  public void aPublishedFolderKeepsItsSums() throws Exception {
    try (Sandbox sandbox = new Sandbox()) {
      sandbox.publish("repository", "translation", XA_XB, "0.1.0", 1);
      Path parameters =
          Sandbox.files(sandbox.path("repository")).stream()
              .filter(file -> file.endsWith("model-0000.params"))
              .findFirst()
              .orElseThrow();
      Path folder = parameters.getParent();
      ModelFolder.open(folder, null);
      byte[] content = Files.readAllBytes(parameters);
      content[content.length - 3] ^= 1;
      Files.write(parameters, content);
      MalformedModelException error =
          Assert.expectThrows(MalformedModelException.class, () -> ModelFolder.open(folder, null));
      Assert.assertTrue(error.getMessage().contains("model-0000.params is damaged"), "" + error);
    }
  }

  @Test
  public void whatAKilledPublisherLeftIsRemoved() throws Exception {
    try (Sandbox sandbox = new Sandbox()) {
      sandbox.publish("repository", "translation", XA_XB, "0.1.0", 1);
      Map<Path, String> before = contents(sandbox.path("repository"));
      Path folder =
          Sandbox.files(sandbox.path("repository")).stream()
              .filter(file -> file.endsWith("config.json"))
              .findFirst()
              .orElseThrow()
              .getParent();
      Path left = folder.resolveSibling(folder.getFileName() + ".new-left");
      Files.createDirectory(left);
      Files.delete(folder.resolve("config.json"));
      Files.writeString(left.resolve("config.json"), "half");
      sandbox.publish("repository", "translation", XA_XB, "0.1.0", 1);
      Assert.assertEquals(contents(sandbox.path("repository")), before);
    }
  }

  /** Of two users, say, each with a cache of their own. */
  @Test
  public void processesMayPublishAtOnce() throws Exception {
    try (Sandbox sandbox = new Sandbox()) {
      TinyModel.write(sandbox.path("model"), 1);
      List<Process> processes = new ArrayList<>();
      for (String user : List.of("a", "b")) {
        processes.add(
            new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-DDJL_CACHE_DIR=" + sandbox.path("cache-" + user),
                    "-DENGINE_CACHE_DIR=" + System.getProperty("ENGINE_CACHE_DIR"),
                    "-Dai.djl.offline=true",
                    "-cp",
                    System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path")),
                    PublishingProcess.class.getName(),
                    sandbox.path("model").toString(),
                    sandbox.path("repository").toString(),
                    user)
                .redirectErrorStream(true)
                .redirectOutput(sandbox.path(user + ".log").toFile())
                .start());
      }
      for (Process process : processes) {
        Assert.assertTrue(process.waitFor(5, TimeUnit.MINUTES));
        Assert.assertEquals(
            process.exitValue(),
            0,
            Files.readString(sandbox.path("a.log")) + Files.readString(sandbox.path("b.log")));
      }
      sandbox.configure("repository");
      Assert.assertEquals(
          sandbox.list(sandbox.path("repository").toString()).size(), 2 * PublishingProcess.MODELS);
      Assert.assertFalse(Files.exists(sandbox.path("repository").resolve(".publishing")));
    }
  }

  @Test
  public void manyMayPublishAtOnce() throws Exception {
    try (Sandbox sandbox = new Sandbox()) {
      TinyModel.write(sandbox.path("model-1"), 1);
      ExecutorService threads = Executors.newFixedThreadPool(4);
      try {
        List<Future<ModelDescription>> results = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
          Map<String, String> properties = Map.of("language", "l" + i);
          results.add(
              threads.submit(() -> sandbox.publish("repository", "g2p", properties, "0.1.0", 1)));
        }
        for (Future<ModelDescription> result : results) {
          Assert.assertNotNull(result.get());
        }
      } finally {
        threads.shutdownNow();
      }
      sandbox.configure("repository");
      Assert.assertEquals(
          sandbox.list().stream().map(ModelDescription::reference).distinct().count(), 12);
    }
  }

  @Test
  public void anIncompleteFolderIsRefusedAndNothingIsWritten() throws Exception {
    try (Sandbox sandbox = new Sandbox()) {
      for (String name :
          new String[] {
            "serving.properties",
            "config.json",
            "text.json",
            "source.vocab",
            "target.vocab",
            "model-0000.params",
            "README.md"
          }) {
        Path folder = TinyModel.write(sandbox.path("without-" + name), 1);
        Files.delete(folder.resolve(name));
        MalformedModelException error =
            Assert.expectThrows(
                MalformedModelException.class, () -> publish(sandbox, folder, XA_XB));
        String expected = name.equals("model-0000.params") ? "NAME-0000.params" : name;
        Assert.assertTrue(error.getMessage().contains(expected), error.getMessage());
      }
      Path folder = TinyModel.write(sandbox.path("shrunk"), 1);
      Path sums = folder.resolve("checksums.json");
      Files.delete(sums);
      Path vocabulary = folder.resolve("target.vocab");
      List<String> tokens = Files.readAllLines(vocabulary);
      Files.write(vocabulary, tokens.subList(0, tokens.size() - 1));
      MalformedModelException error =
          Assert.expectThrows(MalformedModelException.class, () -> publish(sandbox, folder, XA_XB));
      Assert.assertTrue(error.getMessage().contains("target.vocab"), error.getMessage());
      Path cut = TinyModel.write(sandbox.path("cut"), 1);
      Files.delete(cut.resolve("checksums.json"));
      byte[] parameters = Files.readAllBytes(cut.resolve("model-0000.params"));
      Files.write(
          cut.resolve("model-0000.params"), Arrays.copyOf(parameters, parameters.length / 2));
      error =
          Assert.expectThrows(MalformedModelException.class, () -> publish(sandbox, cut, XA_XB));
      Assert.assertTrue(error.getMessage().contains("model-0000.params"), error.getMessage());
      Assert.assertFalse(Files.exists(sandbox.path("repository")));
    }
  }

  @Test
  public void badOptionsNameTheRule() throws Exception {
    refuses("translation", Map.of("source", "fr"), "1", "x", "source and target");
    refuses("translation", Map.of("source", "fr", "target", "e n"), "1", "x", "property target");
    refuses("x", Map.of("a=b", "c"), "1", "x", "name of a property");
    refuses("X/..", Map.of(), "1", "x", "artifactId must be");
    refuses("x", Map.of(), "1.0-SNAPSHOT", "x", "version must be numbers");
    refuses("x", Map.of(), "1", " ", "licence must be");
  }

  private static void refuses(
      String artifactId,
      Map<String, String> properties,
      String version,
      String licence,
      String expected) {
    Path path = Path.of("x");
    IllegalArgumentException error =
        Assert.expectThrows(
            IllegalArgumentException.class,
            () -> new Publication(path, path, artifactId, properties, version, licence));
    Assert.assertTrue(error.getMessage().contains(expected), error.getMessage());
  }

  private static void publish(Sandbox sandbox, Path folder, Map<String, String> properties)
      throws IOException, MalformedModelException {
    ModelPublisher.publish(
        new Publication(
            folder, sandbox.path("repository"), "translation", properties, "0.1.0", "CC0-1.0"));
  }

  private static Map<Path, String> contents(Path folder) throws IOException {
    Map<Path, String> contents = new TreeMap<>();
    for (Path file : Sandbox.files(folder)) {
      contents.put(folder.relativize(file), Checksums.sha1(file));
    }
    return contents;
  }
}
