/**
 * Finding, loading, saving and publishing models.
 *
 * <p>In which order to read:
 *
 * <ol>
 *   <li>{@link io.github.djlseq2seq.zoo.Seq2SeqModelZoo}: what a {@code Criteria} reaches, through
 *       {@link io.github.djlseq2seq.zoo.Seq2SeqZooProvider}; it lists, finds and loads;
 *   <li>{@code RepositoryTree} (the files of a repository), {@code RepositoryFormat} (what they
 *       say), {@code Catalog} (the models of all repositories, the preferred first);
 *   <li>{@code Seq2SeqModelLoader}: a look-up from criteria to model; it unpacks by {@code
 *       ModelCache}, checks by {@code ModelFolder} and opens by {@code ModelOpener};
 *   <li>{@link io.github.djlseq2seq.zoo.Seq2SeqModels} and {@link
 *       io.github.djlseq2seq.zoo.ModelPublisher}: from a model to its folder to a repository.
 * </ol>
 *
 * <p>Traps: an exception from the provider or from {@code getModelLoaders} would break every zoo of
 * the JVM; only a {@code ModelNotFoundException} lets DJL look further; DJL takes the first
 * artifact that matches, whatever its version; a class loader cannot list folders, hence {@code
 * index.json}, and jars must not be merged so that one {@code mlrepo/} overwrites another.
 */
@NullMarked
package io.github.djlseq2seq.zoo;

import org.jspecify.annotations.NullMarked;
