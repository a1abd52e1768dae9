package io.github.djlseq2seq.zoo;

import ai.djl.inference.Predictor;
import ai.djl.modality.Input;
import ai.djl.modality.Output;
import ai.djl.ndarray.NDManager;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpServer;
import io.github.djlseq2seq.translate.Translation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.testng.Assert;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

/**
 * A published model answers as its folder does, wherever it is published and however it is found.
 */
public class ZooLoadingTest {

  private static final Map<String, String> XA_XB = Map.of("source", "xa", "target", "xb");

  @DataProvider
  public Object[][] engines() {
    return Sandbox.ENGINES.stream().map(engine -> new Object[] {engine}).toArray(Object[][]::new);
  }

  @Test(dataProvider = "engines")
  public void answersAreTheSameFromEverywhere(String engine) throws Exception {
    Sandbox.need(engine);
    try (Sandbox sandbox = new Sandbox()) {
      sandbox.publish("repository", "translation", XA_XB, "0.1.0", 1);
      String expected = answer(folder(sandbox.path("model-1"), engine));
      Assert.assertFalse(expected.isEmpty());

      sandbox.configure("repository");
      Assert.assertEquals(answer(criteria(engine).build().loadModel()), expected);
      Assert.assertEquals(
          answer(
              Seq2SeqModelZoo.load(
                  ModelReference.parse("translation:source=xa"),
                  engine,
                  String.class,
                  String.class,
                  Map.of())),
          expected);

      System.clearProperty(ConfiguredRepositories.PROPERTY);
      sandbox.putOnClassPath("repository");
      Assert.assertEquals(answer(criteria(engine).build().loadModel()), expected);
    }
  }

  @Test(dataProvider = "engines")
  public void djlReadsTheSameRepositoryWithoutThisZoo(String engine) throws Exception {
    Sandbox.need(engine);
    try (Sandbox sandbox = new Sandbox()) {
      sandbox.publish("repository", "translation", XA_XB, "0.1.0", 1);
      sandbox.publish("repository", "translation", XA_XB, "0.2.0", 2);
      String expected = answer(folder(sandbox.path("model-2"), engine));
      Assert.assertNotEquals(answer(folder(sandbox.path("model-1"), engine)), expected);
      Criteria<String, String> criteria =
          Criteria.builder()
              .setTypes(String.class, String.class)
              .optModelUrls(sandbox.path("repository").toUri().toString())
              .optFilters(new HashMap<>(XA_XB))
              .optEngine(engine)
              .build();
      Assert.assertEquals(answer(criteria.loadModel()), expected);
    }
  }

