package io.github.djlseq2seq.zoo;

import ai.djl.MalformedModelException;
import ai.djl.repository.zoo.ZooModel;
import java.io.IOException;
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
