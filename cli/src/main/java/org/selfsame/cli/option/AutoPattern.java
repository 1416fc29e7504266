package org.selfsame.cli.option;

import java.util.Optional;
import org.selfsame.degradation.BayerMosaic;

/**
 * The pattern that was asked for.
 *
 * @param pattern the arrangement of a mosaic's colors; empty to find it for each image
 */
public record AutoPattern(Optional<BayerMosaic.Pattern> pattern) {}
