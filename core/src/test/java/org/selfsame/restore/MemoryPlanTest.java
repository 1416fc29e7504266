package org.selfsame.restore;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.selfsame.tensor.Device;

class MemoryPlanTest {
  private static final long GIB = 1L << 30;

  @Test
  void aTileTakesTheMemoryThatThereIs() {
    int side = tileSide(GIB, 10_000, 128, 512);
    assertThat((long) side * side * 10_000).isBetween(GIB - 10_000L * 2 * side, GIB);
  }

  @Test
  void littleMemoryStillGivesTheSmallestTile() {
    assertThat(tileSide(0, 10_000, 128, 512)).isEqualTo(128);
    assertThat(tileSide(1 << 20, 10_000, 128, 512)).isEqualTo(128);
  }

  @Test
  void muchMemoryGivesNoLargerTileThanIsOfUse() {
    assertThat(tileSide(4096 * GIB, 10, 128, 512)).isEqualTo(512);
    assertThat(tileSide(Long.MAX_VALUE, 1, 128, 512)).isEqualTo(512);
  }

  @Test
  void aNetworkThatLooksFartherThanThatHasLargerTiles() {
    assertThat(tileSide(0, 10_000, 201, 160)).isEqualTo(201);
    assertThat(tileSide(4096 * GIB, 10, 4001, 512)).isEqualTo(4001);
  }

  @Test
  void aBudgetIsWhatIsSaidOrHalfOfWhatIsFree() {
    assertThat(MemoryPlan.bytes(new MemoryBudget(12345), Device.CPU)).isEqualTo(12345);
    assertThat(MemoryPlan.bytes(MemoryBudget.AUTO, Device.cuda(0))).isEqualTo(2 * GIB);
  }

  private static int tileSide(long bytes, long bytesPerPixel, int smallest, int largest) {
    return MemoryPlan.tileSide(bytes, side -> bytesPerPixel * side * side, smallest, largest);
  }
}
