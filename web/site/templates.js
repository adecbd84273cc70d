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

// What must hold under any theme: what we add moves nothing. `:where()` gives way to every rule that a theme has.
const rules = `
  :where(.feed) { position: relative }
  :where(.feed-button) { position: absolute; inset-block-start: 0; inset-inline-end: 0; z-index: 1 }
  :where(.feed-new) { background: color-mix(in srgb, Highlight 20%, transparent) }
  :where(.page-notice) { position: fixed; inset-block-end: 0; inset-inline: 0; z-index: 2; margin: 0; padding: 0.75rem 1rem;
    background: Canvas; color: CanvasText; border-block-start: 1px solid; text-align: center }
  :where(.visually-hidden) { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
`;

export function useBaseStyle() {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(rules);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}
