// Where news comes from: the server's event stream, or a question now and then. Both from behind a position.

const firstBeat = 10_000, nextBeat = 50_000;  // ms; the server sends one at once, then every twenty seconds

// Settles when the stream breaks, falls silent or `signal` aborts: whether anything came through.
export function streamUntilItEnds(position, take, signal) {
  return new Promise(done => {
    const source = new EventSource(`/live?after=${position}`);
    let heard = false, silence;
    const end = () => {
      source.close();
      clearTimeout(silence);
      signal.removeEventListener('abort', end);
      done(heard);
    };
    const listen = () => {
      clearTimeout(silence);
      silence = setTimeout(end, heard ? nextBeat : firstBeat);
    };
    const on = (name, act) => source.addEventListener(name, event => { heard = true; listen(); act(event); });
    on('beat', () => {});
    for (const name of ['brief', 'story', 'gone', 'reset'])
      on(name, event => take({ event: name, id: Number(event.lastEventId), data: JSON.parse(event.data) }));
    source.onerror = end;  // our own pauses, not the browser's: they grow, and differ from reader to reader
    signal.addEventListener('abort', end);
    listen();
  });
}

// {position, events}; null where no answer came.
export async function pollOnce(position, signal) {
  try {
    const answer = await fetch(`/live/poll/?after=${position}`, { credentials: 'omit', signal });
    if (!answer.ok) return null;
    const { position: now, events, reset } = await answer.json();
    if (reset) events.unshift({ event: 'reset', id: position, data: {} });
    return { position: now, events };
  } catch {
    return null;
  }
}
