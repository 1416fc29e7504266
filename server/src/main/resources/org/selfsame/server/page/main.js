import * as api from '/page/api.js';
import {Viewer} from '/page/viewer.js';
import {Ask} from '/page/ask.js';

const $ = id => document.getElementById(id);
const PREVIEW = 192;

/** All images, each with its jobs, and the one that is looked at. */
const images = [];
let current = null;
let following = null;

const viewer = new Viewer($('view'), $('slider'), scale => {
  $('zoom').value = scale === null ? '' : `${Math.round(scale * 100)} %`;
});
const ask = new Ask($('task'), $('parameters'), await api.tasks(), await api.models());
ask.onedit = () => $('problem').textContent = '';
ask.onchange = () => lens.again();

// ---- adding images ----

async function add(files) {
  for (const file of files) {
    $('status').textContent = `Sending ${file.name}`;
    try {
      const sent = await api.addImage(file, part => {
        $('status').textContent = `Sending ${file.name}, ${Math.round(100 * part)} %`;
      });
      $('status').textContent = `Reading ${file.name}`;
      const view = await api.get(`/v1/images/${sent.id}/view`);
      const image = {...sent, ...view, jobs: [], crop: `/v1/images/${sent.id}/crop?`};
      images.push(image);
      $('status').textContent = '';
      $('welcome').hidden = true;
      $('work').hidden = false;
      select(image);
    } catch (e) {
      $('status').textContent = '';
      complain(e.message);
    }
  }
}

function complain(text) {
  if ($('work').hidden) $('status').textContent = text;
  $('problem').textContent = text;
}

function showNoise() {
  const noise = current.noise;
  const level = `Noise: sigma ${noise.sigma.toFixed(1)} estimated`;
  $('noise').textContent = noise.doubt
      ? `${level}, not trusted (${noise.doubt}; ${noise.most.toFixed(1)} at most)`
      : level;
}

for (const id of ['choose', 'choose-first']) {
  $(id).addEventListener('click', () => $('files').click());
}
$('files').addEventListener('change', () => {
  add([...$('files').files]);
  $('files').value = '';
});
addEventListener('dragover', e => {
  e.preventDefault();
  document.body.classList.add('over');
});
addEventListener('dragleave', e => {
  if (!e.relatedTarget) document.body.classList.remove('over');
});
addEventListener('drop', e => {
  e.preventDefault();
  document.body.classList.remove('over');
  add([...e.dataTransfer.files]);
});
addEventListener('paste', e => {
  const files = [...e.clipboardData.files];
  if (files.length) add(files);
});

// ---- looking ----

function select(image) {
  current = image;
  $('problem').textContent = '';
  lens.hide();
  drawImages();
  drawJobs();
  showNoise();
  const done = image.jobs.filter(job => job.state === 'done').at(-1);
  compare(null, done?.id ?? null);
}

/** Shows two of an image and its results: null is the image itself. */
function compare(left, right) {
  for (const [list, chosen] of [[$('left-of'), left], [$('right-of'), right]]) {
    list.replaceChildren(new Option('Original', ''));
    for (const job of current.jobs.filter(job => job.state === 'done')) {
      list.add(new Option(nameOf(job), job.id));
    }
    list.value = chosen ?? '';
  }
  showChosen();
}

function showChosen() {
  const sources = [$('left-of'), $('right-of')].map(list => {
    const job = current.jobs.find(job => job.id === list.value);
    const scale = job?.facts.scale ?? 1;
    return {
      crop: job ? `/v1/jobs/${job.id}/crop?` : current.crop,
      width: scale * current.width,
      height: scale * current.height,
    };
  });
  $('view').classList.toggle('same', sources[0].crop === sources[1].crop);
  viewer.show(sources[0], sources[1]);
  $('left-tag').textContent = $('left-of').selectedOptions[0].text;
  $('right-tag').textContent = $('right-of').selectedOptions[0].text;
}

