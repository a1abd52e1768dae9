package io.github.djlseq2seq.translate.text;

import java.io.IOException;

/** A text file that breaks its format; the message names the file, the line and the rule. */
public final class TextFormatException extends IOException {

  private static final long serialVersionUID = 1L;

  /** The file's name. */
  private final String file;

  /** The line, from 1; 0 for the file as a whole. */
  private final long line;

  /** Which rule is broken. */
  private final String reason;

  /**
   * Makes an exception.
   *
   * @param file the file's name
   * @param line the line, from 1; 0 for the file as a whole
   * @param reason which rule is broken, with the value found
   */
  public TextFormatException(String file, long line, String reason) {
    super(line == 0 ? file + ": " + reason : file + ", line " + line + ": " + reason);
    this.file = file;
    this.line = line;
    this.reason = reason;
  }

  /**
   * Returns the file.
   *
   * @return the file's name
   */
  public String file() {
    return file;
  }

  /**
   * Returns the line.
   *
   * @return the line, from 1; 0 for the file as a whole
   */
  public long line() {
    return line;
  }

  /**
   * Returns the reason alone.
   *
   * @return which rule is broken, with the value found
   */
  public String reason() {
    return reason;
  }
}
