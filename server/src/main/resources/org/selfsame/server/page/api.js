/** Requests to the server. A refusal becomes an error with the server's words. */

async function checked(answer) {
  if (answer.ok) return answer;
  let problem;
  try {
    problem = await answer.json();
  } catch {
    problem = {detail: `the server answered ${answer.status}`};
  }
  const error = new Error(problem.detail);
  error.status = answer.status;
  error.retryAfter = Number(answer.headers.get('Retry-After'));
  throw error;
}

async function ask(path, options) {
  let answer;
  try {
    answer = await fetch(path, options);
  } catch (e) {
    if (e.name === 'AbortError') throw e;
    throw new Error('the server does not answer; is it still running?');
  }
  return checked(answer);
}

export const get = async path => (await ask(path)).json();

export const tasks = () => get('/v1/tasks');

export const models = () => get('/v1/models');

/** Sends a file, and tells how much of it is sent. */
export function addImage(file, progress) {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open('POST', '/v1/images?name=' + encodeURIComponent(file.name || 'pasted.png'));
    request.responseType = 'json';
    request.upload.onprogress = e => progress(e.loaded / e.total);
    request.onload = () => request.status === 201
        ? done(request.response)
        : failed(new Error(request.response?.detail ?? `the server answered ${request.status}`));
    request.onerror = () => failed(new Error('the server does not answer; is it still running?'));
    request.send(file);
  });
}

/** Adds a job for an image; waits where the queue is full. */
export async function addJob(image, options, waiting) {
  const query = new URLSearchParams({...options, image});
  for (;;) {
    try {
      return await (await ask('/v1/jobs?' + query, {method: 'POST'})).json();
    } catch (e) {
      if (e.status !== 429) throw e;
      waiting();
      await new Promise(later => setTimeout(later, 1000 * Math.min(5, e.retryAfter || 1)));
    }
  }
}

export const remove = path => ask(path, {method: 'DELETE'});

/** Follows a job to its end. */
export function follow(job, changed) {
  return new Promise(ended => {
    const events = new EventSource(`/v1/jobs/${job}/events`);
    const told = e => {
      const state = JSON.parse(e.data);
      changed(state);
      if (['done', 'failed', 'cancelled'].includes(state.state)) {
        events.close();
        ended(state);
      }
    };
    for (const state of ['queued', 'running', 'done', 'failed', 'cancelled']) {
      events.addEventListener(state, told);
    }
    events.onerror = async () => {
      // It connects again by itself, unless the job is gone.
      try {
        await get('/v1/jobs/' + job);
      } catch (e) {
        events.close();
        const state = {id: job, state: 'failed', problem: {detail: e.message}};
        changed(state);
        ended(state);
      }
    };
  });
}

/** Returns a part of an image as the address of a PNG; signal gives up. */
export async function preview(image, part, options, signal) {
  const query = new URLSearchParams({...options, ...part});
  query.delete('format');
  const answer = await ask(`/v1/images/${image}/preview?` + query, {signal});
  return answer.blob();
}
