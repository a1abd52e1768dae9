package io.github.djlseq2seq.block;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.expectThrows;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

/** Inputs that are not valid are named before the engine sees them. */
public final class InputCheckTest {

  private static final Seq2SeqConfig TOKENS = TestConfigs.small();
  private static final Seq2SeqConfig FEATURES = TestConfigs.small("sourceFeatures=7");

  /** Changes the input of a number. */
  private record Change(
      Seq2SeqConfig config, int input, Function<NDArray, NDArray> by, String message) {

    @Override
    public String toString() {
      return message;
    }
  }

  private static final String COUNT =
      "inputs must be 2 (source, sourceLength), 4 (and target, targetLength) or 5 (and forced),"
          + " found ";

  @DataProvider
  public Object[][] changes() {
    List<Change> changes = new ArrayList<>();
    changes.addAll(ofSource());
    changes.addAll(ofTarget());
    List<Object[]> rows = new ArrayList<>();
    for (Object[] engine : TestModels.engines()) {
      changes.forEach(change -> rows.add(new Object[] {engine[0], change}));
    }
    return rows.toArray(Object[][]::new);
  }

  private static List<Change> ofSource() {
    String rank = "source must have two axes, found ";
    String ids = "source must hold ids from 0 to 8, found ";
    String length = "sourceLength must be from 1 to the padded length 4, found ";
    String features = "source must be (B,S,7), found ";
    return List.of(
        new Change(TOKENS, 0, a -> a.flatten(), rank + "(12)"),
        new Change(TOKENS, 0, a -> a.expandDims(2), rank + "(3, 4, 1)"),
        new Change(TOKENS, 0, a -> to(a, DataType.FLOAT32), "source must be int64, found float32"),
        new Change(TOKENS, 0, a -> to(a, DataType.INT32), "source must be int64, found int32"),
        new Change(TOKENS, 0, a -> with(a, 11, -1), ids + "-1"),
        new Change(TOKENS, 0, a -> with(a, 0, 9), ids + "9"),
        new Change(TOKENS, 1, a -> with(a, 2, 0), length + "0"),
        new Change(TOKENS, 1, a -> with(a, 0, 5), length + "5"),
        new Change(TOKENS, 1, a -> rows(a, 2), "sourceLength must be (3), found (2)"),
        new Change(TOKENS, 1, a -> a.expandDims(1), "sourceLength must be (3), found (3, 1)"),
        new Change(
            TOKENS, 1, a -> to(a, DataType.FLOAT32), "sourceLength must be int64, found float32"),
        new Change(FEATURES, 0, a -> like(a, 3, 4), features + "(3, 4)"),
        new Change(FEATURES, 0, a -> like(a, 3, 4, 6), features + "(3, 4, 6)"),
        new Change(
            FEATURES, 0, a -> to(a, DataType.FLOAT64), "source must be float32, found float64"));
  }

  private static List<Change> ofTarget() {
    String ids = "target must hold ids from 0 to 10, found ";
    String length = "targetLength must be from 1 to the padded length 5, found ";
    String batch = "target must be (3,T), T at least 1, found ";
    String shape = "forced must be (3, 5) as target is, found ";
    return List.of(
        new Change(TOKENS, 2, a -> a.flatten(), "target must have two axes, found (15)"),
        new Change(TOKENS, 2, a -> to(a, DataType.INT32), "target must be int64, found int32"),
        new Change(TOKENS, 2, a -> with(a, 14, -1), ids + "-1"),
        new Change(TOKENS, 2, a -> with(a, 7, 11), ids + "11"),
        new Change(TOKENS, 2, a -> rows(a, 2), batch + "(2, 5)"),
        new Change(TOKENS, 3, a -> with(a, 1, 0), length + "0"),
        new Change(TOKENS, 3, a -> with(a, 1, 6), length + "6"),
        new Change(TOKENS, 3, a -> rows(a, 1), "targetLength must be (3), found (1)"),
        new Change(
            TOKENS, 3, a -> to(a, DataType.INT32), "targetLength must be int64, found int32"),
        new Change(TOKENS, 4, a -> like(a, 3, 4), shape + "(3, 4)"),
        new Change(TOKENS, 4, a -> like(a, 3), shape + "(3)"),
        new Change(TOKENS, 4, a -> to(a, DataType.INT64), "forced must be float32, found int64"),
        new Change(FEATURES, 2, a -> with(a, 0, 11), ids + "11"));
  }

