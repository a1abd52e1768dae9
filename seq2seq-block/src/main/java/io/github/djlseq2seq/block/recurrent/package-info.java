/**
 * Recurrent layers that are exact at padding, on every engine.
 *
 * <p>{@link io.github.djlseq2seq.block.recurrent.CellType} has what differs between cells, {@link
 * io.github.djlseq2seq.block.recurrent.RecurrentLayer} runs one layer in one direction, {@link
 * io.github.djlseq2seq.block.recurrent.RecurrentStack} puts layers upon and beside one another, and
 * {@link io.github.djlseq2seq.block.recurrent.SequenceMask} says which positions are real.
 *
 * <p>The engines' own multi-layer and two-directional kernels are not used: they disagree on the
 * order of weights, and none of them knows lengths.
 */
@NullMarked
package io.github.djlseq2seq.block.recurrent;

import org.jspecify.annotations.NullMarked;
