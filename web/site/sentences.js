// The sentences of a narration: when each is said, where it stands in the text, and the mark on it.

const seconds = text => text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
const signs = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

// [{from, text}] of a WebVTT file as speech/web_vtt.cpp writes it.
export async function fetchSentences(url) {
  const cues = (await (await fetch(url)).text()).matchAll(/^(\S+) --> .*\n(.+)$/gm);
  return [...cues].map(([, from, text]) => ({ from: seconds(from), text: text.replace(/&\w+;/g, sign => signs[sign]) }));
}

// Blanks, line breaks and soft hyphens differ between page and script: letters alone are compared.
const unsaid = /[\s\p{Cc}\p{Cf}]/gu;
const beside = '.player, .footnote-reference, s, [data-appeal]';

// A Range for each sentence, null for what is said but not shown ("There is a table here").
function rangesOf(sentences, article) {
  let letters = '', behind = 0;
  const places = [];  // of each letter
  const texts = document.createTreeWalker(article, NodeFilter.SHOW_TEXT, ({ parentElement }) => (parentElement.closest(beside) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT));
  for (let node; (node = texts.nextNode());)
    for (let at = 0; at < node.length; ++at) {
      if (!node.data[at].replace(unsaid, '')) continue;
      letters += node.data[at];
      places.push([node, at]);
    }
  return sentences.map(({ text }) => {
    const words = text.replace(unsaid, '');
    let first = letters.indexOf(words, behind);
    if (first < 0) first = letters.indexOf(words);  // not always in the order of the page
    else behind = first + words.length;
    if (!words || first < 0) return null;
    const range = document.createRange(), [node, at] = places[first + words.length - 1];
    range.setStart(...places[first]);
    range.setEnd(node, at + 1);
    return range;
  });
}

export class Marker {
  #ranges;
  #marked;
  #block;

  constructor(sentences, article) { this.#ranges = rangesOf(sentences, article); }

  mark(index) {
    const range = this.#ranges[index];
    if (range === this.#marked) return;
    this.#marked = range;
    if (CSS.highlights) return range ? CSS.highlights.set('spoken', new Highlight(range)) : CSS.highlights.delete('spoken');
    this.#block?.classList.remove('spoken');
    this.#block = range?.startContainer.parentElement.closest('p, li, h1, h2, h3, h4, blockquote');
    this.#block?.classList.add('spoken');
  }
}
