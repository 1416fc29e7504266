/** An inspection's picture, data and figures. */
package org.selfsame.lab.inspection;
