/** The front door: one class that restores pictures with the shipped models. */
package org.selfsame;
