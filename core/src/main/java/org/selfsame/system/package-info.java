/** The system below: writing files safely, their hashes, and what Linux tells of the process. */
package org.selfsame.system;
