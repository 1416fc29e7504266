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
    Image mean = null;
    Dihedral[] views = Dihedral.values();
    for (int i = 0; i < views.length; i++) {
      Presentation turned = presentation.turned(views[i], degraded);
      Image restored = turned.restore(views[i].apply(degraded), viewers.apply(i));
      Image upright = views[i].inverse().apply(restored);
      if (mean == null) {
        mean = Image.black(upright.width(), upright.height(), upright.channels());
      }
      SelfEnsemble.addPart(upright, mean);
    }
    return mean;
  }
}
