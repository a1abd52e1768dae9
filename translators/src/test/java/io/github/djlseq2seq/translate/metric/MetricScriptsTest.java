package io.github.djlseq2seq.translate.metric;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertTrue;

import io.github.djlseq2seq.translate.corpus.ParallelCorpus;
import io.github.djlseq2seq.translate.corpus.SentencePair;
import io.github.djlseq2seq.translate.text.SharedData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.testng.SkipException;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

/** The same numbers as the scripts that other systems are scored with. */
public class MetricScriptsTest {

  private static final String PROGRAM =
      """
      import sys
      sys.dont_write_bytecode = True
      sys.path.insert(0, sys.argv[1])
      import bleu, errorrate, normalize
      hyp, ref, hyp13a, ref13a = [
          open(p, encoding="utf-8", newline="\\n").read().split("\\n")[:-1] for p in sys.argv[2:6]]
      hyp, ref = [[normalize.normalize(line) for line in lines] for lines in (hyp, ref)]
      open(sys.argv[6], "w", encoding="utf-8", newline="\\n").write("".join(x + "\\n" for x in hyp + ref))
      edits = sum(errorrate.distance(h.split(), r.split()) for h, r in zip(hyp, ref))
      print(repr(bleu.bleu(hyp, ref)), repr(bleu.chrf(hyp, ref)), edits / sum(len(r.split()) for r in ref))
      print(repr(bleu.bleu(hyp13a, ref13a)))
      """;

  // The script takes the mean of the orders' F-scores, sacreBLEU the F-score of their means.
  private static final double CHRF_WAYS = 0.01;

  private Path scripts;
  private Path folder;
  private List<String> references;

  @BeforeClass
  public void requireScripts() throws IOException {
    scripts = SharedData.require("bench");
    references = new ArrayList<>();
    for (String corpus : List.of("tatoeba_fra_eng", "tatoeba_kor_eng")) {
      Path file = SharedData.require("data/" + corpus + "/valid.tsv");
      ParallelCorpus.readAll(file).forEach(pair -> references.add(pair.source()));
      ParallelCorpus.readAll(file).forEach(pair -> references.add(pair.target()));
    }
  }

  @BeforeMethod
  public void makeFolder() throws IOException {
    folder = Files.createTempDirectory("metric");
  }

  @AfterMethod
  public void deleteFolder() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  @Test
  public void scoresAreThoseOfTheScripts() throws IOException, InterruptedException {
    Random random = new Random(7);
    List<String> hypotheses = references.stream().map(line -> perturb(line, random)).toList();
    List<Segment> plain = Segment.pairs(hypotheses, references);
    List<Segment> tokenized = plain.stream().map(s -> s.map(Tokenizer13a::tokenize)).toList();
    List<Segment> normalized = plain.stream().map(s -> s.map(MetricText::normalize)).toList();
    Path out = folder.resolve("out");
    String output =
        python(
            "-c",
            PROGRAM,
            scripts,
            Files.write(folder.resolve("hyp"), hypotheses),
            Files.write(folder.resolve("ref"), references),
            Files.write(folder.resolve("hyp13a"), hypotheses(tokenized)),
            Files.write(folder.resolve("ref13a"), firstReferences(tokenized)),
            out);
    List<String> ours = new ArrayList<>(hypotheses(normalized));
    ours.addAll(firstReferences(normalized));
    assertEquals(ours, Files.readAllLines(out));
    List<Double> scores = Stream.of(output.split("\\s+", -1)).map(Double::valueOf).toList();
    assertEquals(Bleu.score(normalized), scores.get(0), 1e-9);
    assertEquals(ChrF.score(normalized), scores.get(1), CHRF_WAYS);
    assertEquals(ErrorRate.ofTokens(normalized), scores.get(2), 1e-9);
    assertEquals(Bleu.score(tokenized), scores.get(3), 1e-9);
    for (double bleu : List.of(scores.get(0), scores.get(3))) {
      assertTrue(bleu > 10 && bleu < 90, "the perturbation says nothing: " + bleu);
    }
  }

  @Test
  public void ratesOfPronunciationsAreThoseOfTheScript() throws IOException, InterruptedException {
    Path dictionary = SharedData.require("data/cmudict/valid.tsv");
    Map<String, List<String>> pronunciations = new LinkedHashMap<>();
    for (SentencePair pair : ParallelCorpus.readAll(dictionary)) {
      pronunciations.computeIfAbsent(pair.source(), w -> new ArrayList<>()).add(pair.target());
    }
    Random random = new Random(8);
    List<String> lines = new ArrayList<>();
    List<Segment> segments = new ArrayList<>();
    pronunciations.forEach(
        (word, wanted) -> {
          String last = wanted.get(wanted.size() - 1);
          String guess = random.nextInt(3) == 0 ? perturb(last, random) : last;
          lines.add(word + "\t" + guess);
          segments.add(new Segment(guess, wanted).map(MetricText::plain));
        });
    Path guesses = Files.write(folder.resolve("guesses"), lines);
    Path script = scripts.resolve("errorrate.py");
    assertEquals(python(script, guesses, dictionary), rates(segments));
    List<Segment> plain =
        segments.stream().map(s -> s.map(line -> line.replaceAll("[0-9]", ""))).toList();
    assertEquals(python(script, guesses, dictionary, "--strip-stress"), rates(plain));
  }

  /** Our figures, as the script prints them. */
  private static String rates(List<Segment> segments) {
    return String.format(
        Locale.ROOT,
        "WER %.2f  PER %.2f  words %d  missing 0",
        100 * (1 - ExactMatch.score(segments)),
        100 * ErrorRate.ofTokens(segments),
        segments.size());
  }

  private static List<String> hypotheses(List<Segment> segments) {
    return segments.stream().map(Segment::hypothesis).toList();
  }

  private static List<String> firstReferences(List<Segment> segments) {
    return segments.stream().map(segment -> segment.references().get(0)).toList();
  }

  /** Drops, doubles, swaps and mutilates words. */
  private static String perturb(String line, Random random) {
    List<String> words = new ArrayList<>();
    for (String word : line.split(" ", -1)) {
      switch (random.nextInt(12)) {
        case 0 -> {}
        case 1 -> Collections.addAll(words, word, word);
        case 2 -> words.add(0, word);
        case 3 -> words.add(word.substring(word.offsetByCodePoints(0, word.isEmpty() ? 0 : 1)));
        case 4 -> words.add(word + "\u2019\u00BD\uD83D\uDE00");
        default -> words.add(word);
      }
    }
    return String.join(random.nextBoolean() ? " " : "\u00A0", words);
  }

  private static String python(Object... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("python3"));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      String message = "NOT TESTED: there is no python3 to compare scores with";
      System.err.println(message);
      throw new SkipException(message, e);
    }
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertEquals(process.waitFor(), 0, output);
    return output;
  }
}
