// Puts the theme's own stylesheets around the text being written, so that one writes in the published typography. They are
// kept within .paper by @scope; what they say about the page itself holds for .paper.
let made: Promise<void> | null = null;

const selector = (text: string) => text.split(',').map(part => part.trim().replace(/^(html\s+body|:root|html|body)(?=$|[\s.:>[#])/, ':scope')).join(', ');

// Rule by rule, as text: the CSSOM does not give back a shorthand with a variable in it.
function rewritten(css: string, fonts: string[]): string {
  let out = '';
  for (let at = 0; at < css.length;) {
    const open = css.indexOf('{', at), semicolon = css.indexOf(';', at);
    if (open < 0) break;
    if (semicolon >= 0 && semicolon < open) { at = semicolon + 1; continue; }  // @charset, @import
    let close = open + 1;
    for (let depth = 1; close < css.length && depth > 0; ++close) {
      const c = css[close];
      if (c === '"' || c === "'") close = Math.max(close, css.indexOf(c, close + 1));
      else if (c === '{') depth += 1;
      else if (c === '}') depth -= 1;
    }
    const prelude = css.slice(at, open).trim(), inside = css.slice(open + 1, close - 1);
    at = close;
    if (prelude.startsWith('@font-face')) fonts.push(`@font-face {${inside}}`);
    else if (/^@(media|supports|layer|container)/.test(prelude)) {
      if (!/print/.test(prelude)) out += `${prelude} {\n${rewritten(inside, fonts)}}\n`;
    } else if (!prelude.startsWith('@')) out += `${selector(prelude)} {${inside}}\n`;
  }
  return out;
}

async function load() {
  const page = new DOMParser().parseFromString(await (await fetch('/', { credentials: 'omit' })).text(), 'text/html');
  const addresses = [...page.querySelectorAll<HTMLLinkElement>('link[rel=stylesheet]')].map(link => new URL(link.getAttribute('href')!, location.href)).map(url => url.pathname + url.search);
  let scoped = '';
  const fonts: string[] = [];
  for (const address of addresses) {
    const response = await fetch(address);
    if (!response.ok) continue;
    // Addresses in it are relative to it.
    const text = (await response.text()).replace(/url\((['"]?)(?!data:|https?:|\/)([^'")]+)\1\)/g, (_, _quote, to) => `url("${new URL(to, new URL(address, location.href)).pathname}")`);
    scoped += rewritten(text.replace(/\/\*[^]*?\*\//g, ''), fonts);
  }
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`${fonts.join('\n')}\n@scope (.paper) to (.not-paper) {\n${scoped}\n}`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}

// Without it (server away, an old browser) one writes in the desk's own plain type.
export const wearPaper = () => (made ??= load().catch(() => { made = null; }));
