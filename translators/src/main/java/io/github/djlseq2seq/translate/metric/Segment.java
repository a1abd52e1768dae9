package io.github.djlseq2seq.translate.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A hypothesis and what it is compared with: the unit over which scores are counted.
 *
 * @param hypothesis what a model gave
 * @param references what would have been right, each by itself; at least one
 */
public record Segment(String hypothesis, List<String> references) {

  /**
   * Copies the list.
   *
   * @param hypothesis what a model gave
   * @param references what would have been right
   * @throws IllegalArgumentException if there is no reference
   */
  public Segment {
    references = List.copyOf(references);
    if (references.isEmpty()) {
      throw new IllegalArgumentException(
          "references must be at least one, found none for \"" + hypothesis + "\"");
    }
  }

  /**
   * Pairs hypotheses with one reference each.
   *
   * @param hypotheses the hypotheses
   * @param references the references, as many
   * @return a segment a pair, in their order
   * @throws IllegalArgumentException if there are not as many references as hypotheses
   */
  public static List<Segment> pairs(List<String> hypotheses, List<String> references) {
    if (hypotheses.size() != references.size()) {
      throw new IllegalArgumentException(
          "hypotheses and references must be as many as each other, found %d and %d"
              .formatted(hypotheses.size(), references.size()));
    }
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < hypotheses.size(); i++) {
      segments.add(new Segment(hypotheses.get(i), List.of(references.get(i))));
    }
    return segments;
  }

  /**
   * Brings hypothesis and references to another form.
   *
   * @param form gives a text in that form, such as {@link MetricText#normalize}
   * @return the segment in that form
   */
  public Segment map(UnaryOperator<String> form) {
    return new Segment(form.apply(hypothesis), references.stream().map(form).toList());
  }
}
