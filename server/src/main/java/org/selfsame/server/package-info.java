/**
 * A server that restores images: {@link org.selfsame.server.Server} opens a page for people and an
 * API for programs, both described in {@code openapi.yaml}.
 */
@NullMarked
package org.selfsame.server;

import org.jspecify.annotations.NullMarked;
