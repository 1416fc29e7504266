package org.selfsame.cli.print;

import org.selfsame.job.BatchFile;
import org.selfsame.job.FileAction.Result;

/** Reports what happened to the files of a batch. Failures also go to the error stream. */
interface BatchReport {
  /** A file was processed, in so many seconds without the time spent waiting for others. */
  void done(BatchFile file, Result result, double seconds);

  /** A file was skipped because its output exists. */
  void skipped(BatchFile file);

  /** A file failed, for the reason in the message. */
  void failed(BatchFile file, String message);

  /** All files are done. */
  void finished();
}
