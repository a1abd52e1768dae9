/**
 * What DJL's trainer needs for sequences: the {@link
 * io.github.djlseq2seq.translate.training.MaskedNllLoss loss}, the {@link
 * io.github.djlseq2seq.translate.training.GradientNormClipper clipping} of gradients and an {@link
 * io.github.djlseq2seq.translate.training.ResumableAdam optimizer} whose state can be saved.
 */
@NullMarked
package io.github.djlseq2seq.translate.training;

import org.jspecify.annotations.NullMarked;
