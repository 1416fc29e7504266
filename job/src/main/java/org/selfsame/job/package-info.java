/**
 * Work on files for commands, servers and clusters: finding them, running the batch, and reporting
 * failures.
 *
 * <pre>{@code
 * ImageSearch.Found found = ImageSearch.of(inputs).withSuffix("_denoised").find();
 * OutputNames names = OutputNames.of(inputs, Optional.empty(), Optional.empty(), "_denoised");
 * List<BatchFile> files =
 *     found.images().stream().map(image -> new BatchFile(image.file(), names.of(image))).toList();
 * new Batch(files, Batch.Existing.SKIP).run(action, listener);
 * }</pre>
 */
package org.selfsame.job;
