package io.github.djlseq2seq.zoo;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.testng.Assert;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

/** What the command line's MODEL means. */
public class ModelReferenceTest {

  @Test
  public void publishedModels() {
    Assert.assertEquals(
        ModelReference.parse("translation:source=xa,target=xb"),
        new ModelReference.Published("translation", Map.of("source", "xa", "target", "xb")));
    Assert.assertEquals(
        ModelReference.parse("text2regex"), new ModelReference.Published("text2regex", Map.of()));
    for (String text : List.of("translation:target=en,source=zh-Hans", "g2p")) {
      Assert.assertEquals(ModelReference.parse(text).toString(), text);
    }
  }

  @Test
  public void folders() throws Exception {
    for (String text : List.of("models/fr-en", "./translation", "../x:y=z", "/a/b")) {
      Assert.assertEquals(
          ModelReference.parse(text), new ModelReference.Folder(Path.of(text)), text);
    }
    // This module's own folder, whatever the working directory is.
    Assert.assertEquals(
        ModelReference.parse("src"), new ModelReference.Folder(Path.of("src")), "an existing one");
  }

  @DataProvider
  public Object[][] faults() {
    return new Object[][] {
      {"translation:", "key=value"},
      {"translation:source", "found \"source\""},
      {"translation:source=", "found \"source=\""},
      {"translation:=fr", "found \"=fr\""},
      {"translation:source=fr,", "found \"\""},
      {"translation:source=fr,source=de", "\"source\" twice"},
      {"Translation", "ARTIFACT[:key=value,...]"},
      {"", "ARTIFACT[:key=value,...]"},
      {"a b", "ARTIFACT[:key=value,...]"},
      {"\0", "ARTIFACT[:key=value,...]"},
    };
  }

  @Test(dataProvider = "faults")
  public void faultsNameTheRule(String text, String expected) {
    IllegalArgumentException error =
        Assert.expectThrows(IllegalArgumentException.class, () -> ModelReference.parse(text));
    Assert.assertTrue(error.getMessage().contains(expected), error.getMessage());
    Assert.assertTrue(error.getMessage().startsWith("model must be"), error.getMessage());
  }
}
