/**
 * Recurrent sequence-to-sequence models as DJL blocks: numbers in, numbers out.
 *
 * <p>In which order to read:
 *
 * <ol>
 *   <li>{@link io.github.djlseq2seq.block.Seq2SeqConfig}: what a model can be made of;
 *   <li>{@link io.github.djlseq2seq.block.Seq2Seq}: the whole model, told apart by its inputs into
 *       encoding and teacher forcing;
 *   <li>{@link io.github.djlseq2seq.block.Encoder}, {@link io.github.djlseq2seq.block.Bridge},
 *       {@link io.github.djlseq2seq.block.Decoder}, {@link io.github.djlseq2seq.block.Generator}:
 *       its parts;
 *   <li>{@link io.github.djlseq2seq.block.DecodingSteps}: the decoder one step at a time, with the
 *       packed weights of a {@link io.github.djlseq2seq.block.DecodingPlan}, for the search.
 * </ol>
 *
 * <p>Traps: an operation's result belongs to the manager of its first operand, so a parameter must
 * never be that operand; the order and the names of parameters are part of the file format; {@code
 * training} must be what the engine's gradient collector says, or MXNet throws; on PyTorch an array
 * times or by a plain number has wrong gradients if garbage is collected before the way back.
 */
@NullMarked
package io.github.djlseq2seq.block;

import org.jspecify.annotations.NullMarked;
