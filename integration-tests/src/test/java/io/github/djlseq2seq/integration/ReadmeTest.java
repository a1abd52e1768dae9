package io.github.djlseq2seq.integration;

import ai.djl.util.Utils;
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

  @Test(dataProvider = "engines", dataProviderClass = EngineProvider.class)
  public void theExampleOfFineTuningLearns(String engine) throws Exception {
    EngineProvider.require(engine);
    Path folder = Files.createTempDirectory("tuning");
    try {
      PoliteCorpus.write(folder);
      String learnt = ReadmeFineTuning.tune(PoliteCorpus.criteria(engine), folder);
      Assert.assertEquals(learnt, "It's cold, sir.");
      Assert.assertEquals(
          PoliteCorpus.translate(folder.resolve("model"), engine, List.of("Il fait froid.")),
          List.of(learnt));
    } finally {
      Utils.deleteQuietly(folder);
    }
  }

  @Test
  public void theExamplesAreTheReadmes() throws Exception {
    Matcher block =
        Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(ROOT.resolve("README.md")));
    for (String example : List.of("ReadmeExample", "ReadmeFineTuning")) {
      Assert.assertTrue(block.find(), "the README has " + example);
      Path source =
          ROOT.resolve(
              "integration-tests/src/test/java/io/github/djlseq2seq/integration/%s.java"
                  .formatted(example));
      String code =
          Files.readString(source).replaceAll("(?s).*// README: begin\n|\\s*// README: end.*", "");
      Assert.assertEquals(stripped(block.group(1).replaceFirst("[\\s}]*$", "")), stripped(code));
    }
    Assert.assertFalse(block.find(), "every Java example of the README is run");
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
