package io.github.djlseq2seq.cli;

import static org.testng.Assert.assertEquals;
import static org.testng.Assert.assertTrue;
import static org.testng.Assert.expectThrows;

import ai.djl.util.Utils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

public class OutputFileTest {

  private Path folder;

  @BeforeMethod
  public void makeFolder() throws IOException {
    folder = Files.createTempDirectory("output");
  }

  @AfterMethod
  public void deleteFolder() {
    Utils.deleteQuietly(folder);
  }

  @Test
  public void replacesAFileAndLeavesNothingElse() throws IOException {
    Path file = Files.writeString(folder.resolve("out"), "old\nand longer\n");
    OutputFile.write(file, List.of("\u00E9t\u00E9", "", "b"));
    assertEquals(Files.readString(file), "\u00E9t\u00E9\n\nb\n");
    OutputFile.write(file, List.of());
    assertEquals(Files.readString(file), "");
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(files.toList(), List.of(file));
    }
  }

  @Test
  public void followsALink() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    OutputFile.write(link, List.of("a"));
    assertTrue(Files.isSymbolicLink(link));
    assertEquals(Files.readString(file), "a\n");
  }

  @Test
  public void refusesFoldersBeforehand() throws IOException {
    Path missing = folder.resolve("missing");
    OutputFile.check("--out", missing);
    assertRefused(folder, "--out must be a file, found the folder " + folder);
    assertRefused(missing.resolve("out"), "--out: there is no folder " + missing);
  }

  private static void assertRefused(Path file, String message) {
    IOException e = expectThrows(IOException.class, () -> OutputFile.check("--out", file));
    assertEquals(e.getMessage(), message);
  }
}
