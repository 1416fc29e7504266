/** The options that commands share, and what their words mean. */
package org.selfsame.cli.option;