function nameOf(job) {
  const {model, sigma, scale, strength} = job.facts ?? {};
  const told = job.task === 'upscale' ? `x${scale}`
      : sigma !== undefined && sigma !== null ? `sigma ${sigma}`
      : strength !== undefined && strength !== 1 ? `strength ${strength}` : '';
  return [model ?? job.task, told].filter(Boolean).join(', ');
}

for (const id of ['left-of', 'right-of']) $(id).addEventListener('change', showChosen);
$('fit').addEventListener('click', () => viewer.fit());
$('one').addEventListener('click', () => viewer.zoomTo(1));
$('in').addEventListener('click', () => viewer.zoomTo(viewer.scale * 2));
$('out').addEventListener('click', () => viewer.zoomTo(viewer.scale / 2));
toggle($('difference'), on => $('view').classList.toggle('differing', on));
toggle($('preview'), on => {
  $('view').classList.toggle('previewing', on);
  if (!on) lens.hide();
});

function toggle(button, changed) {
  button.addEventListener('click', () => {
    const on = button.getAttribute('aria-pressed') !== 'true';
    button.setAttribute('aria-pressed', on);
    changed(on);
  });
}

/** A part around the pointer, restored before the whole is. */
const lens = {
  async at(x, y) {
    const image = current;
    const size = viewer.size();
    if (!image || !size) return;
    const width = Math.min(PREVIEW, image.width);
    const height = Math.min(PREVIEW, image.height);
    const ratio = size.width / image.width;
    const inside = (middle, length, all) =>
      Math.round(Math.max(0, Math.min(all - length, middle / ratio - length / 2)));
    this.part = {x: inside(x, width, image.width), y: inside(y, height, image.height), w: width, h: height};
    await this.fetch();
  },

  again() {
    if (!$('lens').hidden) this.fetch();
  },

  async fetch() {
    this.request?.abort();
    const request = this.request = new AbortController();
    const image = current;
    this.draw();
    $('lens').hidden = false;
    $('lens').querySelector('span').textContent = 'Restoring…';
    try {
      const blob = await api.preview(image.id, this.part, ask.options(), request.signal);
      if (request !== this.request || image !== current) return;
      // Addresses of blobs are not allowed here.
      const bitmap = await createImageBitmap(blob);
      const canvas = $('lens').querySelector('canvas');
      canvas.width = bitmap.width;
      canvas.height = bitmap.height;
      canvas.getContext('2d').drawImage(bitmap, 0, 0);
      $('lens').querySelector('span').textContent = 'Preview';
    } catch (e) {
      if (e.name === 'AbortError') return;
      this.hide();
      complain(e.message);
    }
  },

  draw() {
    if (!this.part || !viewer.size()) return;
    const s = viewer.scale * viewer.size().width / current.width;
    const style = $('lens').style;
    style.left = viewer.x + this.part.x * s + 'px';
    style.top = viewer.y + this.part.y * s + 'px';
    style.width = this.part.w * s + 'px';
    style.height = this.part.h * s + 'px';
  },

  hide() {
    this.request?.abort();
    this.part = null;
    $('lens').hidden = true;
  },
};

$('view').addEventListener('drawn', () => lens.draw());
$('view').addEventListener('click', e => {
  if ($('preview').getAttribute('aria-pressed') !== 'true' || viewer.dragged) return;
  const {x, y} = viewer.at(e.clientX, e.clientY);
  lens.at(x, y);
});

// ---- jobs ----

async function restore(image) {
  try {
    const job = await api.addJob(image.id, ask.options(), () => {
      $('status').textContent = 'The queue is full; waiting for room';
    });
    $('status').textContent = '';
    image.jobs.push(job);
    drawJobs();
    followNext();
  } catch (e) {
    complain(e.message);
  }
}

