/**
 * The form of what is asked for. Names, limits and choices of options come from the server, which
 * has them from the library.
 */

const LABELS = {
  denoise: 'Denoise', deblock: 'Remove JPEG blocks', upscale: 'Enlarge',
  sigma: 'Sigma', strength: 'Strength', model: 'Model', quality: 'Quality', ensemble: 'Ensemble',
  format: 'Format', scale: 'Scale',
};
const HINTS = {
  sigma: 'The noise level, on samples from 0 to 255; auto estimates it. Empty: the noise decides.',
  ensemble: 'Averages over 8 flips and rotations: a little better, 8 times as slow.',
};

export class Ask {
  constructor(task, place, tasks, models) {
    this.task = task;
    this.place = place;
    this.tasks = tasks;
    this.models = models;
    /** Called at once, and a moment after the last change. */
    this.onedit = () => {};
    this.onchange = () => {};
    this.values = {};
    for (const {name} of tasks) task.add(new Option(LABELS[name] ?? name, name));
    task.addEventListener('change', () => {
      this.draw();
      this.onedit();
      this.onchange();
    });
    this.draw();
  }

  /** Returns what to ask for; options that are left as they are stay out. */
  options() {
    const options = {task: this.task.value};
    for (const parameter of this.parameters()) {
      const value = this.values[parameter.name] ?? '';
      const required = parameter.name === 'scale';
      if (value !== '' && (required || value !== parameter.default)) {
        options[parameter.name] = value;
      }
    }
    if (options.model) delete options.quality;
    return options;
  }

  parameters() {
    return this.tasks.find(task => task.name === this.task.value).parameters;
  }

  draw() {
    this.place.replaceChildren(...this.parameters().map(parameter => {
      const known = this.values[parameter.name];
      const fits = parameter.type !== 'choice' || parameter.choices.includes(known);
      this.values[parameter.name] = known !== undefined && fits ? known : parameter.default;
      return this.field(parameter);
    }));
    this.limit();
  }

  field(parameter) {
    const {name, type, choices} = parameter;
    const label = document.createElement('label');
    label.className = 'field';
    label.title = HINTS[name] ?? '';
    const text = document.createElement('span');
    text.textContent = LABELS[name] ?? (name === 'deblock' ? 'Deblock first' : name);
    let input;
    if (type === 'choice') {
      input = document.createElement('select');
      if (parameter.default === '') {
        input.add(new Option(name === 'format' ? 'as the image' : 'automatic', ''));
      }
      for (const choice of choices) input.add(new Option(choice, choice));
      for (const option of input.options) {
        option.title = this.models.find(model => model.id === option.value)?.summary ?? '';
      }
      input.value = this.values[name];
      this.listen(input, name, () => input.value);
      label.append(text, input);
    } else if (type === 'flag') {
      input = document.createElement('input');
      input.type = 'checkbox';
      input.checked = this.values[name] === 'true';
      this.listen(input, name, () => String(input.checked));
      label.append(text, input);
    } else if (parameter.default === '') {
      input = document.createElement('input');
      input.type = 'text';
      input.inputMode = 'decimal';
      input.placeholder = [...choices, `${parameter.least}–${parameter.greatest}`].join(' or ');
      input.value = this.values[name];
      this.listen(input, name, () => input.value.trim().replace(',', '.'));
      label.append(text, input);
    } else {
      const range = document.createElement('input');
      range.type = 'range';
      range.id = name + '-range';
      input = document.createElement('input');
      input.type = 'number';
      for (const one of [range, input]) {
        one.step = 0.05;
        one.min = parameter.least;
        one.max = parameter.greatest;
        one.value = this.values[name];
      }
      range.setAttribute('aria-label', LABELS[name]);
      const number = input;
      this.listen(range, name, () => number.value = range.value);
      this.listen(number, name, () => {
        range.value = number.value;
        return number.value;
      });
      const pair = document.createElement('span');
      pair.className = 'pair';
      pair.append(range, number);
      label.append(text, pair);
    }
    input.id = 'option-' + name;
    label.htmlFor = input.id;
    return label;
  }

  listen(input, name, read) {
    for (const event of ['input', 'change']) {
      input.addEventListener(event, () => {
        this.values[name] = read();
        this.limit();
        this.onedit();
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.onchange(), 250);
      });
    }
  }

  /** A model that is told the level takes other strengths; one that is named has one quality. */
  limit() {
    const leveled = this.values.sigma
        || this.models.find(model => model.id === this.values.model)?.sigma !== undefined;
    const strength = this.parameters().find(parameter => parameter.name === 'strength');
    const limits = leveled && strength?.withSigma ? strength.withSigma : strength;
    for (const id of ['strength-range', 'option-strength']) {
      const input = document.getElementById(id);
      if (input && limits) {
        input.min = limits.least;
        input.max = limits.greatest;
      }
    }
    const quality = document.getElementById('option-quality');
    if (quality) quality.disabled = Boolean(this.values.model);
  }
}
