/** Work on many files: finding them, naming results, batches, and importing checkpoints. */
module org.selfsame.job {
  requires transitive org.selfsame.core;

  exports org.selfsame.job;
}
