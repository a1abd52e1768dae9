/** What the command line asks of engines beyond what DJL gives for all of them. */
@NullMarked
package io.github.djlseq2seq.cli.engine;

import org.jspecify.annotations.NullMarked;
