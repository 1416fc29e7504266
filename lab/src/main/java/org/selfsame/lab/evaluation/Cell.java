package org.selfsame.lab.evaluation;

/** What one row of a table is measured by: a set of images, a condition and a method. */
public record Cell(ImageSet set, Condition condition, Method method) {}
