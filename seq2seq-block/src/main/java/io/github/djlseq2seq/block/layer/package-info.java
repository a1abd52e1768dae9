/**
 * What every block is built on: {@link io.github.djlseq2seq.block.layer.FixedShapeBlock}, whose
 * parameters are checked when they are loaded, the linear map and the table of token vectors.
 */
@NullMarked
package io.github.djlseq2seq.block.layer;

import org.jspecify.annotations.NullMarked;
