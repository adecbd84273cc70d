// Makes clipboard HTML clean before the schema reads it: Word's list paragraphs become lists, Google Docs' wrapper and
// spans with styles become marks, hidden and empty things go. Works on a copy; nothing of it is ever run or loaded.
const hidden = (element: Element) => /display\s*:\s*none|mso-hide\s*:\s*all|visibility\s*:\s*hidden/i.test(element.getAttribute('style') ?? '');

function rename(element: Element, name: string) {
  const made = element.ownerDocument.createElement(name);
  made.append(...element.childNodes);
  element.replaceWith(made);
  return made;
}
const unwrap = (element: Element) => element.replaceWith(...element.childNodes);
function wrap(element: Element, name: string) {
  const made = element.ownerDocument.createElement(name);
  made.append(...element.childNodes);
  element.append(made);
}

function removeNoise(root: Element) {
  root.querySelectorAll('style, script, meta, link, title, xml, head, template, object, iframe, svg, math, input, button, select, textarea, nav').forEach(element => element.remove());
  const comments = root.ownerDocument.createTreeWalker(root, NodeFilter.SHOW_COMMENT);
  const found: Comment[] = [];
  while (comments.nextNode()) found.push(comments.currentNode as Comment);
  // Word's bullets stand between conditional comments, in a span marked Ignore.
  found.forEach(comment => comment.remove());
  for (const element of [...root.querySelectorAll('*')]) {
    if (hidden(element)) element.remove();
    else if (element.tagName.includes(':')) unwrap(element);  // o:p, w:sdt …
  }
}

// What inline styles say, as elements that the schema knows.
function marksOfStyles(root: Element) {
  for (const element of root.querySelectorAll<HTMLElement>('b, strong, i, em, span, font, p, li, td, a')) {
    // Read as text: the desk's Content-Security-Policy keeps browsers from reading style attributes.
    const style = (name: string) => new RegExp(`(?:^|;)\\s*${name}\\s*:\\s*([^;]+)`, 'i').exec(element.getAttribute('style') ?? '')?.[1].trim().toLowerCase() ?? '';
    const bold = /^(bold|bolder|[6-9]00)/.test(style('font-weight')), light = /^(normal|lighter|[1-5]00)/.test(style('font-weight'));
    if (/^(B|STRONG)$/.test(element.tagName) && light) { unwrap(element); continue; }
    if (/^(I|EM)$/.test(element.tagName) && style('font-style') === 'normal') { unwrap(element); continue; }
    if (element.tagName !== 'SPAN' && element.tagName !== 'FONT') continue;
    if (bold) wrap(element, 'strong');
    if (/^(italic|oblique)/.test(style('font-style'))) wrap(element, 'em');
    if (/line-through/.test(style('text-decoration') + style('text-decoration-line'))) wrap(element, 's');
  }
  root.querySelectorAll('strike, del').forEach(element => rename(element, 's'));
  root.querySelectorAll('ins, u, mark, span, font, center, small, big').forEach(unwrap);
}

// Word writes each item of a list as a paragraph with "mso-list: l0 level2 lfo1" and its bullet as text.
function wordLists(root: Element) {
  let open: { list: Element; level: number }[] = [];
  let last: Element | null = null;
  for (const line of [...root.querySelectorAll<HTMLElement>('p, h1, h2, h3, h4, h5, h6, div')]) {
    const match = /mso-list\s*:\s*\S+\s+level(\d+)/i.exec(line.getAttribute('style') ?? '');
    if (!match) continue;
    const level = Math.min(9, Number(match[1]));
    const marker = [...line.querySelectorAll<HTMLElement>('*')].find(one => /mso-list\s*:\s*ignore/i.test(one.getAttribute('style') ?? ''));
    const sign = (marker?.textContent ?? '').replace(/\s| /g, '');
    marker?.remove();
    const ordered = /^[(]?([0-9]+|[a-z]|[ivxlcdm]+)[.)]$/i.test(sign);
    if (!last || previousElement(line) !== last) open = [];
    while (open.length && open.at(-1)!.level > level) open.pop();
    let top = open.at(-1);
    if (!top || top.level < level) {
      const list = root.ownerDocument.createElement(ordered ? 'ol' : 'ul');
      const number = Number(sign.replace(/\D/g, ''));
      if (ordered && number > 1) list.setAttribute('start', String(number));
      const item = top?.list.lastElementChild;
      if (item) item.append(list);
      else line.before(list);
      open.push(top = { list, level });
    }
    const item = root.ownerDocument.createElement('li');
    item.append(...line.childNodes);
    top.list.append(item);
    line.remove();
    last = open[0].list;
  }
}
function previousElement(line: Element) {
  for (let before = line.previousSibling; before; before = before.previousSibling)
    if (before.nodeType === Node.ELEMENT_NODE) return before as Element;
    else if (before.textContent?.trim()) return null;
  return null;
}

