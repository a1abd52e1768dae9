package io.github.djlseq2seq.integration;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.testng.Assert;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** What a user of the libraries pulls in: DJL's API and Gson, nothing more. */
public class DependenciesTest {

  private static final Set<String> ALLOWED =
      Set.of(
          "ai.djl:api",
          "com.google.code.gson:gson",
          "io.github.djlseq2seq:djl-seq2seq-block",
          "io.github.djlseq2seq:djl-seq2seq-translators",
          "io.github.djlseq2seq:djl-seq2seq-pretrained");

  private static final String ERRORS =
      "translators/src/main/java/io/github/djlseq2seq/translate/text/ExternalTokenizers.java";

  @DataProvider
  public Object[][] libraries() {
    return new Object[][] {
      {"seq2seq-block"},
      {"translators"},
      {"zoo-models/pretrained"},
      {"zoo-models/pretrained-sharealike"},
      {"zoo-models/zoo"}
    };
  }

  @Test(dataProvider = "libraries")
  public void aLibraryPullsInLittle(String module) throws Exception {
    Document pom = parse(ProjectRoot.find().resolve(module).resolve("pom.xml"));
    Assert.assertEquals(text(pom.getDocumentElement(), "engine.scope"), "", "engine.scope");
    Set<String> unexpected = new TreeSet<>();
    for (Element dependency : dependencies(pom.getDocumentElement())) {
      String name = text(dependency, "groupId") + ":" + text(dependency, "artifactId");
      if (!isHidden(dependency) && !ALLOWED.contains(name)) {
        unexpected.add(name);
      }
    }
    Assert.assertEquals(unexpected, Set.of(), "dependencies that users of " + module + " get");
  }

  /** Optional dependencies reach no user, but each is one that a user may have to add. */
  @Test
  public void theOptionalDependenciesAreThoseThatTheReadmeNames() throws Exception {
    Path root = ProjectRoot.find();
    Set<String> optional = new TreeSet<>();
    for (Object[] library : libraries()) {
      Path pom = root.resolve((String) library[0]).resolve("pom.xml");
      for (Element dependency : dependencies(parse(pom).getDocumentElement())) {
        if (text(dependency, "optional").equals("true")) {
          optional.add(text(dependency, "groupId") + ":" + text(dependency, "artifactId"));
        }
      }
    }
    Assert.assertEquals(
        optional, Set.of("ai.djl.sentencepiece:sentencepiece", "ai.djl.huggingface:tokenizers"));
    Element parent = parse(root.resolve("pom.xml")).getDocumentElement();
    List<String> names =
        List.of(
            "ai.djl.sentencepiece:sentencepiece:" + text(parent, "sentencepiece.version"),
            "ai.djl.huggingface:tokenizers:" + text(parent, "djl.version"));
    for (String file : List.of("README.md", ERRORS)) {
      String content = Files.readString(root.resolve(file));
      names.forEach(name -> Assert.assertTrue(content.contains(name), name + " is not in " + file));
    }
  }

  @Test
  public void whatEveryModuleHasIsForTestsOrTheCompilerAlone() throws Exception {
    Element parent = parse(ProjectRoot.find().resolve("pom.xml")).getDocumentElement();
    Assert.assertEquals(text(parent, "engine.scope"), "test");
    List<Element> common = dependencies(parent);
    Assert.assertFalse(common.isEmpty());
    for (Element dependency : common) {
      String scope = text(dependency, "scope");
      boolean engine = scope.equals("${engine.scope}");
      Assert.assertTrue(engine || isHidden(dependency), text(dependency, "artifactId"));
    }
  }

  private static boolean isHidden(Element dependency) {
    String scope = text(dependency, "scope");
    return scope.equals("test")
        || scope.equals("provided")
        || text(dependency, "optional").equals("true");
  }

  private static Document parse(Path pom) throws Exception {
    return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(pom.toFile());
  }

  /** The dependencies of the project itself and of its profiles, not those only managed. */
  private static List<Element> dependencies(Element project) {
    List<Element> found = new ArrayList<>();
    collect(project, found);
    return found;
  }

  private static void collect(Element element, List<Element> found) {
    for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element child) {
        String name = child.getTagName();
        if (name.equals("dependency")) {
          found.add(child);
        } else if (!name.equals("dependencyManagement") && !name.equals("build")) {
          collect(child, found);
        }
      }
    }
  }

  /** The text of a child element, also below properties; empty if there is none. */
  private static String text(Element element, String name) {
    for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element child) {
        if (child.getTagName().equals(name)) {
          return child.getTextContent().strip();
        }
        if (child.getTagName().equals("properties")) {
          String inner = text(child, name);
          if (!inner.isEmpty()) {
            return inner;
          }
        }
      }
    }
    return "";
  }
}
