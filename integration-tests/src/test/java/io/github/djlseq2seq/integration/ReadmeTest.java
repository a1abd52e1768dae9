package io.github.djlseq2seq.integration;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.testng.Assert;
import org.testng.annotations.Test;

/** What the README shows is what runs. */
public class ReadmeTest {

  private static final Path ROOT = ProjectRoot.find();

  @Test
  public void theExampleTranslates() throws Exception {
    Assert.assertTrue(
        EmbeddedModelTest.STUDENT.contains(ReadmeExample.translate()), ReadmeExample.translate());
  }

  @Test
  public void theExampleIsTheReadmes() throws Exception {
    Matcher block =
        Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(ROOT.resolve("README.md")));
    Assert.assertTrue(block.find(), "the README has a Java example");
    Path source =
        ROOT.resolve(
            "integration-tests/src/test/java/io/github/djlseq2seq/integration/ReadmeExample.java");
    String code =
        Files.readString(source).replaceAll("(?s).*// README: begin\n|\\s*// README: end.*", "");
    String shown = block.group(1).replaceFirst("\n}\n$", "");
    Assert.assertEquals(stripped(shown), stripped(code));
  }

  @Test
  public void theTestCommandIsWhatContinuousIntegrationRuns() throws Exception {
    Assert.assertTrue(
        Files.readString(ROOT.resolve("README.md")).contains("```sh\nmvn verify\n```"));
    List<String> script = Files.readAllLines(ROOT.resolve(".ci/run"));
    Assert.assertEquals(script.get(script.size() - 1).replace("exec ", "").strip(), "mvn verify");
  }

  private static List<String> stripped(String code) {
    return code.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
  }
}
