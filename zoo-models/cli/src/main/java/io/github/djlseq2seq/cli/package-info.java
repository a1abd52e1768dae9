/**
 * The command line: {@link io.github.djlseq2seq.cli.Main} and one class a command. Data go to
 * standard output, everything else to standard error.
 */
@NullMarked
package io.github.djlseq2seq.cli;

import org.jspecify.annotations.NullMarked;
