// The sentences of a narration: when each is said, where it stands in the text, and the mark on it.
const seconds = text => text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
const signs = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

// [{from, text}] of a WebVTT file as speech/web_vtt.cpp writes it.
export async function fetchSentences(url) {
  const cues = (await (await fetch(url)).text()).matchAll(/^(\S+) --> .*\n(.+)$/gm);
  return [...cues].map(([, from, text]) => ({ from: seconds(from), text: text.replace(/&\w+;/g, sign => signs[sign]) }));
}

// Blanks and soft hyphens differ between page and script: letters alone are compared.
const unsaid = /[\s\p{Cc}\p{Cf}]/gu;
const beside = '.player, .footnote-reference, s, [data-appeal]';

// A Range for each sentence, null for what is said but not shown ("There is a table here").
function rangesOf(sentences, article) {
  const texts = document.createTreeWalker(article, NodeFilter.SHOW_TEXT), places = [];  // of each letter
  let letters = '', behind = 0;
  for (let node; (node = texts.nextNode());) {
    if (node.parentElement.closest(beside)) continue;
    for (let at = 0; at < node.length; ++at)
      if (node.data[at].replace(unsaid, '')) {
        letters += node.data[at];
        places.push([node, at]);
      }
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

// A function that marks the sentence with this index, and no other; none where there is no such one.
export function markerOf(sentences, article) {
  const ranges = rangesOf(sentences, article);
  let marked, block;
  return index => {
    if (marked === ranges[index]) return;
    marked = ranges[index];
    if (CSS.highlights) return marked ? CSS.highlights.set('spoken', new Highlight(marked)) : CSS.highlights.delete('spoken');
    block?.classList.remove('spoken');
    block = marked?.startContainer.parentElement.closest('p, li, h1, h2, h3, h4, blockquote');
    block?.classList.add('spoken');
  };
}
