package io.github.djlseq2seq.zoo;

import ai.djl.repository.zoo.ModelLoader;
import ai.djl.repository.zoo.ModelZoo;
import ai.djl.repository.zoo.ZooProvider;
import java.net.URL;
import java.util.Enumeration;
import java.util.List;
import java.util.ServiceLoader;
import org.testng.Assert;
import org.testng.annotations.Test;

/** A fault of ours must never reach a look-up that does not concern this zoo. */
public class Seq2SeqZooProviderTest {

  @Test
  public void djlFindsTheZoo() {
    Assert.assertTrue(ModelZoo.hasModelZoo(Seq2SeqModelZoo.GROUP_ID));
    Assert.assertTrue(
        ServiceLoader.load(ZooProvider.class).stream()
            .anyMatch(provider -> provider.type() == Seq2SeqZooProvider.class));
    Assert.assertEquals(
        List.copyOf(ModelZoo.getModelZoo(Seq2SeqModelZoo.GROUP_ID).getSupportedEngines()),
        List.of("PyTorch", "MXNet"));
  }

  @Test
  public void theProviderReadsNothing() throws Exception {
    try (Sandbox sandbox = new Sandbox()) {
      sandbox.configure("nowhere");
      sandbox.setClassLoader(new FailingLoader());
      ModelZoo zoo = new Seq2SeqZooProvider().getModelZoo();
      Assert.assertEquals(zoo.getGroupId(), "io.github.djlseq2seq");
      Assert.assertEquals(
          zoo.getModelLoaders().stream().map(ModelLoader::getArtifactId).toList(),
          List.of("translation", "transliteration", "g2p", "chatbot", "text2regex"));
      Assert.assertNotNull(zoo.getModelLoader("translation"));
      Assert.assertNull(zoo.getModelLoader("resnet"));
    }
  }

  private static final class FailingLoader extends ClassLoader {

    FailingLoader() {
      super(null);
    }

    @Override
    public Enumeration<URL> getResources(String name) {
      throw new IllegalStateException("read " + name);
    }
  }
}
