/**
 * Training from a corpus to a model folder: a {@link io.github.djlseq2seq.zoo.train.TrainingRecipe}
 * says how, a {@link io.github.djlseq2seq.zoo.train.TrainingRun} does it, with checkpoints to
 * resume from.
 */
@NullMarked
package io.github.djlseq2seq.zoo.train;

import org.jspecify.annotations.NullMarked;
