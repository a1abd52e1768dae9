/**
 * What DJL's trainer needs for sequences, as DJL's own types: the {@link
 * io.github.djlseq2seq.translate.training.MaskedNllLoss loss}, the evaluators {@link
 * io.github.djlseq2seq.translate.training.TokenAccuracy} and {@link
 * io.github.djlseq2seq.translate.training.Perplexity}, {@link
 * io.github.djlseq2seq.translate.training.ResumableOptimizer optimizers} whose state can be saved,
 * {@link io.github.djlseq2seq.translate.training.LearningRate schedules} of the learning rate, and
 * a {@link io.github.djlseq2seq.translate.training.GradientNormClipper listener} that clips
 * gradients and leaves out steps that would spoil the model.
 */
@NullMarked
package io.github.djlseq2seq.translate.training;

import org.jspecify.annotations.NullMarked;