  /** By DJL's own loader, which knows nothing but what serving.properties says. */
  @Test(dataProvider = "engines")
  public void aPublishedFolderAndAZipOfItServeRequests(String engine) throws Exception {
    Sandbox.need(engine);
    try (Sandbox sandbox = new Sandbox()) {
      sandbox.publish("repository", "translation", XA_XB, "0.1.0", 1);
      String expected = answer(folder(sandbox.path("model-1"), engine));
      Path published =
          Sandbox.files(sandbox.path("repository")).stream()
              .filter(file -> file.endsWith("serving.properties"))
              .findFirst()
              .orElseThrow()
              .getParent();
      Criteria.Builder<Input, Output> requests =
          Criteria.builder().setTypes(Input.class, Output.class).optEngine(engine);
      Assert.assertEquals(served(requests.optModelPath(published).build()), expected);

      byte[] zip = zip(published);
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/tiny.zip",
          exchange -> {
            try (exchange) {
              boolean head = exchange.getRequestMethod().equals("HEAD");
              exchange.getResponseHeaders().set("Content-Length", "" + zip.length);
              exchange.sendResponseHeaders(200, head ? -1 : zip.length);
              if (!head) {
                exchange.getResponseBody().write(zip);
              }
            }
          });
      server.start();
      try {
        String url = "http://localhost:" + server.getAddress().getPort() + "/tiny.zip";
        requests =
            Criteria.builder()
                .setTypes(Input.class, Output.class)
                .optEngine(engine)
                .optModelUrls(url);
        Assert.assertEquals(served(requests.build()), expected);
      } finally {
        server.stop(0);
      }
    }
  }

  private static byte[] zip(Path folder) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Path file : Sandbox.files(folder)) {
        zip.putNextEntry(new ZipEntry(file.getFileName().toString()));
        Files.copy(file, zip);
      }
    }
    return bytes.toByteArray();
  }

  private static String served(Criteria<Input, Output> criteria) throws Exception {
    Input request = new Input();
    request.addProperty("Content-Type", "application/json");
    request.add("{\"text\": \"" + TinyModel.TEXT + "\"}");
    try (ZooModel<Input, Output> model = criteria.loadModel();
        Predictor<Input, Output> predictor = model.newPredictor()) {
      Output answer = predictor.predict(request);
      Assert.assertEquals(answer.getCode(), 200, answer.getMessage());
      return JsonParser.parseString(answer.getData().getAsString())
          .getAsJsonObject()
          .get("text")
          .getAsString();
    }
  }

  @Test
  public void argumentsReachTheTranslator() throws Exception {
    try (Sandbox sandbox = new Sandbox()) {
      sandbox.publish("repository", "translation", XA_XB, "0.1.0", 1);
      sandbox.configure("repository");
      Map<String, Object> arguments = Map.of("beam", 3, "nBest", 3, "maxLength", 2);
      for (String model : new String[] {"translation", sandbox.path("model-1").toString()}) {
        try (ZooModel<String, Translation> loaded =
                Seq2SeqModelZoo.load(
                    ModelReference.parse(model),
                    Sandbox.anyEngine(),
                    String.class,
                    Translation.class,
                    arguments);
            Predictor<String, Translation> predictor = loaded.newPredictor()) {
          Translation translation = predictor.predict(TinyModel.TEXT);
          Assert.assertEquals(translation.candidates().size(), 3);
          for (Translation.Candidate candidate : translation.candidates()) {
            int length = candidate.tokens().size() + (candidate.ended() ? 1 : 0);
            Assert.assertTrue(length <= 3, candidate.toString());
          }
        }
        IllegalArgumentException wrong =
            Assert.expectThrows(
                IllegalArgumentException.class,
                () ->
                    Seq2SeqModelZoo.load(
                        ModelReference.parse(model),
                        Sandbox.anyEngine(),
                        String.class,
                        Translation.class,
                        Map.of("beam", 0)));
        Assert.assertTrue(wrong.getMessage().contains("beam"), wrong.getMessage());
      }
    }
  }

  @Test
  public void theDefaultEngineIsPyTorchUnlessSetOtherwise() throws Exception {
    Sandbox.ENGINES.forEach(Sandbox::need);
    try (Sandbox sandbox = new Sandbox()) {
      sandbox.publish("repository", "translation", XA_XB, "0.1.0", 1);
      sandbox.configure("repository");
      Assert.assertEquals(engineOf(criteria(null).build()), "PyTorch");
      System.setProperty("ai.djl.default_engine", "MXNet");
      Assert.assertEquals(engineOf(criteria(null).build()), "MXNet");
    } finally {
      System.clearProperty("ai.djl.default_engine");
    }
  }

  private static String engineOf(Criteria<String, String> criteria) throws Exception {
    try (ZooModel<String, String> model = criteria.loadModel();
        NDManager manager = model.getNDManager().newSubManager()) {
      return manager.getEngine().getEngineName();
    }
  }

  private static Criteria.Builder<String, String> criteria(String engine) {
    return Criteria.builder()
        .setTypes(String.class, String.class)
        .optGroupId(Seq2SeqModelZoo.GROUP_ID)
        .optArtifactId("translation")
        .optFilters(new HashMap<>(XA_XB))
        .optEngine(engine);
  }

  private static ZooModel<String, String> folder(Path folder, String engine) throws Exception {
    return Seq2SeqModelZoo.load(
        ModelReference.parse(folder.toString()), engine, String.class, String.class, Map.of());
  }

  private static String answer(ZooModel<String, String> loaded) throws TranslateException {
    try (loaded;
        Predictor<String, String> predictor = loaded.newPredictor()) {
      return predictor.predict(TinyModel.TEXT);
    }
  }
}