// Google Docs and others put lists straight into lists.
function nestLists(root: Element) {
  for (const list of [...root.querySelectorAll('ul > ul, ul > ol, ol > ul, ol > ol')]) {
    const before = list.previousElementSibling;
    if (before?.tagName === 'LI') before.append(list);
    else {
      const item = root.ownerDocument.createElement('li');
      list.before(item);
      item.append(list);
    }
  }
}

function headings(root: Element) {
  root.querySelectorAll('h1').forEach(element => rename(element, 'h2'));
  root.querySelectorAll('h5, h6').forEach(element => rename(element, 'h4'));
  // Word's desktop styles, which say it by class only.
  root.querySelectorAll('p.MsoTitle, p.MsoHeading1').forEach(element => rename(element, 'h2'));
  root.querySelectorAll('p.MsoQuote, p.MsoIntenseQuote').forEach(element => wrap(element, 'blockquote'));
}

function emptyOnes(root: Element) {
  for (const element of [...root.querySelectorAll('p, h2, h3, h4, li, blockquote, strong, em, s')].reverse())
    if (!element.textContent?.replace(/[\s ​]/g, '') && !element.querySelector('img, table, hr, [data-picture], [data-embed], [data-story], [data-footnote], [data-appeal], [data-newsletterbox]')) element.remove();
  // A break between paragraphs is a paragraph's end, nothing more.
  root.querySelectorAll('br').forEach(element => {
    if (!element.parentElement?.closest('p, li, h2, h3, h4, td, th, pre, blockquote, div')) element.remove();
  });
}

// The address behind the redirections that Google puts around links in its documents.
function links(root: Element) {
  for (const link of root.querySelectorAll('a')) {
    const href = link.getAttribute('href') ?? '';
    if (!/^(https?:|mailto:|tel:|\/)/i.test(href)) { unwrap(link); continue; }
    try {
      const url = new URL(href, 'https://here.invalid');
      if (/^(www\.)?google\.[a-z.]+$/.test(url.host) && url.pathname === '/url' && url.searchParams.get('q')) link.setAttribute('href', url.searchParams.get('q')!);
    } catch { unwrap(link); }
  }
}

export function cleanHtml(html: string) {
  // Our own editor's copies are clean already.
  if (/data-pm-slice/.test(html)) return html;
  const root = new DOMParser().parseFromString(html, 'text/html').body;
  wordLists(root);
  removeNoise(root);
  links(root);
  headings(root);
  marksOfStyles(root);
  nestLists(root);
  root.querySelectorAll('img').forEach(element => element.remove());  // pictures come as files or from the library
  emptyOnes(root);
  for (const element of root.querySelectorAll('*')) for (const name of element.getAttributeNames()) if (!/^(href|title|start|colspan|rowspan|data-[a-z-]+)$/.test(name)) element.removeAttribute(name);
  return root.innerHTML;
}

// A web address alone, as one copies it from the address bar.
export function loneUrl(text: string) {
  const word = text.trim();
  if (!/^https?:\/\/\S+$/i.test(word)) return null;
  try { return new URL(word).href; } catch { return null; }
}
