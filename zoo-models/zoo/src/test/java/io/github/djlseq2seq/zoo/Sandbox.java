package io.github.djlseq2seq.zoo;

import ai.djl.engine.Engine;
import ai.djl.repository.zoo.ModelZoo;
import ai.djl.util.Utils;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.testng.SkipException;

/** A cache, a setting of repositories and a class path of a test's own, put back when it closes. */
public final class Sandbox implements AutoCloseable {

  static final List<String> ENGINES = List.of("PyTorch", "MXNet");

  static {
    // The engines' libraries stay where they are: they are large.
    System.setProperty("ENGINE_CACHE_DIR", Utils.getEngineCacheDir().toString());
    // DJL looks for zoos once, by the class loader that a thread then has: not by a test's.
    if (!ModelZoo.hasModelZoo(Seq2SeqModelZoo.GROUP_ID)) {
      throw new IllegalStateException("DJL does not find the zoo");
    }
  }

  private static final String CACHE = "DJL_CACHE_DIR";

  private final ClassLoader context = Thread.currentThread().getContextClassLoader();
  private final Path folder;

  Sandbox() throws IOException {
    folder = Files.createTempDirectory("zoo");
    System.setProperty(CACHE, folder.resolve("cache").toString());
    configure();
  }

  /** The engine that has natives here. */
  public static String anyEngine() {
    return runs("PyTorch") ? "PyTorch" : "MXNet";
  }

  /** Skips a test, loudly, if an engine has no natives here. */
  public static void need(String engine) {
    if (!runs(engine)) {
      String reason = "NOT RUN: there is no " + engine + " for this platform";
      System.err.println(reason);
      throw new SkipException(reason);
    }
  }

  /** An engine may be on the class path without natives for this platform. */
  private static boolean runs(String engine) {
    try {
      return Engine.getEngine(engine).getVersion() != null;
    } catch (RuntimeException | LinkageError e) {
      return false;
    }
  }

  /** A path that nothing exists at yet. */
  Path path(String name) {
    return folder.resolve(name);
  }

  /** Publishes a tiny model. */
  ModelDescription publish(
      String repository,
      String artifactId,
      Map<String, String> properties,
      String version,
      long seed)
      throws Exception {
    Path model = path("model-" + seed);
    if (!Files.exists(model)) {
      TinyModel.write(model, seed);
    }
    return ModelPublisher.publish(
        new Publication(model, path(repository), artifactId, properties, version, "CC0-1.0"));
  }

  /** The models of this test, in the zoo's order: the project's own are there as well. */
  List<ModelDescription> list() throws IOException {
    return list(folder.getFileName().toString());
  }

  /** The models of repositories whose name has a part. */
  List<ModelDescription> list(String part) throws IOException {
    return Seq2SeqModelZoo.list().stream()
        .filter(model -> model.repository().contains(part))
        .toList();
  }

  /** Sets {@code seq2seq.repository}; without names it is empty. */
  void configure(String... repositories) {
    System.setProperty(
        ConfiguredRepositories.PROPERTY,
        String.join(",", Stream.of(repositories).map(name -> path(name).toString()).toList()));
  }

  /** Packs repositories into jars and puts them on the class path. */
  void putOnClassPath(String... repositories) throws IOException {
    URL[] urls = new URL[repositories.length];
    for (int i = 0; i < urls.length; i++) {
      urls[i] = jar(path(repositories[i])).toUri().toURL();
    }
    setClassLoader(new URLClassLoader(urls, context));
  }

  void setClassLoader(ClassLoader loader) {
    Thread.currentThread().setContextClassLoader(loader);
  }

  private static Path jar(Path repository) throws IOException {
    Path jar = repository.resolveSibling(repository.getFileName() + ".jar");
    List<Path> files = files(repository);
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out)) {
      for (Path file : files) {
        String name = repository.relativize(file).toString().replace('\\', '/');
        entries.putNextEntry(new JarEntry("mlrepo/" + name));
        Files.copy(file, entries);
      }
    }
    return jar;
  }

  /** All files below a folder, sorted. */
  static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.filter(Files::isRegularFile).sorted().toList();
    }
  }

  /** The one file of a name in the cache. */
  Path cached(String name) throws IOException {
    List<Path> found = files(path("cache")).stream().filter(file -> file.endsWith(name)).toList();
    if (found.size() != 1) {
      throw new AssertionError(name + " is in the cache " + found.size() + " times: " + found);
    }
    return found.get(0);
  }

  @Override
  public void close() {
    ClassLoader mine = Thread.currentThread().getContextClassLoader();
    setClassLoader(context);
    if (mine instanceof URLClassLoader loader && mine != context) {
      try {
        loader.close();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
    System.clearProperty(CACHE);
    System.clearProperty(ConfiguredRepositories.PROPERTY);
    Utils.deleteQuietly(folder);
  }
}
