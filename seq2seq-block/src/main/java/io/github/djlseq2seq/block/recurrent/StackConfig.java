package io.github.djlseq2seq.block.recurrent;

/**
 * What a {@link RecurrentStack} is made of.
 *
 * @param cell the cell of every layer
 * @param inputs the size of the input's last axis
 * @param hidden H, the size of the output's last axis; even if {@code bidirectional}
 * @param layers the number of layers, at least 1
 * @param bidirectional whether each layer reads sequences from both ends
 * @param residual whether each layer from the second on adds its input to its output
 * @param layerNorm whether the input of each layer from the second on is normalised
 * @param dropout the share of values that training sets to zero between layers
 */
public record StackConfig(
    CellType cell,
    int inputs,
    int hidden,
    int layers,
    boolean bidirectional,
    boolean residual,
    boolean layerNorm,
    double dropout) {}
