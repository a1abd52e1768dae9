package io.github.djlseq2seq.zoo;

import ai.djl.inference.Predictor;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.testng.Assert;
import org.testng.annotations.Test;

/** What is unpacked is verified at every load. */
public class ModelCacheTest {

  private static final Map<String, String> XA_XB = Map.of("source", "xa", "target", "xb");
  private static final String PARAMETERS = "model-0000.params";

  @Test
  public void whatIsDamagedOrGoneIsUnpackedAgain() throws Exception {
    try (Sandbox sandbox = new Sandbox()) {
      sandbox.publish("repository", "translation", XA_XB, "0.1.0", 1);
      sandbox.putOnClassPath("repository");
      String expected = answer();
      Path file = sandbox.cached(PARAMETERS);
      byte[] whole = Files.readAllBytes(file);

      byte[] flipped = whole.clone();
      flipped[flipped.length - 40] ^= 1;
      Files.write(file, flipped);
      Assert.assertEquals(answer(), expected);
      Assert.assertEquals(Files.readAllBytes(file), whole);

      Files.write(file, new byte[0]);
      Assert.assertEquals(answer(), expected);
      Files.delete(file);
      Files.delete(file.resolveSibling("config.json"));
      Assert.assertEquals(answer(), expected);
      Assert.assertEquals(Files.readAllBytes(file), whole);

      // What stands in the way is not ours to delete.
      Files.delete(file);
      Files.createDirectory(file);
      IOException error = Assert.expectThrows(IOException.class, ModelCacheTest::answer);
      Assert.assertTrue(error.getMessage().contains("cannot unpack"), "" + error);
      Assert.assertTrue(error.getMessage().contains(file.toString()), "" + error);
    }
  }

  @Test
  public void aSecondFileOfParametersIsNotLoaded() throws Exception {
    try (Sandbox sandbox = new Sandbox()) {
      sandbox.publish("repository", "translation", XA_XB, "0.1.0", 1);
      sandbox.configure("repository");
      String expected = answer();
      TinyModel.write(sandbox.path("other"), 2);
      Path planted = sandbox.cached(PARAMETERS).resolveSibling("model-0001.params");
      Files.copy(sandbox.path("other").resolve(PARAMETERS), planted);
      Assert.assertEquals(answer(), expected);
      Assert.assertFalse(Files.exists(planted));
    }
  }

  @Test
  public void aCutFileInTheRepositoryIsAnErrorAndLeavesNothing() throws Exception {
    try (Sandbox sandbox = new Sandbox()) {
      sandbox.publish("repository", "translation", XA_XB, "0.1.0", 1);
      sandbox.configure("repository");
      Path published =
          Sandbox.files(sandbox.path("repository")).stream()
              .filter(file -> file.endsWith(PARAMETERS))
              .findFirst()
              .orElseThrow();
      byte[] whole = Files.readAllBytes(published);
      Files.write(published, Arrays.copyOf(whole, whole.length / 2));
      IOException error = Assert.expectThrows(IOException.class, ModelCacheTest::answer);
      for (String part :
          List.of(PARAMETERS, whole.length + " bytes", whole.length / 2 + " bytes", "SHA-1")) {
        Assert.assertTrue(error.getMessage().contains(part), error.getMessage());
      }
      Assert.assertTrue(
          Sandbox.files(sandbox.path("cache")).stream()
              .noneMatch(file -> file.toString().contains(PARAMETERS)));
      Files.delete(published);
      error = Assert.expectThrows(IOException.class, ModelCacheTest::answer);
      Assert.assertTrue(error.getMessage().contains(PARAMETERS), error.getMessage());
    }
  }

  @Test
  public void manyThreadsMayUnpackAtOnce() throws Exception {
    try (Sandbox sandbox = new Sandbox()) {
      sandbox.publish("repository", "translation", XA_XB, "0.1.0", 1);
      sandbox.configure("repository");
      PublishedModel model = Catalog.read().find("translation", XA_XB).orElseThrow();
      Path folder = new ModelRepository().getResourceDirectory(model);
      ExecutorService threads = Executors.newFixedThreadPool(8);
      try {
        for (int round = 0; round < 20; round++) {
          List<Future<Boolean>> results = new ArrayList<>();
          for (int i = 0; i < 8; i++) {
            results.add(
                threads.submit(
                    () -> {
                      ModelCache.fill(model, folder, null);
                      return ModelCache.holds(model, folder);
                    }));
          }
          for (Future<Boolean> result : results) {
            Assert.assertTrue(result.get());
          }
          Assert.assertEquals(Sandbox.files(folder).size(), model.getFiles().size());
          Files.delete(folder.resolve(round % 2 == 0 ? PARAMETERS : "config.json"));
        }
      } finally {
        threads.shutdownNow();
      }
    }
  }

  @Test
  public void downloadingIsWhatCriteriaSays() throws Exception {
    try (Sandbox sandbox = new Sandbox()) {
      sandbox.publish("repository", "translation", XA_XB, "0.1.0", 1);
      sandbox.configure("repository");
      Assert.assertFalse(criteria().isDownloaded());
      criteria().downloadModel();
      Assert.assertTrue(criteria().isDownloaded());
      Files.writeString(sandbox.cached("config.json"), "{}");
      Assert.assertFalse(criteria().isDownloaded());
    }
  }

  private static Criteria<String, String> criteria() {
    return Criteria.builder()
        .setTypes(String.class, String.class)
        .optGroupId(Seq2SeqModelZoo.GROUP_ID)
        .optArtifactId("translation")
        .optFilters(XA_XB)
        .optEngine(Sandbox.anyEngine())
        .build();
  }

  private static String answer() throws Exception {
    try (ZooModel<String, String> model = criteria().loadModel();
        Predictor<String, String> predictor = model.newPredictor()) {
      return predictor.predict(TinyModel.TEXT);
    }
  }
}
