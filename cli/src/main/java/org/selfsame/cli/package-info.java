/** The command line: what its arguments mean, and what it prints. The work is done elsewhere. */
package org.selfsame.cli;
