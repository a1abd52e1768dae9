package io.github.djlseq2seq.zoo.train;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.testng.Assert;
import org.testng.annotations.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** What a training shows. */
public class TrainingLogTest {

  private static final TrainingProgress.Interval INTERVAL =
      new TrainingProgress.Interval(1000, 2000, 10);

  @Test
  public void aTerminalHasABarThatLinesReplace() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    TrainingLog log = new TrainingLog(new PrintStream(bytes, true, StandardCharsets.UTF_8), true);
    log.beginEpoch(2, 4, 5, 10);
    log.update(new Updates.Update(3, 600, 1200, 0.001f, false), INTERVAL, 3);
    String bar = bytes.toString(StandardCharsets.UTF_8);
    Assert.assertTrue(
        bar.startsWith("\r\u001b[Kepoch 2/4 [============    ] loss 2.000  200 target tokens/s"),
        bar);
    Assert.assertTrue(bar.endsWith("200 target tokens/s  22 s left"), bar);
    bytes.reset();
    log.beginEpoch(100, 100, 99_999, 100_000);
    log.update(new Updates.Update(0, 999_999, 1200, 0.001f, false), INTERVAL, 0.5);
    bar = bytes.toString(StandardCharsets.UTF_8);
    Assert.assertTrue(bar.length() <= 80, bar.length() + " columns: " + bar);
    bytes.reset();
    log.tell("a line");
    Assert.assertEquals(
        bytes.toString(StandardCharsets.UTF_8), "\r\u001b[Ka line" + System.lineSeparator());
  }

  @Test
  public void theCurveIsAPictureOfAllValidations() throws Exception {
    List<TrainingHistory.Row> rows =
        List.of(
            new TrainingHistory.Row(1, 100, INTERVAL, 0.1, 3.5, 10, 0),
            new TrainingHistory.Row(2, 200, INTERVAL, 0.1, 2.5, 30, 0),
            new TrainingHistory.Row(3, 300, INTERVAL, 0.1, 2.75, 20, 0));
    Document one = parse(new CurvePicture(rows, Selection.Criterion.LOSS).svg());
    Assert.assertEquals(one.getElementsByTagName("polyline").getLength(), 2);
    Assert.assertEquals(one.getElementsByTagName("circle").getLength(), 6);
    Document two = parse(new CurvePicture(rows, Selection.Criterion.BLEU).svg());
    NodeList lines = two.getElementsByTagName("polyline");
    Assert.assertEquals(lines.getLength(), 3);
    String[] points =
        lines.item(2).getAttributes().getNamedItem("points").getTextContent().split(" ", -1);
    double first = Double.parseDouble(points[0].split(",", -1)[1]);
    double second = Double.parseDouble(points[1].split(",", -1)[1]);
    double third = Double.parseDouble(points[2].split(",", -1)[1]);
    Assert.assertEquals(third, (first + second) / 2, 0.11, "a score of 20 is between 10 and 30");
    Assert.assertTrue(second < first, "a higher score stands higher");
  }

  @Test
  public void oneValidationIsAPictureToo() throws Exception {
    TrainingHistory.Row row = new TrainingHistory.Row(1, 1, INTERVAL, 0.1, 2, 0, 0);
    String svg = new CurvePicture(List.of(row), Selection.Criterion.EXACT).svg();
    Assert.assertFalse(svg.contains("NaN"), svg);
    parse(svg);
  }

  private static Document parse(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new java.io.ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
  }
}
