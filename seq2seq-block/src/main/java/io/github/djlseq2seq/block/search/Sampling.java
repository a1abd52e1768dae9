package io.github.djlseq2seq.block.search;

/**
 * Outputs drawn at random instead of searched for: each next token by {@code p^(1/temperature)},
 * normalised, of the tokens that both limits leave.
 *
 * @param temperature above 0; 1 is the model's own distribution, less is bolder
 * @param topK how many of the likeliest tokens may be drawn (Fan et al. 2018); 0 for all
 * @param topP the likeliest tokens that together have at least this share may be drawn (Holtzman et
 *     al. 2020); 1 for all
 * @param seed what the drawing follows from; the same for each sentence, whatever its batch
 */
public record Sampling(double temperature, int topK, double topP, long seed) {

  /**
   * Checks the values.
   *
   * @param temperature above 0
   * @param topK how many tokens may be drawn
   * @param topP the share of the tokens that may be drawn
   * @param seed what the drawing follows from
   * @throws IllegalArgumentException if a value is out of range; the message names it and the rule
   */
  public Sampling {
    Rules.check(
        temperature > 0 && Double.isFinite(temperature),
        "temperature",
        temperature,
        "must be above 0");
    Rules.check(topK >= 0, "topK", topK, "must be 0 or more");
    Rules.check(topP > 0 && topP <= 1, "topP", topP, "must be above 0, at most 1");
  }
}
