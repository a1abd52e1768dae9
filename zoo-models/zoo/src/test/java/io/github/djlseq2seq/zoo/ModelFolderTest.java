package io.github.djlseq2seq.zoo;

import ai.djl.MalformedModelException;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.repository.zoo.ZooModel;
import io.github.djlseq2seq.translate.Translation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.testng.Assert;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

/** What a model folder may hold, and what is said of one that is not whole. */
public class ModelFolderTest {

  private Sandbox sandbox;
  private int folders;

  @BeforeClass
  public void open() throws IOException {
    sandbox = new Sandbox();
  }

  @AfterClass
  public void close() {
    sandbox.close();
  }

  @DataProvider
  public Object[][] code() {
    return new Object[][] {
      {"evil.jar"},
      {"classes/Evil.class"},
      {"model.py"},
      {"libs/libevil.so"},
      {"libevil.so.1.2"},
      {"x.DLL"},
      {"model.pt"},
      {"Evil.java"}
    };
  }

  @Test(dataProvider = "code")
  public void codeIsRefused(String name) throws Exception {
    Path folder = folder();
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "x");
    refuses(folder, "data alone", file.getFileName().toString());
  }

  @Test
  public void otherFactoriesAreRefused() throws Exception {
    for (String key : new String[] {"blockFactory", "translatorFactory"}) {
      Path folder = folder();
      append(folder, key + "=org.example.Evil\n");
      refuses(folder, key, "org.example.Evil", "io.github.djlseq2seq");
    }
  }

  @Test
  public void missingFilesAreNamedTogether() throws Exception {
    Path folder = folder();
    Files.delete(folder.resolve("config.json"));
    Files.delete(folder.resolve("model-0000.params"));
    refuses(folder, "no model folder", "config.json, NAME-0000.params");
  }

  @Test
  public void harmlessFilesAreLetBe() throws Exception {
    Path folder = folder();
    Files.writeString(folder.resolve("notes.txt"), "so");
    Files.createDirectories(folder.resolve("so"));
    Files.delete(folder.resolve("README.md"));
    load(folder).close();
  }

  @Test
  public void parametersOfAnotherFormatCutOffOrEmpty() throws Exception {
    Path folder = folder();
    Path file = folder.resolve("model-0000.params");
    byte[] whole = Files.readAllBytes(file);
    Files.writeString(file, "PK not ours");
    refuses(folder, "model-0000.params", "DJL@");
    Files.write(file, new byte[0]);
    refuses(folder, "model-0000.params", "DJL@");
    for (int length : new int[] {5, 40, whole.length / 2, whole.length - 1}) {
      Files.write(file, Arrays.copyOf(whole, length));
      refuses(folder, "model-0000.params");
    }
    for (int at : new int[] {9, 16, 40}) {
      byte[] damaged = whole.clone();
      damaged[at] = (byte) 0xff;
      Files.write(file, damaged);
      refuses(folder, "model-0000.params");
    }
  }

  @Test
  public void configsThatAreNoneAreNamed() throws Exception {
    Path folder = folder();
    Files.writeString(folder.resolve("config.json"), "{}");
    refuses(folder, "config.json", "\"format\" is missing");
    folder = folder();
    Files.writeString(folder.resolve("text.json"), "[");
    refuses(folder, "text.json");
    folder = folder();
    append(folder, "bad=\\uZZZZ\n");
    refuses(folder, "serving.properties");
    folder = folder();
    Files.write(folder.resolve("serving.properties"), new byte[] {'a', '=', (byte) 0xff});
    refuses(folder, "serving.properties: not valid UTF-8");
  }

  @Test
  public void theNameOfSeveralParametersIsAsServingPropertiesSays() throws Exception {
    Path folder = folder();
    Files.copy(folder.resolve("model-0000.params"), folder.resolve("other-0000.params"));
    append(folder, "option.modelName=other\n");
    try (ZooModel<String, String> model = load(folder)) {
      Assert.assertEquals(model.getName(), "other");
    }
    append(folder, "option.modelName=third\n");
    refuses(folder, "modelName must be one of [model, other], found third");
  }

  @Test
  public void whatWasChangedSinceItWasSavedIsRefusedUnlessTheSumsAreDeleted() throws Exception {
    Path folder = TinyModel.write(sandbox.path("saved"), 1);
    load(folder).close();
    append(folder, "beam=2\n");
    refuses(folder, "serving.properties is damaged", "delete", "checksums.json");
    Files.delete(folder.resolve("checksums.json"));
    load(folder).close();
  }

  @Test
  public void sumsAreOfAllThatIsUsedAndOfNothingElsewhere() throws Exception {
    Path folder = TinyModel.write(sandbox.path("summed"), 1);
    Path sums = folder.resolve("checksums.json");
    String whole = Files.readString(sums);
    Path later = folder.resolve("model-0001.params");
    Files.copy(folder.resolve("model-0000.params"), later);
    refuses(folder, "model-0001.params is not among the files of", "checksums.json");
    Files.delete(later);
    Files.writeString(sums, "{}");
    refuses(folder, "serving.properties is not among the files of", "checksums.json");
    for (String name : new String[] {"../../x", "/etc/hostname", "\\u0000"}) {
      Files.writeString(sums, "{\"" + name + "\":\"0\"," + whole.substring(1));
      refuses(folder, "checksums.json: name of a file must be a relative path");
    }
    Files.writeString(sums, whole);
    load(folder).close();
  }

  /** Small files that would have all memory taken, if they were believed. */
  @Test
  public void sizesAreCheckedBeforeMemoryIsTaken() throws Exception {
    for (String key : new String[] {"layers", "encoderLayers"}) {
      Path folder = folder();
      String config = Files.readString(folder.resolve("config.json"));
      Files.writeString(
          folder.resolve("config.json"),
          config.replaceFirst("\"" + key + "\":\\d+", "\"" + key + "\":1000000000"));
      refuses(folder, "config.json", key + " must be from", "found 1000000000");
    }
    Path folder = folder();
    Path file = folder.resolve("model-0000.params");
    byte[] content = Files.readAllBytes(file);
    // DJL@, version, the name "model", "FLOAT32": then the number of inputs.
    content[4 + 4 + 7 + 9 + 3] = 1;
    Files.write(file, content);
    refuses(folder, "model-0000.params", "no inputs, found 1, FLOAT32 and 1");
    // A table of 2 GB, which file and configuration agree on.
    Path large = folder();
    String config = Files.readString(large.resolve("config.json"));
    Files.writeString(
        large.resolve("config.json"),
        config.replaceFirst("\"embedding\":\\d+", "\"embedding\":50000000"));
    Path table = large.resolve("model-0000.params");
    byte[] small = Files.readAllBytes(table);
    int shape = indexOf(small, new byte[] {0, 0, 0, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0, 0, 0, 4});
    ByteBuffer.wrap(small).putLong(shape + 8, 50_000_000);
    int length = indexOf(small, new byte[] {'<', 0, 0, 0, (byte) 160});
    ByteBuffer.wrap(small).putInt(length + 1, 2_000_000_000);
    Files.write(table, small);
    refuses(large, "model-0000.params is cut off");
  }

  private static int indexOf(byte[] content, byte[] part) {
    for (int i = 0; i <= content.length - part.length; i++) {
      if (Arrays.equals(content, i, i + part.length, part, 0, part.length)) {
        return i;
      }
    }
    throw new AssertionError("not found");
  }

  /** Such as one that names other parameters than those that were looked at. */
  @Test
  public void optionsOfOtherKindsOfModelsHaveNoEffect() throws Exception {
    Path folder = folder();
    append(folder, "option.epoch=7\noption.hasParameter=false\noption.MxOptimizeFor=x\n");
    try (ZooModel<String, String> model = load(folder);
        Predictor<String, String> predictor = model.newPredictor()) {
      Assert.assertFalse(predictor.predict(TinyModel.TEXT).isEmpty());
    }
  }

  @Test
  public void whatAModelItselfAsksForIsItsOwnFault() throws Exception {
    Path folder = folder();
    append(folder, "beam=0\n");
    refuses(folder, "serving.properties", "beam must be at least 1, found 0");
    Files.write(folder().resolve("config.json"), new byte[] {'{', (byte) 0xff});
    IOException error =
        Assert.expectThrows(
            IOException.class, () -> load(sandbox.path("folder-" + (folders - 1))).close());
    Assert.assertTrue(error.getMessage().contains("config.json: not valid UTF-8"), "" + error);
  }

  @Test
  public void typesOfAnotherKindOfModelAreALookUpThatFails() throws Exception {
    Path folder = folder();
    ModelLookupException error =
        Assert.expectThrows(
            ModelLookupException.class,
            () ->
                Seq2SeqModelZoo.load(
                    ModelReference.parse(folder.toString()),
                    Sandbox.anyEngine(),
                    float[][].class,
                    Translation.class,
                    Map.of()));
    Assert.assertTrue(error.getMessage().contains("types must be String to"), "" + error);
  }

  @Test
  public void savingKeepsWhatTheModelAsksForAndWhatLiesBeside() throws Exception {
    Path folder = folder();
    append(folder, "beam=2\nprefix=a \\u00e9\n");
    Path saved = sandbox.path("again");
    Path backup = Files.createDirectories(sandbox.path("again.previous"));
    for (int i = 0; i < 2; i++) {
      try (ZooModel<NDList, NDList> model =
          Seq2SeqModelZoo.load(
              new ModelReference.Folder(folder),
              Sandbox.anyEngine(),
              NDList.class,
              NDList.class,
              Map.of())) {
        Seq2SeqModels.save(model, saved);
      }
    }
    Map<String, String> serving = ModelFolder.open(saved, null).serving();
    Assert.assertEquals(serving.get("beam"), "2");
    Assert.assertEquals(serving.get("prefix"), "a \u00e9");
    Assert.assertEquals(serving.get(ModelFolder.MODEL_NAME), "model");
    Assert.assertTrue(Files.exists(backup));
  }

  /** Without checksums, which would find every change first. */
  private Path folder() throws IOException {
    Path folder = TinyModel.write(sandbox.path("folder-" + folders++), 1);
    Files.delete(folder.resolve("checksums.json"));
    return folder;
  }

  private static void append(Path folder, String line) throws IOException {
    Path file = folder.resolve("serving.properties");
    Files.writeString(file, Files.readString(file) + line);
  }

  private static ZooModel<String, String> load(Path folder) throws Exception {
    return Seq2SeqModelZoo.load(
        ModelReference.parse(folder.toString()),
        Sandbox.anyEngine(),
        String.class,
        String.class,
        Map.of());
  }

  private static void refuses(Path folder, String... parts) {
    MalformedModelException error =
        Assert.expectThrows(MalformedModelException.class, () -> load(folder).close());
    for (String part : parts) {
      Assert.assertTrue(error.getMessage().contains(part), part + " is not in " + error);
    }
  }
}
