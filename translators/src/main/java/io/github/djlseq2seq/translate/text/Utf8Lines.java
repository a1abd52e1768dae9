package io.github.djlseq2seq.translate.text;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a UTF-8 file, strictly: bytes that are not UTF-8 are an error that names the line,
 * where Java's own readers put U+FFFD without a word. Lines end in LF; a CR before it is left in.
 */
public final class Utf8Lines implements Closeable {

  /** The longest line that is read, in bytes. */
  public static final int MAX_LINE_BYTES = 1 << 26;

  private final InputStream in;
  private final String name;
  private final byte[] buffer = new byte[1 << 16];
  private int position;
  private int limit;
  private long number;
  private boolean ended = true;

  /**
   * Reads a stream.
   *
   * @param in the bytes; closed with this reader
   * @param name what they are, for error messages
   */
  public Utf8Lines(InputStream in, String name) {
    this.in = in;
    this.name = name;
  }

  /**
   * Opens a file, a compressed one if its name ends in {@code .gz}.
   *
   * @param path the file
   * @return its lines
   * @throws IOException if the file cannot be opened, or is not in gzip format though its name says
   *     so
   */
  public static Utf8Lines open(Path path) throws IOException {
    InputStream in = Files.newInputStream(path);
    if (!path.toString().toLowerCase(Locale.ROOT).endsWith(".gz")) {
      return new Utf8Lines(in, path.toString());
    }
    try {
      return new Utf8Lines(new GZIPInputStream(in, 1 << 16), path.toString());
    } catch (ZipException | EOFException e) {
      in.close();
      throw damaged(path.toString(), 0, e);
    }
  }

  /**
   * Reads the next line. After a {@link TextFormatException} for a line that is not UTF-8 or too
   * long, the next call goes on with the line behind it.
   *
   * @return the line without its LF, or null at the end
   * @throws TextFormatException if the line is not UTF-8 or longer than {@link #MAX_LINE_BYTES}
   * @throws IOException if reading fails or the compressed data is damaged
   */
  public @Nullable String next() throws IOException {
    ByteArrayOutputStream parts = null;
    boolean tooLong = false;
    if (position == limit && !fill()) {
      return null;
    }
    number++;
    while (true) {
      int end = position;
      while (end < limit && buffer[end] != '\n') {
        end++;
      }
      ended = end < limit;
      if (ended && parts == null) {
        int start = position;
        position = end + 1;
        return decode(buffer, start, end - start);
      }
      parts = parts == null ? new ByteArrayOutputStream() : parts;
      tooLong |= parts.size() + (end - position) > MAX_LINE_BYTES;
      if (!tooLong) {
        parts.write(buffer, position, end - position);
      }
      position = ended ? end + 1 : end;
      if (ended || !fill()) {
        break;
      }
    }
    if (tooLong) {
      throw new TextFormatException(name, number, "line longer than " + MAX_LINE_BYTES + " bytes");
    }
    return decode(parts.toByteArray(), 0, parts.size());
  }

  /**
   * Returns where the reader is.
   *
   * @return the number of the line read last, from 1; 0 before the first
   */
  public long number() {
    return number;
  }

  /**
   * Tells whether more can be read without waiting for it.
   *
   * @return whether there are bytes at hand
   * @throws IOException if the stream is closed
   */
  public boolean ready() throws IOException {
    return position < limit || in.available() > 0;
  }

  /**
   * Tells whether the line read last ended in LF; only a file's last line may not.
   *
   * @return whether it did; true before the first line
   */
  public boolean ended() {
    return ended;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private boolean fill() throws IOException {
    position = 0;
    try {
      limit = Math.max(0, in.read(buffer));
    } catch (ZipException | EOFException e) {
      limit = 0;
      throw damaged(name, number, e);
    }
    return limit > 0;
  }

  // Not a TextFormatException: who skips bad lines must not skip this one, there is no next line.
  private static IOException damaged(String name, long line, IOException cause) {
    return new IOException(
        "%s, after line %d: damaged or truncated gzip data (%s)"
            .formatted(name, line, cause.getMessage()),
        cause);
  }

  private String decode(byte[] bytes, int start, int length) throws TextFormatException {
    String line = new String(bytes, start, length, StandardCharsets.UTF_8);
    // Decoding strictly is slow; only a line that holds a replacement character can be bad.
    if (line.indexOf('\uFFFD') >= 0) {
      try {
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, start, length));
      } catch (CharacterCodingException e) {
        TextFormatException bad = new TextFormatException(name, number, "not valid UTF-8");
        bad.initCause(e);
        throw bad;
      }
    }
    return line;
  }
}
