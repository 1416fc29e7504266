/** What commands print: results, tables, progress, failures. */
package org.selfsame.cli.print;
