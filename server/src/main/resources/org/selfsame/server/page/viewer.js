/**
 * Two pictures over each other, of any size: all of them reduced, and the visible part at its own
 * pixels. A source has `crop`, an address that takes x, y, w, h and max, and `width` and `height`.
 */

const OVERVIEW = 2048;
const MARGIN = 128;
const GREATEST = 32;

export class Viewer {
  constructor(view, slider, zoomed) {
    this.view = view;
    this.slider = slider;
    this.zoomed = zoomed;
    this.layers = ['left', 'right'].map(id => {
      const layer = document.getElementById(id);
      return {
        element: layer,
        base: layer.querySelector('.base'),
        part: layer.querySelector('.part'),
        source: null,
      };
    });
    this.scale = 1;
    this.x = 0;
    this.y = 0;
    this.fitted = true;
    this.pointers = new Map();
    slider.addEventListener('input', () => this.split());
    view.addEventListener('pointerdown', e => this.down(e));
    view.addEventListener('pointermove', e => this.move(e));
    for (const end of ['pointerup', 'pointercancel']) {
      view.addEventListener(end, e => this.up(e));
    }
    view.addEventListener('wheel', e => this.wheel(e), {passive: false});
    new ResizeObserver(() => this.fitted ? this.fit() : this.draw()).observe(view);
    this.split();
  }

  /** Shows two sources, left and right; null for none. */
  show(left, right) {
    const before = this.size();
    [left, right].forEach((source, i) => {
      const layer = this.layers[i];
      if (layer.source?.crop === source?.crop) return;
      layer.source = source;
      for (const img of [layer.base, layer.part]) {
        img.classList.remove('shown');
        img.removeAttribute('src');
      }
      layer.region = null;
      if (source) load(layer.base, `${source.crop}max=${OVERVIEW}`, () => this.draw());
    });
    const size = this.size();
    if (size && (!before || before.width !== size.width || before.height !== size.height)) {
      this.fit();
    } else {
      this.draw();
    }
  }

  /** The size that is shown: the larger one, where a result is enlarged. */
  size() {
    const sources = this.layers.map(layer => layer.source).filter(Boolean);
    return sources.length === 0 ? null : sources.reduce((a, b) => b.width > a.width ? b : a);
  }

  split() {
    const percent = this.slider.value / 10;
    this.view.style.setProperty('--split', percent + '%');
    this.slider.setAttribute('aria-valuetext', `${Math.round(percent)} % left`);
  }

  fit() {
    const size = this.size();
    if (!size) return;
    const {clientWidth: w, clientHeight: h} = this.view;
    this.fitted = true;
    this.scale = Math.min(w / size.width, h / size.height);
    if (this.scale > 1) this.scale = Math.floor(this.scale);
    this.x = (w - size.width * this.scale) / 2;
    this.y = (h - size.height * this.scale) / 2;
    this.draw();
  }

  /** Zooms, keeping a place where it is; by default the middle. */
  zoomTo(scale, at = {x: this.view.clientWidth / 2, y: this.view.clientHeight / 2}) {
    const size = this.size();
    if (!size) return;
    const least = Math.min(1, this.view.clientWidth / size.width, this.view.clientHeight / size.height);
    const next = Math.max(least, Math.min(GREATEST, scale));
    this.x = at.x - (at.x - this.x) * next / this.scale;
    this.y = at.y - (at.y - this.y) * next / this.scale;
    this.scale = next;
    this.fitted = false;
    this.draw();
  }

  /** The place in the picture below a place in the view. */
  at(clientX, clientY) {
    const box = this.view.getBoundingClientRect();
    return {
      x: (clientX - box.left - this.x) / this.scale,
      y: (clientY - box.top - this.y) / this.scale,
    };
  }

  keepInSight(size) {
    const place = (offset, length, all) => length <= all
        ? (all - length) / 2
        : Math.max(all - length, Math.min(0, offset));
    this.x = place(this.x, size.width * this.scale, this.view.clientWidth);
    this.y = place(this.y, size.height * this.scale, this.view.clientHeight);
    if (this.scale >= 1) {
      this.x = Math.round(this.x);
      this.y = Math.round(this.y);
    }
  }

