// The page brings its words in <template> elements, in its own language; {name} stands for what only we know.

// The first element of the template, with the values filled into its texts; null where the theme has no such template.
export function textIn(id, values = {}) {
  const template = document.getElementById(id);
  const element = template?.content.firstElementChild?.cloneNode(true);
  if (!element) return null;
  element.lang ||= template.closest('[lang]')?.lang ?? '';
  const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) texts.currentNode.data = filled(texts.currentNode.data, values);
  return element;
}

export const filled = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
