package org.selfsame.cli.print;

import org.selfsame.job.BatchFile;
import org.selfsame.job.FileAction.Result;

/** Tells what became of the files of a batch. What failed is told apart, on the error stream. */
interface BatchReport {
  /** A file was processed, which took so many seconds without those it waited for others. */
  void done(BatchFile file, Result result, double seconds);

  /** A file was left out because its output exists. */
  void skipped(BatchFile file);

  /** A file could not be processed, as the message says. */
  void failed(BatchFile file, String message);

  /** There are no more files. */
  void finished();
}
