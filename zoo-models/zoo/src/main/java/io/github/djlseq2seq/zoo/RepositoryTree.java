package io.github.djlseq2seq.zoo;

import java.io.FileNotFoundException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** The files of one repository, read by their paths below its root. */
sealed interface RepositoryTree {

  /** What the repository is, for people. */
  String name();

  /** Opens a file, whose path has passed {@link Names#checkPath}. */
  InputStream open(String path) throws IOException;

  /** A repository in a folder. */
  record Folder(Path root) implements RepositoryTree {

    @Override
    public String name() {
      return root.toString();
    }

    @Override
    public InputStream open(String path) throws IOException {
      return Files.newInputStream(root.resolve(path));
    }
  }

  /**
   * A repository on a web server that serves files and nothing more. One that can compress them is
   * asked to: files lie as they are, so that a model's folder loads from where it was published.
   *
   * @param root its address, with a slash at its end
   */
  record Web(URI root) implements RepositoryTree {

    /** How many seconds a server may be silent, and what it is unless set. */
    static final String TIMEOUT = "seq2seq.repository.timeout";

    private static final int DEFAULT_TIMEOUT = 30;
    private static final String GZIP = "gzip";

    @Override
    public String name() {
      return root.toString();
    }

    @Override
    public InputStream open(String path) throws IOException {
      URL url = root.resolve(path).toURL();
      URLConnection connection = url.openConnection();
      int timeout = Integer.getInteger(TIMEOUT, DEFAULT_TIMEOUT);
      connection.setConnectTimeout(Math.multiplyExact(timeout, 1000));
      connection.setReadTimeout(Math.multiplyExact(timeout, 1000));
      connection.setRequestProperty("Accept-Encoding", GZIP);
      try {
        check((HttpURLConnection) connection);
        InputStream body = connection.getInputStream();
        boolean zipped = GZIP.equalsIgnoreCase(connection.getContentEncoding());
        return new FilterInputStream(zipped ? new GZIPInputStream(body) : body) {
          @Override
          public int read(byte[] buffer, int from, int length) throws IOException {
            try {
              return super.read(buffer, from, length);
            } catch (IOException e) {
              throw named(url, timeout, e);
            }
          }
        };
      } catch (IOException e) {
        ((HttpURLConnection) connection).disconnect();
        throw named(url, timeout, e);
      }
    }

    private static IOException named(URL url, int timeout, IOException error) {
      if (error instanceof FileNotFoundException) {
        return error;
      }
      return error instanceof SocketTimeoutException
          ? new IOException(
              "%s: no answer for %d seconds (-D%s changes that)".formatted(url, timeout, TIMEOUT),
              error)
          : new IOException(url + ": " + error.getMessage(), error);
    }

    private static void check(HttpURLConnection connection) throws IOException {
      int status = connection.getResponseCode();
      String found = connection.getURL() + " (HTTP status " + status + ")";
      if (status == HttpURLConnection.HTTP_NOT_FOUND || status == HttpURLConnection.HTTP_GONE) {
        throw new FileNotFoundException(found);
      }
      if (status != HttpURLConnection.HTTP_OK) {
        throw new IOException("HTTP status must be 200, found " + status);
      }
    }
  }

  /** A repository in a jar, or in a folder of classes, that a class loader sees. */
  record ClassPath(ClassLoader loader, String root) implements RepositoryTree {

    private static final String PLACE = "mlrepo/";

    /** All repositories that the thread's class loader sees, then what only our own sees. */
    static List<RepositoryTree> find() throws IOException {
      Map<String, RepositoryTree> trees = new LinkedHashMap<>();
      ClassLoader own = RepositoryTree.class.getClassLoader();
      ClassLoader context = Thread.currentThread().getContextClassLoader();
      for (ClassLoader loader : context == null ? List.of(own) : List.of(context, own)) {
        for (URL url : Collections.list(loader.getResources(PLACE + RepositoryFormat.INDEX))) {
          String index = url.toExternalForm();
          String root = index.substring(0, index.length() - RepositoryFormat.INDEX.length());
          trees.putIfAbsent(root, new ClassPath(loader, root));
        }
      }
      return List.copyOf(trees.values());
    }

    @Override
    public String name() {
      return root;
    }

    @Override
    public InputStream open(String path) throws IOException {
      // Only the class loader knows how to read jars within jars, and it names what it finds.
      for (URL url : Collections.list(loader.getResources(PLACE + path))) {
        if (url.toExternalForm().equals(root + path)) {
          URLConnection connection = url.openConnection();
          // A cached connection would keep the jar open for good.
          connection.setUseCaches(false);
          return connection.getInputStream();
        }
      }
      throw new FileNotFoundException(root + path);
    }
  }
}
