/**
 * Taking the network apart (NLRN, Section 5.1): variants trained alike and measured alike. {@link
 * org.selfsame.lab.ablation.Ablation} is the way in.
 */
package org.selfsame.lab.ablation;
