/** The commands. */
package org.selfsame.cli.command;
