package io.github.djlseq2seq.translate.metric;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    check("hypotheses", hypotheses, references);
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < hypotheses.size(); i++) {
      segments.add(new Segment(hypotheses.get(i), List.of(references.get(i))));
    }
    return segments;
  }

  /**
   * Gathers the references of each source, as in a dictionary that has several lines of a word.
   *
   * @param sources the sources
   * @param references a reference for each of them
   * @param hypotheses what a model gave, by source; nothing where it is missing
   * @return a segment for each source, in the order in which they come first
   * @throws IllegalArgumentException if there are not as many references as sources
   */
  public static List<Segment> bySource(
      List<String> sources, List<String> references, Map<String, String> hypotheses) {
    check("sources", sources, references);
    Map<String, Set<String>> targets = new LinkedHashMap<>();
    for (int i = 0; i < sources.size(); i++) {
      targets
          .computeIfAbsent(sources.get(i), source -> new LinkedHashSet<>())
          .add(references.get(i));
    }
    List<Segment> segments = new ArrayList<>();
    targets.forEach(
        (source, found) ->
            segments.add(new Segment(hypotheses.getOrDefault(source, ""), List.copyOf(found))));
    return segments;
  }

  private static void check(String name, List<String> list, List<String> references) {
    if (list.size() != references.size()) {
      throw new IllegalArgumentException(
          "%s and references must be as many as each other, found %d and %d"
              .formatted(name, list.size(), references.size()));
    }
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
