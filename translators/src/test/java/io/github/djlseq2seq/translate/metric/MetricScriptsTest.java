package io.github.djlseq2seq.translate.metric;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertTrue;

import io.github.djlseq2seq.translate.corpus.ParallelCorpus;
import io.github.djlseq2seq.translate.text.SharedData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.testng.SkipException;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.Test;

/** The same numbers as the scripts that other systems are scored with. */
public class MetricScriptsTest {

  private static final String PROGRAM =
      """
      import sys
      sys.dont_write_bytecode = True
      sys.path.insert(0, sys.argv[1])
      import bleu, errorrate, normalize
      hyp, ref = [open(p, encoding="utf-8", newline="\\n").read().split("\\n")[:-1] for p in sys.argv[2:4]]
      hyp, ref = [[normalize.normalize(line) for line in lines] for lines in (hyp, ref)]
      open(sys.argv[4], "w", encoding="utf-8", newline="\\n").write("".join(x + "\\n" for x in hyp + ref))
      edits = sum(errorrate.distance(h.split(), r.split()) for h, r in zip(hyp, ref))
      print(repr(bleu.bleu(hyp, ref)), repr(bleu.chrf(hyp, ref)), edits / sum(len(r.split()) for r in ref))
      """;

  private Path scripts;
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

  @Test
  public void scoresAreThoseOfTheScripts() throws IOException, InterruptedException {
    Random random = new Random(7);
    List<String> hypotheses = references.stream().map(line -> perturb(line, random)).toList();
    Path folder = Files.createTempDirectory("metric");
    Path hyp = Files.write(folder.resolve("hyp"), hypotheses);
    Path ref = Files.write(folder.resolve("ref"), references);
    Path out = folder.resolve("out");
    String[] scores = python(scripts, hyp, ref, out).split(" ", -1);
    List<String> ours = new ArrayList<>();
    hypotheses.forEach(line -> ours.add(MetricText.normalize(line)));
    references.forEach(line -> ours.add(MetricText.normalize(line)));
    assertEquals(ours, Files.readAllLines(out));
    List<String> h = ours.subList(0, hypotheses.size());
    List<String> r = ours.subList(hypotheses.size(), ours.size());
    assertEquals(Bleu.score(h, r), Double.parseDouble(scores[0]), 1e-9);
    assertEquals(ChrF.score(h, r), Double.parseDouble(scores[1]), 1e-9);
    assertEquals(ErrorRate.score(h, r), Double.parseDouble(scores[2]), 1e-9);
    assertTrue(Bleu.score(h, r) > 10 && Bleu.score(h, r) < 90, "the perturbation is too strong");
    for (Path file : List.of(hyp, ref, out, folder)) {
      Files.delete(file);
    }
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

  private static String python(Path... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("python3", "-c", PROGRAM));
    for (Path argument : arguments) {
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
