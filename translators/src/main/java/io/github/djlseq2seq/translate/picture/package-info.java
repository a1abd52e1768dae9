/**
 * Attention as a picture: what each token of a translation was read from.
 *
 * <p>In which order to read: {@link io.github.djlseq2seq.translate.picture.AttentionPicture}, what
 * others use; {@code PictureLayout}, where everything stands; {@code SvgCanvas} and {@code
 * PngCanvas}, which draw it.
 *
 * <p>Traps: Java draws a box for a letter that its font lacks, and says nothing; {@code PngFonts}
 * looks for a font first.
 */
@NullMarked
package io.github.djlseq2seq.translate.picture;

import org.jspecify.annotations.NullMarked;
