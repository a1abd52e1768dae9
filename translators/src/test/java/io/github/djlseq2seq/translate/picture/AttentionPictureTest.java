package io.github.djlseq2seq.translate.picture;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertFalse;
import static org.testng.Assert.assertTrue;
import static org.testng.Assert.expectThrows;

import io.github.djlseq2seq.translate.Alignment;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.testng.SkipException;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

public class AttentionPictureTest {

  /** A letter for private use, which no font has. */
  private static final String NO_LETTER = "\uDBFF\uDFFD";

  private static final List<String> FRENCH = List.of("C'", "\uFFEDest", "déjà", "l'été", "\uFFED.");
  private static final List<String> KOREAN = List.of("벌써", "여름이에요", "\uFFED.");

  private Path folder;

  @BeforeMethod
  public void makeFolder() throws IOException {
    folder = Files.createTempDirectory("picture");
  }

  @AfterMethod(alwaysRun = true)
  public void deleteFolder() throws IOException {
    for (Path file : files()) {
      Files.delete(file);
    }
    Files.delete(folder);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> list = Files.list(folder)) {
      return list.toList();
    }
  }

  /** Each target token attends to one source token alone, in order. */
  private static Alignment diagonal(List<String> source, List<String> target) {
    float[][] weights = new float[target.size()][source.size()];
    for (int t = 0; t < weights.length; t++) {
      weights[t][t * source.size() / target.size()] = 1;
    }
    return Alignment.of(source, target, weights);
  }

  private static List<String> words(int count, String word) {
    return IntStream.range(0, count).mapToObj(i -> word + i).toList();
  }

  private static List<Element> elements(String svg, String name) throws Exception {
    NodeList nodes =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)))
            .getElementsByTagName(name);
    return IntStream.range(0, nodes.getLength()).mapToObj(i -> (Element) nodes.item(i)).toList();
  }

  private static List<String> texts(String svg) throws Exception {
    return elements(svg, "text").stream().map(Element::getTextContent).toList();
  }

  private static double number(Element element, String name) {
    return Double.parseDouble(element.getAttribute(name));
  }

  @DataProvider
  static Object[][] alignments() {
    return new Object[][] {
      {diagonal(FRENCH, KOREAN)},
      {diagonal(KOREAN, FRENCH)},
      {diagonal(words(60, "mot"), words(60, "단어"))},
      {diagonal(words(20, "Wort"), words(3, "a"))},
      {diagonal(List.of("W".repeat(30), "b"), List.of("c", "한".repeat(38)))},
      {diagonal(List.of("a"), List.of("b"))},
      {diagonal(List.of("<b>&amp;", "\"]]>", "'"), List.of("a\u0301", "日本語"))},
    };
  }

  @Test(dataProvider = "alignments")
  public void anSvgHasAllLabelsInsideIt(Alignment alignment) throws Exception {
    String svg = AttentionPicture.of(alignment).svg();
    List<String> texts = new ArrayList<>(texts(svg));
    for (List<String> tokens : List.of(alignment.sourceTokens(), alignment.targetTokens())) {
      for (String token : tokens) {
        assertTrue(texts.remove(token.replace("\uFFED", "")), token + " is not in " + texts);
      }
    }
    Element root = elements(svg, "svg").get(0);
    for (Element text : elements(svg, "text")) {
      assertInside(text, number(root, "width"), number(root, "height"));
    }
  }

  private static void assertInside(Element text, double width, double height) {
    double size = number(text, "font-size");
    double length = SvgCanvas.width(text.getTextContent(), size);
    double x = number(text, "x");
    double y = number(text, "y");
    double angle = text.getAttribute("transform").isEmpty() ? 0 : Math.toRadians(50);
    String anchor = text.getAttribute("text-anchor");
    double start = anchor.equals("start") ? x : anchor.equals("end") ? x - length : x - length / 2;
    String message = text.getTextContent() + " at " + x + ", " + y;
    assertTrue(start >= 0, message);
    assertTrue(start + length * Math.cos(angle) <= width, message);
    assertTrue(y - length * Math.sin(angle) - size * Math.cos(angle) >= 0, message);
    assertTrue(y <= height, message);
  }

  @Test
  public void numbersAreWrittenWhereTheyFit() throws Exception {
    Alignment few =
        Alignment.of(List.of("un", "deux"), List.of("one"), new float[][] {{0.126f, 0.874f}});
    List<String> texts = texts(AttentionPicture.of(few).svg());
    assertTrue(texts.containsAll(List.of("0.13", "0.87")), texts.toString());
    List<String> many = texts(AttentionPicture.of(diagonal(words(60, "a"), words(60, "b"))).svg());
    assertEquals(many.size(), 60 + 60 + 2);
  }

  @Test
  public void whatXmlCannotHoldIsReplaced() throws Exception {
    Alignment alignment =
        diagonal(List.of("a\u0000b", "\uD83D", "\uFFFE"), List.of("\u001B[31m", "\uFFED", "😀"));
    List<String> texts = texts(AttentionPicture.of(alignment).svg());
    assertTrue(
        texts.containsAll(List.of("a\uFFFDb", "\uFFFD", "\uFFFD[31m", "\uFFED", "😀")),
        texts.toString());
  }

  @Test
  public void longTokensAreShortenedVisibly() throws Exception {
    String marks = "e\u0301" + "\u0301".repeat(1000);
    Alignment alignment = diagonal(List.of("x".repeat(100_000), marks), List.of("한".repeat(50)));
    List<String> texts = texts(AttentionPicture.of(alignment).svg());
    assertTrue(texts.contains("x".repeat(40) + "…"), texts.toString());
    assertTrue(texts.contains("e…"), texts.toString());
    assertTrue(texts.contains("한".repeat(40) + "…"), texts.toString());
  }

  @Test
  public void positionsWithoutTokensHaveNumbers() throws Exception {
    Alignment alignment = Alignment.of(List.of(), List.of("one"), new float[1][25]);
    List<String> texts = texts(AttentionPicture.of(alignment).svg());
    assertTrue(texts.containsAll(List.of("one", "1", "10", "20")), texts.toString());
    assertFalse(texts.contains("2"), texts.toString());
  }

  @Test
  public void theScaleDarkensAllTheWay() {
    double before = 256;
    for (int i = 0; i <= 100; i++) {
      int color = ColorScale.color(i / 100.0);
      double light =
          0.299 * (color >> 16 & 0xFF) + 0.587 * (color >> 8 & 0xFF) + 0.114 * (color & 0xFF);
      assertTrue(light < before, i + " percent is not darker than before");
      before = light;
    }
    assertEquals(ColorScale.color(0), 0xFFFFFF);
    assertEquals(ColorScale.color(-1), 0xFFFFFF);
    assertEquals(ColorScale.color(1.1), ColorScale.color(1));
  }

  /** Draws; the test is skipped, loudly, where Java has no font for it. */
  private static BufferedImage image(Alignment alignment) throws IOException {
    try {
      return AttentionPicture.of(alignment).image();
    } catch (IOException e) {
      if (e.getMessage().contains("no font") || e.getMessage().contains("cannot draw text")) {
        System.err.println("this test did NOT run: " + e.getMessage());
        throw new SkipException(e.getMessage(), e);
      }
      throw e;
    }
  }

  @DataProvider
  static Object[][] drawable() {
    return new Object[][] {
      {diagonal(FRENCH, List.of("It", "\uFFED's", "summer", "already", "\uFFED."))},
      {diagonal(words(60, "mot"), words(60, "word"))},
      {diagonal(List.of("Donaudampfschifffahrtsgesellschaft", "b"), List.of("W".repeat(30)))},
      {diagonal(FRENCH, KOREAN)},
      {diagonal(KOREAN, FRENCH)},
    };
  }

  @Test(dataProvider = "drawable")
  public void anImageCutsNoLabel(Alignment alignment) throws IOException {
    BufferedImage image = image(alignment);
    int white = 0xFFFFFFFF;
    int edge = 10;
    int dark = 0;
    for (int x = 0; x < image.getWidth(); x++) {
      for (int y = 0; y < image.getHeight(); y++) {
        boolean inside =
            Math.min(x, image.getWidth() - 1 - x) >= edge
                && Math.min(y, image.getHeight() - 1 - y) >= edge;
        if (!inside) {
          assertEquals(image.getRGB(x, y), white, "ink at the edge, at " + x + ", " + y);
        }
        dark += (image.getRGB(x, y) & 0xFFFFFF) == ColorScale.color(1) ? 1 : 0;
      }
    }
    assertTrue(dark > 200 * alignment.rows(), "few dark pixels: " + dark);
  }

  @Test
  public void aLetterThatNoFontHasIsAnErrorNotABox() {
    AttentionPicture picture =
        AttentionPicture.of(diagonal(List.of("a", "b" + NO_LETTER), List.of("c")));
    IOException e = expectThrows(IOException.class, picture::image);
    assertTrue(
        e.getMessage().contains("can show \"b" + NO_LETTER + "\"")
            || e.getMessage().contains("cannot draw text"),
        e.getMessage());
    assertTrue(e.getMessage().endsWith("write a .svg"), e.getMessage());
    assertTrue(picture.svg().contains("b" + NO_LETTER));
  }

  @Test
  public void anImageTooLargeIsRefused() {
    List<String> many = Collections.nCopies(1000, "a");
    AttentionPicture picture = AttentionPicture.of(diagonal(many, many));
    IOException e = expectThrows(IOException.class, picture::image);
    assertTrue(e.getMessage().endsWith("write a .svg"), e.getMessage());
  }

  @Test
  public void aFileIsReplacedAtOnce() throws Exception {
    AttentionPicture picture = AttentionPicture.of(diagonal(List.of("é"), List.of("e")));
    Path svg = folder.resolve("a.SVG");
    Files.writeString(svg, "old");
    picture.write(svg);
    assertEquals(Files.readString(svg), picture.svg());
    assertEquals(files(), List.of(svg));
    image(diagonal(List.of("é"), List.of("e")));
    Path png = folder.resolve("a.png");
    picture.write(png);
    assertTrue(ImageIO.read(png.toFile()).getWidth() > 100);
    assertEquals(files().size(), 2);
  }

  @Test
  public void aFailureLeavesWhatWasThere() throws IOException {
    Path png = folder.resolve("a.png");
    Files.writeString(png, "old");
    AttentionPicture picture = AttentionPicture.of(diagonal(List.of(NO_LETTER), List.of("a")));
    expectThrows(IOException.class, () -> picture.write(png));
    assertEquals(Files.readString(png), "old");
    assertEquals(files(), List.of(png));
    expectThrows(IOException.class, () -> picture.write(folder.resolve("none").resolve("a.svg")));
  }

  @Test
  public void otherNamesAndNothingAreRefused() {
    AttentionPicture picture = AttentionPicture.of(diagonal(List.of("a"), List.of("b")));
    for (String name : List.of("a.gif", "png", "a.svg.gz")) {
      IllegalArgumentException e =
          expectThrows(IllegalArgumentException.class, () -> picture.write(folder.resolve(name)));
      assertEquals(
          e.getMessage(),
          "a picture's name must end in .svg or .png, found \"" + folder.resolve(name) + "\"");
    }
    IllegalArgumentException empty =
        expectThrows(IllegalArgumentException.class, () -> AttentionPicture.of(Alignment.EMPTY));
    assertTrue(empty.getMessage().startsWith("alignment must have weights"), empty.getMessage());
  }
}
