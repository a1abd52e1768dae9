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
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.testng.SkipException;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

/** The same numbers as the scripts that other systems are scored with. */
public class MetricScriptsTest {

  /**
   * The scripts' scores of the normalized texts and of the plain ones. The 13a tokens are those of
   * mteval-v13a.pl's substitutions, written out once more; chrF is sacreBLEU's, the F-score of the
   * orders' mean precision and recall, where the script takes the mean of their F-scores; n-grams
   * of a hypothesis count where the reference has any of that order.
   */
  private static final String PROGRAM =
      """
      import re, sys
      sys.dont_write_bytecode = True
      sys.path.insert(0, sys.argv[1])
      import bleu, errorrate, normalize

      def tokenize(line):
          line = line.replace("<skipped>", "")
          for entity, char in ("&quot;", '"'), ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"):
              line = line.replace(entity, char)
          line = " " + line + " "
          line = re.sub(r"([\\{-\\~\\[-\\` -\\&\\(-\\+\\:-\\@\\/])", r" \\1 ", line)
          line = re.sub(r"([^0-9])([\\.,])", r"\\1 \\2 ", line)
          line = re.sub(r"([\\.,])([^0-9])", r" \\1 \\2", line)
          line = re.sub(r"([0-9])(-)", r"\\1 \\2 ", line)
          return " ".join(line.split())

      def chrf(hyp, ref):
          hyp, ref = [["".join(x.split()) for x in lines] for lines in (hyp, ref)]
          precision = recall = 0
          for n in range(1, 7):
              grams = [(bleu.ngrams(h, n), bleu.ngrams(r, n)) for h, r in zip(hyp, ref)]
              match = sum(sum((h & r).values()) for h, r in grams)
              precision += match / sum(sum(h.values()) for h, r in grams if r) / 6
              recall += match / sum(sum(r.values()) for h, r in grams) / 6
          return 100 * 5 * precision * recall / (4 * precision + recall)

      def rate(hyp, ref, cut):
          pairs = [(cut(h), cut(r)) for h, r in zip(hyp, ref)]
          return sum(errorrate.distance(h, r) for h, r in pairs) / sum(len(r) for h, r in pairs)

      def write(path, lines):
          with open(path, "w", encoding="utf-8", newline="\\n") as out:
              out.writelines(line + "\\n" for line in lines)

      plain = [open(p, encoding="utf-8", newline="\\n").read().split("\\n")[:-1] for p in sys.argv[2:4]]
      normal, tokens = [
          [[form(line) for line in lines] for lines in plain] for form in (normalize.normalize, tokenize)]
      write(sys.argv[4], normal[0] + normal[1] + tokens[0] + tokens[1])
      for texts in normal, plain:
          print(repr(bleu.bleu(*(normal if texts is normal else tokens))), repr(chrf(*texts)))
          print(repr(bleu.chrf(*texts)), repr(rate(*texts, str.split)))
          some = [[line for line in lines[::10]] for lines in texts]
          print(repr(rate(*some, lambda line: "".join(line.split()))))
      """;

  private static final double EXACT = 1e-9;

  // The script's way to chrF, which is another.
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
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    List<String> hypotheses = references.stream().map(line -> perturb(line, random)).toList();
    List<Segment> given = Segment.pairs(hypotheses, references);
    List<Segment> normalized = given.stream().map(s -> s.map(MetricText::normalize)).toList();
    List<Segment> tokenized = given.stream().map(s -> s.map(Tokenizer13a::tokenize)).toList();
    Path out = folder.resolve("out");
    String output =
        python(
            "-c",
            PROGRAM,
            scripts,
            Files.write(folder.resolve("hyp"), hypotheses),
            Files.write(folder.resolve("ref"), references),
            out);
    List<String> ours = new ArrayList<>();
    for (List<Segment> segments : List.of(normalized, tokenized)) {
      ours.addAll(hypotheses(segments));
      ours.addAll(firstReferences(segments));
    }
    assertEquals(ours, Files.readAllLines(out), "seed " + seed);
    List<Double> scores = Stream.of(output.split("\\s+", -1)).map(Double::valueOf).toList();
    check(normalized, normalized, scores.subList(0, 5), seed);
    check(tokenized, given, scores.subList(5, 10), seed);
  }

  /** BLEU of one form, and all else of another. */
  private static void check(
      List<Segment> tokens, List<Segment> texts, List<Double> expected, long seed) {
    String message = "seed " + seed;
    assertEquals(Bleu.score(tokens), expected.get(0), EXACT, message);
    assertEquals(ChrF.score(texts), expected.get(1), EXACT, message);
    assertEquals(ChrF.score(texts), expected.get(2), CHRF_WAYS, message);
    assertEquals(ErrorRate.ofTokens(texts), expected.get(3), EXACT, message);
    // The script takes its time for letters.
    List<Segment> some =
        IntStream.range(0, texts.size()).filter(i -> i % 10 == 0).mapToObj(texts::get).toList();
    assertEquals(ErrorRate.ofCharacters(some), expected.get(4), EXACT, message);
    for (double score : expected.subList(0, 2)) {
      assertTrue(score > 10 && score < 90, "the perturbation says nothing: " + score);
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
