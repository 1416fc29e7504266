/** The options that commands share, and the parsing of their values. */
package org.selfsame.cli.option;
