package io.github.djlseq2seq.zoo;

import ai.djl.inference.Predictor;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ZooModel;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPOutputStream;
import org.testng.Assert;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

/** A repository on a real web server, and on servers with faults. */
public class WebRepositoryTest {

  private static final Map<String, String> XA_XB = Map.of("source", "xa", "target", "xb");
  private static final String PARAMETERS = "model-0000.params";

  /** How a server answers. */
  private interface Answer {
    void give(HttpExchange exchange, byte[] content) throws IOException;
  }

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private volatile CountDownLatch end = new CountDownLatch(1);
  private Sandbox sandbox;
  private HttpServer server;
  private volatile String spoilt = "";
  private volatile Answer fault = WebRepositoryTest::whole;

  @BeforeMethod
  public void serve() throws Exception {
    spoilt = "";
    end = new CountDownLatch(1);
    sandbox = new Sandbox();
    sandbox.publish("repository", "translation", XA_XB, "0.1.0", 1);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/models/", this::answer);
    server.setExecutor(threads);
    server.start();
    System.setProperty(ConfiguredRepositories.PROPERTY, address());
  }

  @AfterMethod(alwaysRun = true)
  public void stop() {
    end.countDown();
    server.stop(0);
    sandbox.close();
    System.clearProperty(RepositoryTree.Web.TIMEOUT);
  }

