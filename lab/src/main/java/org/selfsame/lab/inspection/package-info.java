/** What can be seen and read of an inspection: its picture, its data and its figures. */
package org.selfsame.lab.inspection;
