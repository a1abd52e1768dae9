package io.github.djlseq2seq.translate.corpus;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.expectThrows;

import org.testng.annotations.Test;

public class EncodedPairTest {

  @Test
  public void doesNotChangeWithTheArraysItWasMadeOf() {
    int[] source = {4, 5};
    int[] target = {6};
    EncodedPair pair = new EncodedPair(source, target);
    source[0] = 9;
    target[0] = 9;
    assertEquals(pair.source(), new int[] {4, 5});
    assertEquals(pair.target(), new int[] {6});
    float[][] features = {{1, 2}, {3, 4}};
    EncodedPair spoken = new EncodedPair(features, target);
    features[1][0] = 9;
    assertEquals(spoken.features(), new float[][] {{1, 2}, {3, 4}});
    assertEquals(spoken.sourceLength(), 2);
  }

  @Test
  public void featuresOfUnequalSizesAreRefused() {
    IllegalArgumentException e =
        expectThrows(
            IllegalArgumentException.class,
            () -> new EncodedPair(new float[][] {{1, 2}, {3}}, new int[] {4}));
    assertEquals(e.getMessage(), "feature vectors must all have 2 values, found 1");
    expectThrows(
        IllegalArgumentException.class, () -> new EncodedPair(new float[0][], new int[] {4}));
  }

  @Test
  public void anEmptySourceIsRefusedAndAnEmptyTargetIsNot() {
    IllegalArgumentException e =
        expectThrows(
            IllegalArgumentException.class, () -> new EncodedPair(new int[0], new int[] {4}));
    assertEquals(e.getMessage(), "source must have at least one id, found none");
    assertEquals(new EncodedPair(new int[] {4}, new int[0]).target(), new int[0]);
  }
}
