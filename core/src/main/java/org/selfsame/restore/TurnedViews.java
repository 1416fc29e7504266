package org.selfsame.restore;

import java.util.function.IntFunction;
import org.selfsame.image.Dihedral;
import org.selfsame.image.Image;
import org.selfsame.image.Restoration;
import org.selfsame.task.Presentation;

/**
 * A {@link SelfEnsemble} for images whose presentation to the network changes when they are turned.
 *
 * @param viewers the viewer for each view, counted from 0
 */
record TurnedViews(Presentation presentation, IntFunction<Presentation.Viewer> viewers)
    implements Restoration {
  @Override
  public Image restore(Image degraded) {
    Dihedral[] views = Dihedral.values();
    Image first = restored(views[0], 0, degraded);
    Image mean = Image.black(first.width(), first.height(), first.channels());
    SelfEnsemble.addPart(first, mean);
    for (int i = 1; i < views.length; i++) {
      SelfEnsemble.addPart(restored(views[i], i, degraded), mean);
    }
    return mean;
  }

  /** Restores a view, and turns it back. */
  private Image restored(Dihedral view, int number, Image degraded) {
    Presentation turned = presentation.turned(view, degraded);
    return view.inverse().apply(turned.restore(view.apply(degraded), viewers.apply(number)));
  }
}