  draw() {
    const size = this.size();
    this.zoomed(size ? this.scale : null);
    if (!size) return;
    this.keepInSight(size);
    this.view.classList.toggle('sharp', this.scale >= 1);
    for (const layer of this.layers) {
      if (!layer.source) continue;
      const ratio = size.width / layer.source.width;
      place(layer.base, this.x, this.y, size.width * this.scale, size.height * this.scale);
      if (layer.region) {
        const s = this.scale * ratio;
        const r = layer.region;
        place(layer.part, this.x + r.x * s, this.y + r.y * s, r.w * s, r.h * s);
      }
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.sharpen(), 120);
    this.view.dispatchEvent(new Event('drawn'));
  }

  /** Fetches what is seen at its own pixels, where the overview has fewer. */
  sharpen() {
    const size = this.size();
    for (const layer of this.layers) {
      const source = layer.source;
      if (!source || Math.max(source.width, source.height) <= OVERVIEW) continue;
      const s = this.scale * size.width / source.width;
      if (s < OVERVIEW / Math.max(source.width, source.height)) {
        layer.part.classList.remove('shown');
        layer.region = null;
        continue;
      }
      const x = Math.max(0, Math.floor(-this.x / s) - MARGIN);
      const y = Math.max(0, Math.floor(-this.y / s) - MARGIN);
      const w = Math.min(source.width - x, Math.ceil(this.view.clientWidth / s) + 2 * MARGIN);
      const h = Math.min(source.height - y, Math.ceil(this.view.clientHeight / s) + 2 * MARGIN);
      const key = [x, y, w, h].join();
      if (w <= 0 || h <= 0 || layer.region?.key === key || layer.wanted === key) continue;
      layer.wanted = key;
      const max = Math.max(w, h) > OVERVIEW ? `&max=${OVERVIEW}` : '';
      load(layer.part, `${source.crop}x=${x}&y=${y}&w=${w}&h=${h}${max}`, () => {
        if (layer.wanted === key && layer.source === source) {
          layer.region = {x, y, w, h, key};
          this.draw();
        }
      });
    }
  }

  down(e) {
    if (e.button > 0) return;
    this.view.setPointerCapture(e.pointerId);
    this.pointers.set(e.pointerId, e);
    this.dragged = false;
    this.start = e;
    const line = this.view.clientWidth * this.slider.value / 1000;
    const x = e.clientX - this.view.getBoundingClientRect().left;
    this.sliding = this.pointers.size === 1 && Math.abs(x - line) < 14
        && !this.view.classList.contains('differing');
    this.view.classList.add('dragging');
  }

  move(e) {
    const last = this.pointers.get(e.pointerId);
    if (!last) return;
    const box = this.view.getBoundingClientRect();
    if (Math.hypot(e.clientX - this.start.clientX, e.clientY - this.start.clientY) > 4) {
      this.dragged = true;
    }
    if (this.sliding) {
      this.slider.value = Math.round(1000 * (e.clientX - box.left) / box.width);
      this.split();
    } else if (this.pointers.size === 2) {
      const [a, b] = [...this.pointers.values()];
      const other = a.pointerId === e.pointerId ? b : a;
      const spread = p => Math.hypot(p.clientX - other.clientX, p.clientY - other.clientY);
      const middle = {
        x: (e.clientX + other.clientX) / 2 - box.left,
        y: (e.clientY + other.clientY) / 2 - box.top,
      };
      this.zoomTo(this.scale * spread(e) / Math.max(1, spread(last)), middle);
    } else {
      this.x += e.clientX - last.clientX;
      this.y += e.clientY - last.clientY;
      this.fitted = false;
      this.draw();
    }
    this.pointers.set(e.pointerId, e);
  }

  up(e) {
    this.pointers.delete(e.pointerId);
    this.sliding = false;
    this.view.classList.remove('dragging');
  }

  wheel(e) {
    e.preventDefault();
    const box = this.view.getBoundingClientRect();
    this.zoomTo(
        this.scale * Math.exp(-Math.sign(e.deltaY) * 0.2),
        {x: e.clientX - box.left, y: e.clientY - box.top});
  }
}

function place(img, x, y, width, height) {
  img.style.width = width + 'px';
  img.style.height = height + 'px';
  img.style.transform = `translate(${x}px, ${y}px)`;
}

/** Shows an address once it is decoded, so that nothing flickers. */
async function load(img, address, done) {
  const next = new Image();
  next.src = address;
  img.dataset.wanted = address;
  try {
    await next.decode();
  } catch {
    return;
  }
  if (img.dataset.wanted !== address) return;
  img.src = address;
  img.classList.add('shown');
  done();
}
