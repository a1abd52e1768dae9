/**
 * Training from sentence pairs to a model folder.
 *
 * <ol>
 *   <li>A {@link io.github.djlseq2seq.zoo.train.TrainingRecipe} says how; {@link
 *       io.github.djlseq2seq.zoo.train.RecipeChoice} what a corpus suggests where it is silent.
 *   <li>A {@link io.github.djlseq2seq.zoo.train.TrainingRun} learns the vocabularies ({@code
 *       TrainingText}), encodes the pairs, makes the model or loads it, and starts
 *   <li>the {@code TrainingLoop}: {@code Updates}, {@code Validation} after some of them, and then
 *       the best model and a {@code Checkpoint} in the {@code TrainingFolder}.
 * </ol>
 *
 * <p>Traps: everything random follows from the seed and the number of the update, for the engines'
 * own random state cannot be saved. Whatever a later update depends on must be in {@code
 * TrainingProgress} or in the checkpoint's other files, or a resumed training differs; {@code
 * ResumeTest} stops after every update.
 */
@NullMarked
package io.github.djlseq2seq.zoo.train;

import org.jspecify.annotations.NullMarked;