  private String address() {
    return "http://localhost:" + server.getAddress().getPort() + "/models";
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath().substring("/models/".length());
      Path file = sandbox.path("repository").resolve(path);
      if (!Files.isRegularFile(file)) {
        exchange.sendResponseHeaders(404, -1);
      } else if (!spoilt.isEmpty() && path.contains(spoilt)) {
        fault.give(exchange, Files.readAllBytes(file));
      } else {
        whole(exchange, Files.readAllBytes(file));
      }
    }
  }

  private static void whole(HttpExchange exchange, byte[] content) throws IOException {
    send(exchange, content, content.length);
  }

  private static void send(HttpExchange exchange, byte[] content, long length) throws IOException {
    exchange.sendResponseHeaders(200, length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(content);
    }
  }

  /** As servers do that find a file's compressed form beside it, for those who accept it. */
  private static byte[] zipped(HttpExchange exchange, byte[] content) throws IOException {
    Assert.assertEquals(exchange.getRequestHeaders().getFirst("Accept-Encoding"), "gzip");
    exchange.getResponseHeaders().set("Content-Encoding", "gzip");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
      zip.write(content);
    }
    return out.toByteArray();
  }

  private static void wholeZipped(HttpExchange exchange, byte[] content) throws IOException {
    whole(exchange, zipped(exchange, content));
  }

  /** Cut off where the server says that it ends. */
  private static void cutZipped(HttpExchange exchange, byte[] content) throws IOException {
    byte[] zipped = zipped(exchange, content);
    whole(exchange, Arrays.copyOf(zipped, zipped.length / 2));
  }

  private static void page(HttpExchange exchange, byte[] content) throws IOException {
    whole(exchange, "<html><h1>404 Not Found</h1></html>".getBytes(StandardCharsets.UTF_8));
  }

  private static void half(HttpExchange exchange, byte[] content) throws IOException {
    exchange.sendResponseHeaders(200, content.length);
    exchange.getResponseBody().write(Arrays.copyOf(content, content.length / 2));
    exchange.getResponseBody().flush();
    exchange.close();
  }

  private static void endless(HttpExchange exchange, byte[] content) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    OutputStream out = exchange.getResponseBody();
    while (true) {
      // Ends when the reader has had enough.
      out.write(content);
    }
  }

  private static void failure(HttpExchange exchange, byte[] content) throws IOException {
    exchange.sendResponseHeaders(503, -1);
  }

  private void silence(HttpExchange exchange, byte[] content) throws IOException {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void pause(HttpExchange exchange, byte[] content) throws IOException {
    exchange.sendResponseHeaders(200, content.length);
    exchange.getResponseBody().write(Arrays.copyOf(content, content.length / 2));
    exchange.getResponseBody().flush();
    silence(exchange, content);
  }

  @Test
  public void modelsAreFoundAndAnswerAsFromAFolder() throws Exception {
    ModelDescription model = sandbox.list(address()).get(0);
    Assert.assertEquals(model.reference(), "translation:source=xa,target=xb");
    Assert.assertEquals(model.repository(), address() + "/");
    String found = answer();
    sandbox.configure("repository");
    Assert.assertEquals(answer(), found);
    // What is in the cache is not fetched again.
    System.setProperty(ConfiguredRepositories.PROPERTY, address() + "/");
    spoilt = PARAMETERS;
    fault = WebRepositoryTest::failure;
    Assert.assertEquals(answer(), found);
  }

  @Test
  public void aServerMayCompress() throws Exception {
    fault = WebRepositoryTest::wholeZipped;
    spoilt = ".";
    String found = answer();
    sandbox.configure("repository");
    Assert.assertEquals(answer(), found);
  }

  @DataProvider
  public Object[][] faults() {
    Answer page = WebRepositoryTest::page;
    Answer half = WebRepositoryTest::half;
    Answer cutZipped = WebRepositoryTest::cutZipped;
    Answer endless = WebRepositoryTest::endless;
    Answer failure = WebRepositoryTest::failure;
    Answer silence = this::silence;
    Answer pause = this::pause;
    return new Object[][] {
      {"index.json", page, "is not what it should be"},
      {"index.json", half, ""},
      {"index.json", endless, "is not what it should be"},
      {"index.json", failure, "HTTP status must be 200, found 503"},
      {"index.json", silence, "no answer for 1 seconds"},
      {"metadata.json", page, "is not what it should be"},
      {"metadata.json", half, ""},
      {"metadata.json", failure, "HTTP status must be 200, found 503"},
      {"metadata.json", pause, "no answer for 1 seconds"},
      {PARAMETERS, page, "SHA-1"},
      {PARAMETERS, half, ""},
      {PARAMETERS, cutZipped, "Unexpected end of ZLIB input stream"},
      {PARAMETERS, endless, "SHA-1"},
      {PARAMETERS, failure, "HTTP status must be 200, found 503"},
      {PARAMETERS, silence, "no answer for 1 seconds"},
      {PARAMETERS, pause, "no answer for 1 seconds"},
    };
  }

  @Test(dataProvider = "faults")
  public void aFaultIsToldWithItsFileAndLeavesNothing(String file, Answer answer, String part)
      throws Exception {
    System.setProperty(RepositoryTree.Web.TIMEOUT, "1");
    fault = answer;
    spoilt = file;
    Exception error = Assert.expectThrows(Exception.class, this::answer);
    Assert.assertTrue(
        error instanceof IOException || error instanceof ModelNotFoundException, "" + error);
    String message = messages(error);
    Assert.assertTrue(message.contains(address()), message);
    Assert.assertTrue(message.contains(file), message);
    Assert.assertTrue(message.contains(part), message);
    if (Files.exists(sandbox.path("cache"))) {
      for (Path cached : Sandbox.files(sandbox.path("cache"))) {
        Assert.assertFalse(cached.toString().contains(PARAMETERS), "" + cached);
      }
    }
    spoilt = "";
    Assert.assertFalse(answer().isEmpty());
  }

  @Test
  public void aServerThatIsNotThereOrHasNoRepositoryIsNamed() throws Exception {
    System.setProperty(ConfiguredRepositories.PROPERTY, address() + "/other");
    String message = messages(Assert.expectThrows(Exception.class, this::answer));
    Assert.assertTrue(message.contains(address() + "/other/ is no repository of models"), message);
    Assert.assertTrue(message.contains("/other/index.json (HTTP status 404)"), message);
    System.setProperty(ConfiguredRepositories.PROPERTY, "https://");
    message = messages(Assert.expectThrows(Exception.class, this::answer));
    Assert.assertTrue(message.contains("must name existing folders or addresses"), message);
    System.setProperty(ConfiguredRepositories.PROPERTY, address());
    server.stop(0);
    message = messages(Assert.expectThrows(Exception.class, this::answer));
    Assert.assertTrue(message.contains(address() + "/index.json"), message);
    Assert.assertTrue(message.contains("refused"), message);
  }

  private static String messages(Throwable error) {
    StringBuilder messages = new StringBuilder();
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      messages.append(cause.getMessage()).append('\n');
    }
    return messages.toString();
  }

  private String answer() throws Exception {
    Criteria<String, String> criteria =
        Criteria.builder()
            .setTypes(String.class, String.class)
            .optGroupId(Seq2SeqModelZoo.GROUP_ID)
            .optArtifactId("translation")
            .optFilters(XA_XB)
            .optEngine(Sandbox.anyEngine())
            .build();
    try (ZooModel<String, String> model = criteria.loadModel();
        Predictor<String, String> predictor = model.newPredictor()) {
      return predictor.predict(TinyModel.TEXT);
    }
  }
}