/** One stream of events is open at a time, as a browser opens few connections. */
async function followNext() {
  if (following) return;
  const next = images.flatMap(image => image.jobs)
      .filter(job => job.state === 'queued' || job.state === 'running')
      .at(0);
  if (!next) return;
  following = next;
  const ended = await api.follow(next.id, state => {
    Object.assign(next, state);
    drawJobs();
  });
  following = null;
  const image = images.find(image => image.jobs.includes(next));
  if (ended.state === 'done' && image === current) compare($('left-of').value || null, next.id);
  if (ended.state === 'failed' && image === current) complain(ended.problem.detail);
  drawJobs();
  drawImages();
  followNext();
}

$('ask').addEventListener('submit', e => {
  e.preventDefault();
  $('problem').textContent = '';
  restore(current);
});
$('start-all').addEventListener('click', () => {
  $('problem').textContent = '';
  images.forEach(restore);
});

// ---- lists ----

function drawImages() {
  $('images').hidden = images.length < 2;
  $('start-all').hidden = images.length < 2;
  $('images').replaceChildren(...images.map(image => {
    const button = element('button', {type: 'button', title: image.name});
    button.setAttribute('aria-label', image.name);
    button.setAttribute('aria-pressed', image === current);
    button.append(element('img', {src: `${image.crop}max=120`, alt: ''}));
    button.addEventListener('click', () => select(image));
    const item = element('li');
    item.append(button);
    return item;
  }));
}

function drawJobs() {
  const all = images.flatMap(image => image.jobs.map(job => ({image, job})));
  const focused = document.activeElement?.dataset?.key;
  $('jobs').replaceChildren(...all.map(({image, job}) => drawn(image, job)).reverse());
  if (focused) document.querySelector(`[data-key="${focused}"]`)?.focus();
  const done = all.filter(({job}) => job.state === 'done').map(({job}) => job.id);
  $('zip').hidden = done.length < 2;
  $('zip').href = '/v1/results.zip?' + done.map(id => 'job=' + id).join('&');
}

function drawn(image, job) {
  const item = element('li');
  item.dataset.state = job.state;
  const head = element('div', {className: 'job-name'});
  const name = element('button', {type: 'button', className: 'link', textContent: image.name});
  name.dataset.key = 'show-' + job.id;
  name.addEventListener('click', () => {
    select(image);
    if (job.state === 'done') compare(null, job.id);
  });
  head.append(name);
  if (job.state === 'done') {
    head.append(element('a', {
      className: 'button', href: `/v1/jobs/${job.id}/result`, download: job.resultName,
      textContent: 'Download',
    }));
  } else if (job.state === 'queued' || job.state === 'running') {
    const cancel = element('button', {type: 'button', textContent: 'Cancel'});
    cancel.dataset.key = 'cancel-' + job.id;
    cancel.addEventListener('click', async () => {
      cancel.disabled = true;
      try {
        await api.remove('/v1/jobs/' + job.id);
        job.state = 'cancelled';
        drawJobs();
      } catch (e) {
        complain(e.message);
      }
    });
    head.append(cancel);
  }
  const note = element('div', {className: 'job-note', textContent: noteOf(job)});
  note.classList.toggle('bad', job.state === 'failed');
  item.append(head, note);
  if (job.state === 'running') {
    const bar = element('progress', {max: job.total || 1});
    if (job.total) bar.value = job.done;
    bar.setAttribute('aria-label', 'Progress of ' + image.name);
    item.append(bar);
  }
  return item;
}

function noteOf(job) {
  switch (job.state) {
    case 'queued':
      return `${job.task}: number ${job.place ?? 1} in the queue`;
    case 'running':
      return job.eta !== undefined ? `${job.task}: ${seconds(job.eta)} left` : `${job.task}: running`;
    case 'done':
      return `${nameOf(job)}; ${seconds(job.seconds)}`;
    case 'failed':
      return job.problem?.detail ?? 'failed';
    default:
      return `${job.task}: cancelled`;
  }
}

function seconds(s) {
  return s < 10 ? `${s.toFixed(1)} s` : s < 90 ? `${Math.round(s)} s` : `${Math.round(s / 60)} min`;
}

function element(tag, properties = {}) {
  return Object.assign(document.createElement(tag), properties);
}

document.body.dataset.ready = 'true';
