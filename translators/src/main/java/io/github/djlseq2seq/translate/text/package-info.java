/**
 * Text to token ids and back.
 *
 * <p>In reading order:
 *
 * <ol>
 *   <li>{@link io.github.djlseq2seq.translate.text.TextNormalizer} gives every text its one form.
 *   <li>A {@link io.github.djlseq2seq.translate.text.Tokenizer} cuts it into tokens, marking with a
 *       joiner where no space stood, so that nothing is lost. {@link
 *       io.github.djlseq2seq.translate.text.TokenizerType} says which there are.
 *   <li>{@link io.github.djlseq2seq.translate.text.LetterCase} says what becomes of capitals.
 *   <li>A {@link io.github.djlseq2seq.translate.text.VocabularyBuilder} counts the tokens of the
 *       training text and makes the {@link io.github.djlseq2seq.translate.text.TokenVocabulary};
 *       for subwords it learns first what they are, by byte pair encoding.
 *   <li>{@link io.github.djlseq2seq.translate.text.TextConfig} keeps these choices with the model.
 *   <li>{@link io.github.djlseq2seq.translate.text.TextPipeline} is all of it for one side, and
 *       what translators use.
 *   <li>{@link io.github.djlseq2seq.translate.text.Utf8Lines} reads text files strictly.
 * </ol>
 *
 * <p>Traps: a vocabulary is made by the same config that a pipeline uses it with; with {@code
 * SENTENCE} the order of its ids (by frequency) decides how a first word is read. The tokens of an
 * {@link io.github.djlseq2seq.translate.text.EncodedText} are those of the text, which need not be
 * spelt as the vocabulary's; of a reversed source they are in the order in which the model reads
 * them. SentencePiece and Hugging Face tokenizers are applied by libraries that need not be on the
 * class path, and are loaded by a model that names one.
 */
@NullMarked
package io.github.djlseq2seq.translate.text;

import org.jspecify.annotations.NullMarked;
