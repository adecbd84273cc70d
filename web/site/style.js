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
