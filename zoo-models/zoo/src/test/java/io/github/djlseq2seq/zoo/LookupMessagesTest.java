package io.github.djlseq2seq.zoo;

import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelNotFoundException;
import io.github.djlseq2seq.translate.Translation;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.testng.Assert;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

/** A look-up that fails says which criterion failed and what there is. */
public class LookupMessagesTest {

  private static final Map<String, String> XA_XB = Map.of("source", "xa", "target", "xb");

  private Sandbox sandbox;

  @BeforeMethod
  public void publish() throws Exception {
    sandbox = new Sandbox();
    sandbox.publish("repository", "translation", XA_XB, "0.1.0", 1);
    sandbox.publish(
        "repository", "translation", Map.of("source", "xb", "target", "xc"), "0.1.0", 1);
    sandbox.configure("repository");
  }

  @AfterMethod
  public void close() {
    sandbox.close();
  }

  @Test
  public void anArtifactIdThatNobodyKnows() {
    String message = find("translatoin", XA_XB);
    contains(message, "artifact id \"translatoin\"", "translation:source=xa,target=xb");
  }

  @Test
  public void anArtifactIdThatHasNoModelsYet() {
    ModelLookupException error =
        Assert.expectThrows(
            ModelLookupException.class,
            () -> new Seq2SeqModelLoader("none").loadModel(criteria("none").build()));
    contains(error.getMessage(), "artifact id \"none\"", "translation:source=xa,target=xb");
    String nothing = new Catalog(List.of()).notFound("g2p", null).getMessage();
    contains(nothing, "\"g2p\"", "no models at all", "djl-seq2seq-pretrained");
  }

  @Test
  public void aFilterThatFails() {
    contains(cause(criteria("translation").optFilter("source", "xx")), "source \"xx\"", "=xa,");
    contains(find("translation", Map.of("sourc", "xa")), "sourc \"xa\"", "source=xa,target=xb");
    contains(find("translation", Map.of("colour", "red")), "colour \"red\"");
    contains(
        find("translation", Map.of("source", "xa", "target", "xc")),
        "no model of \"translation\" has all of",
        "source=xa",
        "target=xc");
  }

  @Test
  public void withoutAnArtifactIdAllModelsCount() {
    String message = cause(criteria(null).optFilter("source", "xx"));
    contains(message, "no model has the source \"xx\"", "translation:source=xa,target=xb");
  }

  @Test
  public void typesThatNoTranslatorHas() {
    Criteria<Integer, String> criteria =
        Criteria.builder()
            .setTypes(Integer.class, String.class)
            .optGroupId(Seq2SeqModelZoo.GROUP_ID)
            .optArtifactId("translation")
            .build();
    String message =
        Assert.expectThrows(ModelNotFoundException.class, criteria::loadModel)
            .getCause()
            .getMessage();
    contains(
        message,
        "types must be one of",
        "(java.lang.String to java.lang.String)",
        Translation.class.getName(),
        "found (java.lang.Integer to java.lang.String)");
  }

  @Test
  public void anEngineThatIsNotThere() {
    String message =
        Assert.expectThrows(
                ModelLookupException.class,
                () ->
                    Seq2SeqModelZoo.load(
                        ModelReference.parse("translation"),
                        "TensorFlow",
                        String.class,
                        String.class,
                        Map.of()))
            .getMessage();
    contains(message, "PyTorch, MXNet", "\"TensorFlow\"");
  }

  @Test
  public void anEngineThatIsNotOnTheClassPath() {
    String message = Engines.absent("MXNet").getMessage();
    contains(message, "engine \"MXNet\"", "present: ", "ai.djl.mxnet:mxnet-engine:0.35.1");
    contains(Engines.absent("PyTorch").getMessage(), "ai.djl.pytorch:pytorch-engine:0.35.1");
  }

  @Test
  public void aSettingThatIsNoRepositoryFailsTheLookUpAndNothingElse() {
    for (String value :
        new String[] {"/no/such/folder", "https://", "http://example.org/?a=b", "\0", "file:x y"}) {
      System.setProperty(ConfiguredRepositories.PROPERTY, value);
      Assert.assertFalse(new Seq2SeqZooProvider().getModelZoo().getModelLoaders().isEmpty());
      IOException error =
          Assert.expectThrows(IOException.class, () -> criteria("translation").build().loadModel());
      contains(error.getMessage(), ConfiguredRepositories.PROPERTY, value, "folder");
    }
    System.setProperty(ConfiguredRepositories.PROPERTY, sandbox.path("model-1").toString());
    IOException error = Assert.expectThrows(IOException.class, Seq2SeqModelZoo::list);
    contains(error.getMessage(), "model-1 is no repository", "index.json");
  }

  @Test
  public void aFolderThatIsNotThere() {
    String message =
        Assert.expectThrows(
                ModelLookupException.class,
                () ->
                    Seq2SeqModelZoo.load(
                        ModelReference.parse("./no/such"),
                        null,
                        String.class,
                        String.class,
                        Map.of()))
            .getMessage();
    contains(message, "no folder", "such");
  }

  private static Criteria.Builder<String, String> criteria(String artifactId) {
    return Criteria.builder()
        .setTypes(String.class, String.class)
        .optGroupId(Seq2SeqModelZoo.GROUP_ID)
        .optArtifactId(artifactId)
        .optEngine(Sandbox.anyEngine());
  }

  /** What Criteria's exception was caused by. */
  private static String cause(Criteria.Builder<String, String> criteria) {
    Throwable cause =
        Assert.expectThrows(ModelNotFoundException.class, () -> criteria.build().loadModel())
            .getCause();
    Assert.assertTrue(cause instanceof ModelLookupException, String.valueOf(cause));
    return cause.getMessage();
  }

  private static String find(String artifactId, Map<String, String> filters) {
    return Assert.expectThrows(
            ModelLookupException.class, () -> Seq2SeqModelZoo.find(artifactId, filters))
        .getMessage();
  }

  private static void contains(String message, String... parts) {
    for (String part : parts) {
      Assert.assertTrue(message.contains(part), "\"" + part + "\" is not in: " + message);
    }
  }
}
