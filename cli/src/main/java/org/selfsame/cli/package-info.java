/** The command line: parses arguments and prints results. The work is done elsewhere. */
package org.selfsame.cli;
