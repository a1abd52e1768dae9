package io.github.djlseq2seq.translate.corpus;

/**
 * A sentence and its translation.
 *
 * @param source the sentence
 * @param target its translation
 */
public record SentencePair(String source, String target) {}
