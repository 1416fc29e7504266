package org.selfsame.job;

import org.selfsame.restore.ProgressListener;

/**
 * Is told what becomes of the files of a batch, each in its order when that is known, on a thread
 * of the batch; and on the thread that runs it how far it is, of which each file is an equal part.
 */
public interface BatchListener extends ProgressListener {
  /** A file was processed, which took so many seconds without those it waited for others. */
  void done(BatchFile file, FileAction.Result result, double seconds);

  /** A file was left out because its output exists. */
  void skipped(BatchFile file);

  /**
   * A file could not be processed.
   *
   * @param failure of which {@link Failure#of} tells a person
   */
  void failed(BatchFile file, Throwable failure);

  @Override
  default void progress(long done, long total) {}
}
