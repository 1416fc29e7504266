/** Work on many files: find them, name results, run batches, and import checkpoints. */
module org.selfsame.job {
  requires transitive org.selfsame.core;

  exports org.selfsame.job;
}