  @Test(dataProvider = "changes")
  public void whatIsNotValidIsNamed(String engine, Change change) {
    try (Model model = TestModels.empty(engine, change.config());
        NDManager manager = model.getNDManager().newSubManager()) {
      NDList inputs = inputs(manager, change.config());
      inputs.set(change.input(), change.by().apply(inputs.get(change.input())));
      assertRefused(model, inputs, change.message());
    }
  }

  @Test(dataProvider = "engines", dataProviderClass = TestModels.class)
  public void otherNumbersOfInputsAreRefused(String engine) {
    try (Model model = TestModels.empty(engine, TOKENS);
        NDManager manager = model.getNDManager().newSubManager()) {
      NDList inputs = inputs(manager, TOKENS);
      for (int number : new int[] {0, 1, 3}) {
        assertRefused(model, inputs.subNDList(0, number), COUNT + number);
      }
      assertRefused(model, new NDList(inputs).addAll(inputs.subNDList(0, 1)), COUNT + 6);
    }
  }

  /** MXNet takes a size of 0 for one that is not known yet. */
  @Test
  public void emptyArraysAreRefused() {
    try (Model model = TestModels.empty(TestModels.PYTORCH, TOKENS);
        NDManager manager = model.getNDManager().newSubManager()) {
      NDList inputs = inputs(manager, TOKENS);
      inputs.set(2, manager.create(new long[0], new Shape(3, 0)));
      assertRefused(model, inputs, "target must be (3,T), T at least 1, found (3, 0)");
      inputs.set(0, manager.create(new long[0], new Shape(3, 0)));
      assertRefused(model, inputs, "source must not be empty, found (3, 0)");
    }
  }

  /** At training as well. */
  @Test(dataProvider = "engines", dataProviderClass = TestModels.class)
  public void idsAreCheckedAtTraining(String engine) {
    try (Model model = TestModels.random(engine, TOKENS, 1);
        NDManager manager = model.getNDManager().newSubManager()) {
      NDList inputs = inputs(manager, TOKENS);
      inputs.set(2, with(inputs.get(2), 3, 11));
      IllegalArgumentException e =
          expectThrows(
              IllegalArgumentException.class,
              () -> model.getBlock().forward(TestModels.store(model), inputs, true));
      assertEquals(e.getMessage(), "target must hold ids from 0 to 10, found 11");
    }
  }

  @Test(dataProvider = "engines", dataProviderClass = TestModels.class)
  public void theLimitsAreValid(String engine) {
    try (Model model = TestModels.frozen(engine, TOKENS, 1);
        NDManager manager = model.getNDManager().newSubManager()) {
      NDList inputs = inputs(manager, TOKENS);
      inputs.set(0, with(with(inputs.get(0), 0, 0), 1, 8));
      inputs.set(1, with(with(inputs.get(1), 0, 1), 1, 4));
      inputs.set(2, with(with(inputs.get(2), 0, 0), 1, 10));
      for (int number : new int[] {2, 4, 5}) {
        TestModels.forward(model, inputs.subNDList(0, number));
      }
    }
  }

  /** No parameter has a value, so that none can have been used before. */
  private static void assertRefused(Model model, NDList inputs, String message) {
    IllegalArgumentException e =
        expectThrows(IllegalArgumentException.class, () -> TestModels.forward(model, inputs));
    assertEquals(e.getMessage(), message);
  }

  /** Three sources of width 4 and targets of width 5. */
  private static NDList inputs(NDManager manager, Seq2SeqConfig config) {
    int[] source = {4, 5, 6, 7};
    int[] target = {4, 5, 6, 7};
    TestBatch batch =
        TestBatch.of(config, List.of(source, source, source), List.of(target, target, target));
    return batch.inputs(manager).addAll(new NDList(manager.ones(new Shape(3, 5))));
  }

  private static NDArray to(NDArray array, DataType type) {
    return array.toType(type, true);
  }

  private static NDArray with(NDArray array, int place, long value) {
    long[] values = array.toLongArray();
    values[place] = value;
    return array.getManager().create(values, array.getShape());
  }

  private static NDArray rows(NDArray array, int number) {
    return array.get(":" + number);
  }

  private static NDArray like(NDArray array, long... shape) {
    return array.getManager().zeros(new Shape(shape));
  }
}
