/**
 * Numbers in native memory, and the arithmetic of networks on them: a thin face of libtorch.
 *
 * <p>Every tensor belongs to a {@link org.selfsame.tensor.TensorScope}. No other package names the
 * binding, so that it can be replaced.
 */
package org.selfsame.tensor;
