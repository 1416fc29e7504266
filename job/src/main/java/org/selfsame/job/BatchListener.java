package org.selfsame.job;

import org.selfsame.restore.ProgressListener;

/**
 * Follows a batch. A thread of the batch reports each file once it is done, in order. The thread
 * that runs the batch reports progress, to which each file contributes an equal part.
 */
public interface BatchListener extends ProgressListener {
  /** A file was processed; {@code seconds} leaves out the time it waited for others. */
  void done(BatchFile file, FileAction.Result result, double seconds);

  /** A file was skipped because its output exists. */
  void skipped(BatchFile file);

  /**
   * A file could not be processed.
   *
   * @param failure the cause; {@link Failure#of} explains it to a person
   */
  void failed(BatchFile file, Throwable failure);

  @Override
  default void progress(long done, long total) {}
}
