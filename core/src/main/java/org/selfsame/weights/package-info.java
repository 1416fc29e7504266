/**
 * Weights of networks in files: named arrays of numbers with text metadata, in the <a
 * href="https://huggingface.co/docs/safetensors">safetensors</a> format; and the weights in
 * PyTorch's checkpoints, read without executing them.
 */
package org.selfsame.weights;
