// What the words being typed may be going to be: headlines, sections, tags and names, offered by the browser's own list.
const pause = 150;  // ms without a key
const least = 2;    // characters

export function startSuggestions(input) {
  const list = document.createElement('datalist');
  list.id = `${input.id}-suggestions`;
  input.after(list);
  input.setAttribute('list', list.id);
  let timer, asked;
  input.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => ask(input.value.trim()), pause);
  });

  async function ask(words) {
    asked = words;
    if (words.length < least) return list.replaceChildren();
    try {
      const answer = await fetch('/search/suggest/?q=' + encodeURIComponent(words), { credentials: 'omit' });
      if (!answer.ok) return;
      const { suggestions } = await answer.json();
      if (asked !== words) return;  // the reader was faster
      list.replaceChildren(...suggestions.map(({ text }) => Object.assign(document.createElement('option'), { value: text })));
    } catch { /* without a network there is nothing to offer */ }
  }
}
