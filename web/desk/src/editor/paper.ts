// Puts the theme's own stylesheets around the text being written, so that one writes in the published typography. They are
// kept within .paper by @scope; what they say about the page itself holds for .paper.
let made: Promise<void> | null = null;

const selector = (text: string) => text.split(',').map(part => part.trim().replace(/^(html\s+body|:root|html|body)(?=$|[\s.:>[#])/, ':scope')).join(', ');

function rewritten(rules: CSSRuleList, fonts: string[]): string {
  let out = '';
  for (const rule of rules) {
    if (rule instanceof CSSFontFaceRule) fonts.push(rule.cssText);
    else if (rule instanceof CSSStyleRule) out += `${selector(rule.selectorText)} { ${rule.style.cssText} }\n`;
    else if (rule instanceof CSSMediaRule) {
      if (!/print/.test(rule.conditionText)) out += `@media ${rule.conditionText} {\n${rewritten(rule.cssRules, fonts)}}\n`;
    } else if (rule instanceof CSSSupportsRule) out += `@supports ${rule.conditionText} {\n${rewritten(rule.cssRules, fonts)}}\n`;
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
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    scoped += rewritten(sheet.cssRules, fonts);
  }
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`${fonts.join('\n')}\n@scope (.paper) to (.not-paper) {\n${scoped}\n}`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}

// Without it (server away, an old browser) one writes in the desk's own plain type.
export const wearPaper = () => (made ??= load().catch(() => { made = null; }));
