package org.selfsame.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** What a run of the command line gave. */
public record CommandLineRun(int exitCode, String out, String err) {
  public static CommandLineRun of(Object... arguments) {
    return of(Main.commandLine(), arguments);
  }

  public static CommandLineRun of(CommandLine line, Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    String[] words = new String[arguments.length];
    for (int i = 0; i < words.length; i++) {
      words[i] = arguments[i].toString();
    }
    int exitCode = line.execute(words);
    return new CommandLineRun(exitCode, out.toString(), err.toString());
  }
}
