/** The images that networks learn from, and are measured on while they learn. */
package org.selfsame.lab.data;
