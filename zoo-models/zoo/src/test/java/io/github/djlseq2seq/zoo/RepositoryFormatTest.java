package io.github.djlseq2seq.zoo;

import ai.djl.MalformedModelException;
import io.github.djlseq2seq.block.Seq2SeqBlockFactory;
import io.github.djlseq2seq.translate.Seq2SeqTranslatorFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.testng.Assert;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

/** Nothing that a repository says is believed unchecked. */
public class RepositoryFormatTest {

  private static final Map<String, String> XA_XB = Map.of("source", "xa", "target", "xb");
  private static final String METADATA =
      "model/nlp/machine_translation/io/github/djlseq2seq/translation/metadata.json";

  @DataProvider
  public Object[][] names() {
    return new Object[][] {
      {"..\\\\config.json"},
      {"../config.json"},
      {"/config.json"},
      {"C:config.json"},
      {""},
      {"."},
      {".."},
      {"a/b"},
      {".hidden"},
      {"nul\\u0000"},
      {"config.json."},
      {"\\uff0e\\uff0e"},
      {"%2e%2e"},
      {"a b"}
    };
  }

  @Test(dataProvider = "names")
  public void aNameThatLeavesItsFolderIsRefused(String name) throws Exception {
    refuses(METADATA, "\"name\": \"config.json\"", "\"name\": \"" + name + "\"", "plain file name");
  }

  @DataProvider
  public Object[][] uris() {
    return new Object[][] {
      {"../../config.json"},
      {"0.1.0/../config.json"},
      {"/etc/passwd"},
      {"file:///etc/passwd"},
      {"http://localhost/config.json"},
      {"0.1.0//config.json"},
      {"0.1.0\\\\config.json"},
      {"0.1.0/%2e%2e/config.json"},
      {"config.json?x"},
      {""}
    };
  }

  @Test(dataProvider = "uris")
  public void aPathThatLeavesTheRepositoryIsRefused(String uri) throws Exception {
    refuses(
        METADATA,
        "\"uri\": \"0.1.0/translation-xa-xb/config.json\"",
        "\"uri\": \"" + uri + "\"",
        "relative path");
  }

  @Test
  public void whatIsMissingOrStrangeIsNamed() throws Exception {
    refuses(METADATA, "\"name\": \"translation-xa-xb\"", "\"name\": \"../x\"", "plain file name");
    refuses(METADATA, "\"name\": \"translation-xa-xb\",", "", "name is missing");
    refuses(METADATA, "\"version\": \"0.1.0\"", "\"version\": \"../1\"", "numbers joined by dots");
    refuses(METADATA, "\"version\": \"0.1.0\",", "", "version is missing");
    refuses(METADATA, "\"sha1Hash\"", "\"sha2Hash\"", "sha1Hash of 0.1.0");
    refuses(METADATA, "\"files\"", "\"fils\"", "files must not be empty");
    refuses(
        METADATA, "\"name\": \"config.json\"", "\"name\": \"text.json\"", "\"text.json\" twice");
    refuses(METADATA, "xa-xb/config.json\"", "xa-xb/config.json.gz\"", "compressed");
    refuses(METADATA, "\"artifacts\"", "\"artefacts\"", "artifacts is missing");
    refuses(
        METADATA, "\"artifactId\": \"translation\"", "\"artifactId\": \"g2p\"", "found \"g2p\"");
    refuses(METADATA, "{", "[", "not what it should be");
    refuses(METADATA, "\"version\": \"0.1.0\"", "\"version\": null", "may be null");
    refuses(METADATA, "\"licence\": \"CC0-1.0\"", "\"licence\": null", "may be null");
    refuses("index.json", "nlp/machine_translation", "../..", "application must be one of DJL's");
    refuses("index.json", "\"translation\"", "\"../translation\"", "lower-case words");
    refuses("index.json", "\"format\": 1", "\"format\": 2", "format must be 1");
    refuses("index.json", "\"translation\"", "\"translations\"", "incomplete");
    refuses("index.json", "\"artifacts\"", "\"artefacts\"", "list of artifacts");
  }

  /** What metadata may say, but a model may not bring. */
  @Test
  public void classesAndCodeAreRefusedWhenAModelIsLoaded() throws Exception {
    String blocks = Seq2SeqBlockFactory.class.getName();
    String translators = Seq2SeqTranslatorFactory.class.getName();
    for (String[] change :
        new String[][] {
          {blocks, "org.example.Evil", "blockFactory must be " + blocks},
          {translators, "org.example.Evil", "translatorFactory must be " + translators},
          {"\"name\": \"README.md\"", "\"name\": \"evil.jar\"", "must hold data alone"},
        }) {
      try (Sandbox sandbox = new Sandbox()) {
        sandbox.publish("repository", "translation", XA_XB, "0.1.0", 1);
        sandbox.configure("repository");
        Path path = sandbox.path("repository").resolve(METADATA);
        String content = Files.readString(path);
        Assert.assertTrue(content.contains(change[0]), content);
        Files.writeString(path, content.replace(change[0], change[1]));
        MalformedModelException error =
            Assert.expectThrows(
                MalformedModelException.class,
                () ->
                    Seq2SeqModelZoo.load(
                        ModelReference.parse("translation:source=xa"),
                        Sandbox.anyEngine(),
                        String.class,
                        String.class,
                        Map.of()));
        Assert.assertTrue(error.getMessage().contains(change[2]), error.getMessage());
      }
    }
  }

  @Test
  public void emptyFilesAreErrors() throws Exception {
    try (Sandbox sandbox = new Sandbox()) {
      sandbox.publish("repository", "translation", XA_XB, "0.1.0", 1);
      sandbox.configure("repository");
      for (String file : new String[] {METADATA, "index.json"}) {
        Files.writeString(sandbox.path("repository").resolve(file), "");
        IOException error = Assert.expectThrows(IOException.class, Seq2SeqModelZoo::list);
        Assert.assertTrue(error.getMessage().contains("may not be empty"), error.getMessage());
      }
    }
  }

  @Test
  public void otherGroupsAreOtherZoosMatter() throws Exception {
    try (Sandbox sandbox = new Sandbox()) {
      sandbox.publish("repository", "translation", XA_XB, "0.1.0", 1);
      sandbox.configure("repository");
      Path index = sandbox.path("repository").resolve("index.json");
      Files.writeString(
          index, Files.readString(index).replace("io.github.djlseq2seq", "org.example"));
      Assert.assertEquals(sandbox.list(), List.of());
    }
  }

  private static void refuses(String file, String from, String to, String expected)
      throws Exception {
    try (Sandbox sandbox = new Sandbox()) {
      sandbox.publish("repository", "translation", XA_XB, "0.1.0", 1);
      sandbox.configure("repository");
      Path path = sandbox.path("repository").resolve(file);
      String content = Files.readString(path);
      Assert.assertTrue(content.contains(from), content);
      int at = content.indexOf(from);
      Files.writeString(
          path, content.substring(0, at) + to + content.substring(at + from.length()));
      IOException error = Assert.expectThrows(IOException.class, Seq2SeqModelZoo::list);
      Assert.assertTrue(error.getMessage().contains(expected), error.getMessage());
      Assert.assertTrue(error.getMessage().contains("repository"), error.getMessage());
    }
  }
}
