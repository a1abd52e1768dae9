package io.github.djlseq2seq.integration;

import ai.djl.inference.Predictor;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A service in a process of its own: fifty threads with a predictor each, and one model. */
final class ManyThreads {

  private static final int THREADS = 50;
  private static final int DISTINCT = 500;

  private ManyThreads() {}

  /**
   * Translates sentences on one thread, then so many on fifty, several times. Prints how many were
   * wrong and the process's memory in MiB after each time, -1 where the system does not tell.
   *
   * @param arguments engine, number of sentences, how often, seed
   */
  public static void main(String[] arguments) throws Exception {
    Criteria<String, String> criteria =
        Criteria.builder()
            .setTypes(String.class, String.class)
            .optGroupId("io.github.djlseq2seq")
            .optArtifactId("translation")
            .optFilter("source", "fr")
            .optEngine(arguments[0])
            .build();
    int count = Integer.parseInt(arguments[1]);
    int rounds = Integer.parseInt(arguments[2]);
    List<String> sentences = sentences(new Random(Long.parseLong(arguments[3])));
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try (ZooModel<String, String> model = criteria.loadModel()) {
      List<String> expected = new ArrayList<>();
      try (Predictor<String, String> predictor = model.newPredictor()) {
        for (String sentence : sentences) {
          expected.add(predictor.predict(sentence));
        }
      }
      int wrong = 0;
      StringBuilder memory = new StringBuilder();
      for (int round = 0; round < rounds; round++) {
        wrong += translate(threads, model, sentences, expected, count);
        memory.append(' ').append(memory());
      }
      System.out.println(wrong + memory.toString());
    } finally {
      threads.shutdown();
    }
  }

  private static int translate(
      ExecutorService threads,
      ZooModel<String, String> model,
      List<String> sentences,
      List<String> expected,
      int count)
      throws Exception {
    AtomicInteger next = new AtomicInteger();
    Callable<Integer> lane =
        () -> {
          int wrong = 0;
          try (Predictor<String, String> predictor = model.newPredictor()) {
            for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
              int which = i % sentences.size();
              wrong += predictor.predict(sentences.get(which)).equals(expected.get(which)) ? 0 : 1;
            }
          }
          return wrong;
        };
    int wrong = 0;
    for (Future<Integer> result :
        threads.invokeAll(Stream.generate(() -> lane).limit(THREADS).toList())) {
      wrong += result.get();
    }
    return wrong;
  }

  private static List<String> sentences(Random random) {
    List<String> subjects = List.of("Je", "Tom", "Marie", "Mon frère", "Le vieil homme", "Elle");
    List<String> verbs = List.of("mange", "voit", "achète", "regarde", "cherche", "aime");
    List<String> objects = List.of("une pomme", "le chien", "la mer", "ses clés", "un livre rouge");
    List<String> ends = List.of(".", " ?", " ce soir.", " à Boston depuis trois ans.", " !");
    return Stream.generate(
            () ->
                "%s %s %s%s"
                    .formatted(
                        any(random, subjects),
                        any(random, verbs),
                        any(random, objects),
                        any(random, ends)))
        .limit(DISTINCT)
        .toList();
  }

  private static String any(Random random, List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private static long memory() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return -1;
    }
    System.gc();
    try (Stream<String> lines = Files.lines(status)) {
      String line = lines.filter(text -> text.startsWith("VmRSS:")).findFirst().orElseThrow();
      return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
    }
  }
}
