package io.github.djlseq2seq.zoo;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import org.testng.Assert;
import org.testng.annotations.Test;

/** Which models there are, and which of several is meant. */
public class CatalogTest {

  private static final Map<String, String> XA_XB = Map.of("source", "xa", "target", "xb");
  private static final Map<String, String> XC_XB = Map.of("source", "xc", "target", "xb");

  @Test
  public void theHighestVersionIsMeant() throws Exception {
    try (Sandbox sandbox = new Sandbox()) {
      sandbox.publish("repository", "translation", XA_XB, "0.9.0", 1);
      sandbox.publish("repository", "translation", XA_XB, "0.10.0", 2);
      sandbox.publish("repository", "translation", XA_XB, "0.2.0", 3);
      sandbox.configure("repository");
      Assert.assertEquals(Seq2SeqModelZoo.find("translation", XA_XB).version(), "0.10.0");
      Assert.assertEquals(
          sandbox.list().stream().map(ModelDescription::version).toList(),
          List.of("0.10.0", "0.9.0", "0.2.0"));
      var mrl = new Seq2SeqModelLoader("translation").getMrl();
      Assert.assertEquals(mrl.match(XA_XB).getVersion(), "0.10.0");
      Assert.assertEquals(mrl.getDefaultArtifact().getVersion(), "0.10.0");
    }
  }

  @Test
  public void theNameBreaksTies() throws Exception {
    try (Sandbox sandbox = new Sandbox()) {
      sandbox.publish("repository", "translation", XC_XB, "0.1.0", 1);
      sandbox.publish("repository", "translation", XA_XB, "0.1.0", 1);
      sandbox.configure("repository");
      Assert.assertEquals(
          Seq2SeqModelZoo.find("translation", Map.of()).reference(),
          "translation:source=xa,target=xb");
    }
  }

  @Test
  public void jarsAddToOneArtifactId() throws Exception {
    try (Sandbox sandbox = new Sandbox()) {
      sandbox.publish("free", "translation", XA_XB, "0.1.0", 1);
      sandbox.publish("share", "translation", XC_XB, "0.1.0", 2);
      sandbox.publish("share", "g2p", Map.of("language", "xa"), "0.1.0", 3);
      List<String> expected =
          List.of(
              "g2p:language=xa",
              "translation:source=xa,target=xb",
              "translation:source=xc,target=xb");
      for (String[] jars : new String[][] {{"share", "free"}, {"free", "share"}}) {
        sandbox.putOnClassPath(jars);
        Assert.assertEquals(
            sandbox.list().stream().map(ModelDescription::reference).toList(), expected);
      }
      ModelDescription other = Seq2SeqModelZoo.find("translation", Map.of("source", "xc"));
      Assert.assertTrue(other.repository().contains("share.jar"), other.repository());
      try (var model =
          Seq2SeqModelZoo.load(
              ModelReference.parse(other.reference()),
              Sandbox.anyEngine(),
              String.class,
              String.class,
              Map.of())) {
        Assert.assertEquals(model.getProperty("licence"), "CC0-1.0");
      }
    }
  }

  @Test
  public void configuredRepositoriesComeBeforeTheClassPath() throws Exception {
    try (Sandbox sandbox = new Sandbox()) {
      sandbox.publish("packed", "translation", XA_XB, "0.5.0", 1);
      sandbox.publish("first", "translation", XA_XB, "0.2.0", 2);
      sandbox.publish("second", "translation", XA_XB, "0.3.0", 3);
      sandbox.putOnClassPath("packed");
      Assert.assertEquals(Seq2SeqModelZoo.find("translation", XA_XB).version(), "0.5.0");
      sandbox.configure("first", "second");
      Assert.assertEquals(Seq2SeqModelZoo.find("translation", XA_XB).version(), "0.2.0");
      Assert.assertEquals(sandbox.list().size(), 3);
    }
  }

  @Test
  public void oneJarSeenTwiceIsOneRepository() throws Exception {
    try (Sandbox sandbox = new Sandbox()) {
      sandbox.publish("packed", "translation", XA_XB, "0.5.0", 1);
      sandbox.publish("copy", "translation", XA_XB, "0.5.0", 1);
      sandbox.putOnClassPath("packed", "copy");
      Assert.assertEquals(sandbox.list().size(), 1);
    }
  }

  @Test
  public void sameCoordinatesWithOtherContentDoNotMeetInTheCache() throws Exception {
    try (Sandbox sandbox = new Sandbox()) {
      for (int seed : new int[] {1, 2}) {
        sandbox.publish("repository-" + seed, "translation", XA_XB, "0.1.0", seed);
        sandbox.configure("repository-" + seed);
        try (var model =
            Seq2SeqModelZoo.load(
                ModelReference.parse("translation"),
                Sandbox.anyEngine(),
                String.class,
                String.class,
                Map.of())) {
          String file = "model-0000.params";
          Assert.assertEquals(
              Files.mismatch(
                  model.getModelPath().resolve(file), sandbox.path("model-" + seed).resolve(file)),
              -1);
        }
      }
    }
  }

  @Test
  public void aClassLoaderThatIsNoFileIsEnough() throws Exception {
    try (Sandbox sandbox = new Sandbox()) {
      sandbox.publish("repository", "translation", XA_XB, "999", 1);
      sandbox.setClassLoader(new NestedLoader(sandbox.path("repository")));
      ModelDescription model = Seq2SeqModelZoo.find("translation", XA_XB);
      Assert.assertEquals(model.repository(), "nested:app.jar!/lib.jar!/mlrepo/");
      var loader = new Seq2SeqModelLoader("translation");
      var artifact = loader.getMrl().getDefaultArtifact();
      loader.getMrl().prepare(artifact);
      Assert.assertTrue(loader.getMrl().isPrepared(artifact));
    }
  }

  @Test
  public void withoutAContextClassLoaderOurOwnIsAsked() throws Exception {
    try (Sandbox sandbox = new Sandbox()) {
      sandbox.setClassLoader(null);
      Assert.assertNotNull(Seq2SeqModelZoo.list());
    }
  }

  /** Hands out what no file system has, as a launcher of nested jars does. */
  private static final class NestedLoader extends ClassLoader {

    private final Path repository;

    NestedLoader(Path repository) {
      super(null);
      this.repository = repository;
    }

    @Override
    protected Enumeration<URL> findResources(String name) throws IOException {
      List<URL> found = new ArrayList<>();
      if (name.startsWith("mlrepo/")) {
        Path file = repository.resolve(name.substring("mlrepo/".length()));
        if (Files.exists(file)) {
          found.add(new URL(null, "nested:app.jar!/lib.jar!/" + name, new Handler(file)));
        }
      }
      return Collections.enumeration(found);
    }
  }

  private static final class Handler extends URLStreamHandler {

    private final Path file;

    Handler(Path file) {
      this.file = file;
    }

    @Override
    protected URLConnection openConnection(URL url) {
      return new URLConnection(url) {
        @Override
        public void connect() {}

        @Override
        public InputStream getInputStream() throws IOException {
          if (!Files.exists(file)) {
            throw new FileNotFoundException(file.toString());
          }
          return new ByteArrayInputStream(Files.readAllBytes(file));
        }
      };
    }
  }
}
