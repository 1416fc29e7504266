/**
 * Ablations of the network (NLRN, Section 5.1): variants that are trained and measured alike. Start
 * with {@link org.selfsame.lab.ablation.Ablation}.
 */
package org.selfsame.lab.ablation;
