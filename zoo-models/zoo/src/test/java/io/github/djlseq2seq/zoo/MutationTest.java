package io.github.djlseq2seq.zoo;

import ai.djl.MalformedModelException;
import ai.djl.inference.Predictor;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.util.Utils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.testng.Assert;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

/**
 * Files that chance has damaged: each model is refused with a reason, or answers as it did before.
 */
public class MutationTest {

  private static final long SEED = Long.getLong("seq2seq.seed", 20261121);
  private static final List<String> TEXTS = List.of("a b c d", "f", "d d e a b");
  private static final String REFERENCE = "translation:source=xa,target=xb";

  @DataProvider
  public Object[][] places() {
    return new Object[][] {
      {"no sums", "PyTorch", 300},
      {"no sums", "MXNet", 200},
      {"folder", "PyTorch", 350},
      {"folder", "MXNet", 250},
      {"repository", "PyTorch", 150},
      {"repository", "MXNet", 100},
      {"cache", "PyTorch", 100},
      {"cache", "MXNet", 50},
    };
  }

  @Test(dataProvider = "places")
  public void isToldOrHarmless(String place, String engine, int times) throws Exception {
    Sandbox.need(engine);
    Random random = new Random(SEED + place.hashCode() + engine.hashCode());
    int refused = 0;
    try (Sandbox sandbox = new Sandbox()) {
      boolean folder = place.equals("folder") || place.equals("no sums");
      String reference = folder ? sandbox.path(place).toString() : REFERENCE;
      prepare(sandbox, place);
      List<String> expected = answers(reference, engine);
      Path whole = copy(sandbox.path(place), sandbox.path("whole"));
      for (int i = 0; i < times; i++) {
        String what = mutate(sandbox.path(place), random);
        String where = "seed %d, mutation %d: %s".formatted(SEED, i, what);
        try {
          List<String> found = answers(reference, engine);
          // Without sums nobody can tell that a number or a word is another.
          if (!place.equals("no sums")) {
            Assert.assertEquals(found, expected, where);
          }
        } catch (IOException | MalformedModelException | ModelNotFoundException e) {
          refused++;
          Assert.assertTrue(isClear(e), where + ": " + e);
        } catch (RuntimeException e) {
          throw new AssertionError(where, e);
        }
        Utils.deleteQuietly(sandbox.path(place));
        if (place.equals("repository")) {
          Utils.deleteQuietly(sandbox.path("cache"));
        }
        copy(whole, sandbox.path(place));
      }
    }
    if (place.equals("cache")) {
      Assert.assertEquals(refused, 0, "what is damaged in the cache is mended");
    } else {
      Assert.assertTrue(refused > times / 2, refused + " refused");
    }
  }

  private static void prepare(Sandbox sandbox, String place) throws Exception {
    if (place.equals("folder")) {
      TinyModel.write(sandbox.path(place), 1);
    } else if (place.equals("no sums")) {
      Files.delete(TinyModel.write(sandbox.path(place), 1).resolve("checksums.json"));
    } else {
      sandbox.publish("repository", "translation", Map.of("source", "xa", "target", "xb"), "1", 1);
      sandbox.configure("repository");
    }
  }

  private static boolean isClear(Exception error) {
    String message = String.valueOf(error.getMessage());
    return message.length() > 20 && !message.contains("Exception");
  }

  private static String mutate(Path folder, Random random) throws IOException {
    List<Path> files = new ArrayList<>(Sandbox.files(folder));
    // A lock of the publisher's is empty.
    files.removeIf(file -> file.toFile().length() == 0);
    Path file = files.get(random.nextInt(files.size()));
    byte[] content = Files.readAllBytes(file);
    String what = folder.relativize(file) + " ";
    switch (random.nextInt(6)) {
      case 0 -> {
        Files.delete(file);
        return what + "missing";
      }
      case 1 -> {
        int length = random.nextInt(content.length);
        Files.write(file, Arrays.copyOf(content, length));
        return what + "cut to " + length;
      }
      case 2 -> {
        Path other = files.get(random.nextInt(files.size()));
        Files.write(file, Files.readAllBytes(other));
        Files.write(other, content);
        return what + "swapped with " + folder.relativize(other);
      }
      case 3 -> {
        Files.write(file, Arrays.copyOf(content, content.length + 1 + random.nextInt(9)));
        return what + "with zeros behind";
      }
      default -> {
        int at = random.nextInt(content.length);
        byte before = content[at];
        content[at] ^= (byte) (1 << random.nextInt(8));
        Files.write(file, content);
        return what + "byte " + at + " " + before + " is now " + content[at];
      }
    }
  }

  private static List<String> answers(String reference, String engine) throws Exception {
    try (ZooModel<String, String> model =
            Seq2SeqModelZoo.load(
                ModelReference.parse(reference), engine, String.class, String.class, Map.of());
        Predictor<String, String> predictor = model.newPredictor()) {
      return predictor.batchPredict(TEXTS);
    }
  }

  private static Path copy(Path from, Path to) throws IOException {
    for (Path file : Sandbox.files(from)) {
      Path target = to.resolve(from.relativize(file).toString());
      Files.createDirectories(target.getParent());
      Files.copy(file, target);
    }
    return to;
  }
}
