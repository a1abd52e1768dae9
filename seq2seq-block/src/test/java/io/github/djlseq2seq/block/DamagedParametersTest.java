package io.github.djlseq2seq.block;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.expectThrows;
import static org.testng.Assert.fail;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDManager;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

/** Parameters that are damaged or of another model: a clear error, whatever the bytes say. */
public final class DamagedParametersTest {

  private static final Seq2SeqConfig CONFIG = TestModels.config(1, false, false);
  private static final ParameterBytes GOOD = ParameterBytes.ofFormat1(1);

  @Test(dataProvider = "engines", dataProviderClass = TestModels.class)
  public void parametersOfFormat1LoadAndAreSavedTheSame(String engine)
      throws IOException, MalformedModelException {
    try (Model model = TestModels.empty(engine, CONFIG)) {
      StoredParameters.load(model, GOOD.bytes());
      assertEquals(StoredParameters.of(model), GOOD.bytes());
    }
  }

  @Test(dataProvider = "engines", dataProviderClass = TestModels.class)
  public void aFileThatEndsTooEarlyIsRefused(String engine) {
    byte[] good = GOOD.bytes();
    for (int length = 0; length < good.length; length++) {
      byte[] cut = Arrays.copyOf(good, length);
      expectThrows(EOFException.class, () -> load(engine, CONFIG, cut));
    }
  }

  /** With the header that DJL puts before the parameters. */
  @Test(dataProvider = "engines", dataProviderClass = TestModels.class)
  public void aModelFileThatEndsTooEarlyIsRefused(String engine) throws IOException {
    Path folder = Files.createTempDirectory("seq2seq");
    Path file = folder.resolve("tiny-0000.params");
    try (Model saved = TestModels.random(engine, CONFIG, 1)) {
      saved.save(folder, null);
      byte[] good = Files.readAllBytes(file);
      for (int length = 0; length < good.length; length += length < 200 ? 1 : 97) {
        Files.write(file, Arrays.copyOf(good, length));
        try (Model model = TestModels.empty(engine, CONFIG)) {
          expectThrows(EOFException.class, () -> model.load(folder));
        }
      }
    } finally {
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
  }

  @Test(dataProvider = "engines", dataProviderClass = TestModels.class)
  public void everySingleBitOfTheStructureCounts(String engine) {
    for (int place : GOOD.structure()) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] bytes = GOOD.bytes();
        bytes[place] ^= (byte) (1 << bit);
        assertRefused(engine, bytes, "byte %d, bit %d".formatted(place, bit));
      }
    }
  }

  @Test(dataProvider = "engines", dataProviderClass = TestModels.class)
  public void anyDamageToTheStructureIsRefused(String engine) {
    int[] structure = GOOD.structure();
    Seeds.each(
        1000,
        seed -> {
          Random random = new Random(seed);
          byte[] bytes = GOOD.bytes();
          for (int i = 1 + random.nextInt(4); i > 0; i--) {
            bytes[structure[random.nextInt(structure.length)]] = (byte) random.nextInt(256);
          }
          if (!Arrays.equals(bytes, GOOD.bytes())) {
            assertRefused(engine, bytes, "random bytes");
          }
        });
  }

  /** Each model, and what it says about parameters of {@link #CONFIG}. */
  @DataProvider
  public Object[][] otherModels() {
    return new Object[][] {
      {CONFIG.withVocabularies(10, 11), shapes("TokenEmbedding.table", "(10, 6)", "(9, 6)")},
      {TestModels.config(1, false, true), shapes("Linear.weight", "(6, 16)", "(8, 16)")},
      {
        TestModels.config(1, true, false),
        shapes("RecurrentLayer.inputWeight", "(16, 6)", "(32, 6)")
      },
      {
        TestModels.config(2, false, false),
        "RecurrentLayer.inputWeight: parameter \"table\" found instead"
      },
      {CONFIG.with("cell=gru"), shapes("RecurrentLayer.inputWeight", "(24, 6)", "(32, 6)")},
      {CONFIG.with("sourceFeatures=7"), "Linear.weight: parameter \"table\" found instead"},
      {CONFIG.with("bridge=dense"), otherLayout("Linear")},
      {
        CONFIG.with("inputFeeding=true"),
        shapes("RecurrentLayer.inputWeight", "(32, 14)", "(32, 6)")
      },
      {
        CONFIG.with("encoderHidden=10", "bridge=zero"),
        shapes("RecurrentLayer.inputWeight", "(40, 6)", "(32, 6)")
      },
      {
        CONFIG.with("attention=additive"),
        "AdditiveAttention.query: parameter \"weight\" found instead"
      },
      {CONFIG.with("attention=dot"), otherLayout("Linear")},
      {CONFIG.with("attention=none"), "Linear.bias: no parameter found; the file is damaged"},
      {CONFIG.with("sourceVocabulary=11", "joint=true"), otherLayout("RecurrentStack")},
    };
  }

  /** Where one block more is expected than there is, a parameter begins instead. */
  private static String otherLayout(String block) {
    return block
        + ": layout version 1 expected, 0 found; the file is damaged or of another release";
  }

  private static String shapes(String parameter, String expected, String found) {
    return "%s: shape %s expected by the configuration, %s found"
        .formatted(parameter, expected, found);
  }

  @Test(dataProvider = "otherModels")
  public void parametersOfAnotherModelAreRefused(Seq2SeqConfig config, String message) {
    assertMessage(config, GOOD.bytes(), message);
  }

  @Test
  public void otherTypesAreRefused() {
    // The same number of letters, so that nothing else changes.
    byte[] bytes = replaced(GOOD.bytes(), "FLOAT32", "FLOAT64");
    String message = "TokenEmbedding.table: FLOAT32 or FLOAT16 expected, \"FLOAT64\" found";
    assertMessage(CONFIG, bytes, message);
  }

  @Test
  public void otherLayoutsAreRefused() {
    byte[] bytes = GOOD.bytes();
    bytes[0] = 2;
    String message = "Seq2Seq: layout version 1 expected, 2 found; ";
    assertMessage(CONFIG, bytes, message + "the file is damaged or of another release");
  }

  private static void assertMessage(Seq2SeqConfig config, byte[] bytes, String message) {
    MalformedModelException e =
        expectThrows(MalformedModelException.class, () -> load(TestModels.PYTORCH, config, bytes));
    assertEquals(e.getMessage(), message);
  }

  private static void assertRefused(String engine, byte[] bytes, String damage) {
    try {
      load(engine, CONFIG, bytes);
      fail("loads with damage to " + damage);
    } catch (IOException | MalformedModelException e) {
      // As it should.
    } catch (RuntimeException | OutOfMemoryError e) {
      throw new AssertionError("damage to " + damage + " gives " + e, e);
    }
  }

  private static void load(String engine, Seq2SeqConfig config, byte[] bytes)
      throws IOException, MalformedModelException {
    TestModels.requireNatives(engine);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), engine)) {
      DataInputStream stream = new DataInputStream(new ByteArrayInputStream(bytes));
      new Seq2Seq(config).loadParameters(manager, stream);
    }
  }

  private static byte[] replaced(byte[] bytes, String old, String by) {
    // One byte a letter, whatever the byte.
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    return text.replaceFirst(old, by).getBytes(StandardCharsets.ISO_8859_1);
  }
}
