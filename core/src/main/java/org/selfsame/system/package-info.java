/** What lies below images and tensors: writing files safely, hashes, facts about the process. */
package org.selfsame.system;
