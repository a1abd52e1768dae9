import ai.djl.engine.Engine;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import io.github.djlseq2seq.zoo.ModelDescription;
import io.github.djlseq2seq.zoo.Seq2SeqModelZoo;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a model costs a service whose engine runs already: the time to load it, and the memory it adds.
 *
 * <pre>java -cp "LIB/*" ModelCost.java ENGINE MODEL TEXT</pre>
 *
 * <p>LIB is the distribution's folder of jars. Prints MODEL, milliseconds to load it and make a predictor, milliseconds of the
 * first answer, and the MiB by which the process's resident memory is larger after a hundred.
 */
public final class ModelCost {

  private static final int ANSWERS = 100;

  private ModelCost() {}

  public static void main(String[] arguments) throws Exception {
    ModelDescription description =
        Seq2SeqModelZoo.list().stream()
            .filter(model -> model.reference().equals(arguments[1]))
            .findFirst()
            .orElseThrow();
    Criteria<String, String> criteria =
        Criteria.builder()
            .setTypes(String.class, String.class)
            .optGroupId("io.github.djlseq2seq")
            .optArtifactId(description.artifactId())
            .optFilters(description.properties())
            .optEngine(arguments[0])
            .build();
    try (NDManager manager = Engine.getEngine(arguments[0]).newBaseManager()) {
      manager.ones(new Shape(64, 64)).matMul(manager.eye(64)).toFloatArray();
    }
    // What is unpacked once is not what each start costs.
    criteria.downloadModel();
    System.gc();
    long before = resident();
    long start = System.nanoTime();
    try (ZooModel<String, String> model = criteria.loadModel();
        Predictor<String, String> predictor = model.newPredictor()) {
      long loaded = System.nanoTime();
      predictor.predict(arguments[2]);
      long answered = System.nanoTime();
      for (int i = 1; i < ANSWERS; i++) {
        predictor.predict(arguments[2]);
      }
      System.gc();
      System.out.printf(
          "%s\t%d\t%d\t%d%n",
          arguments[1],
          (loaded - start) / 1_000_000,
          (answered - loaded) / 1_000_000,
          resident() - before);
    }
  }

  private static long resident() throws Exception {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
      }
    }
    throw new IllegalStateException("no VmRSS");
  }
}
