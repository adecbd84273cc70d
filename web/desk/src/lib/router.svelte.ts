// The address is the state: /desk/… on each screen. Guards may hold somebody back who would lose something.
export const place = $state({ path: location.pathname, query: new URLSearchParams(location.search) });
const guards = new Set<() => boolean>();
const mayLeave = () => [...guards].every(may => may());
let at: number = history.state?.at ?? 0;  // how deep in the browser's history we are, to find back when somebody is held back
let returning = false;

function read() {
  place.path = location.pathname;
  place.query = new URLSearchParams(location.search);
}
export function go(to: string, replace = false) {
  if (to !== location.pathname + location.search) {
    if (!mayLeave()) return;
    if (!replace) at += 1;
    history[replace ? 'replaceState' : 'pushState']({ at }, '', to);
  }
  read();
}
export function guard(may: () => boolean) {
  guards.add(may);
  return () => guards.delete(may);
}
addEventListener('popstate', event => {
  const to: number = event.state?.at ?? 0;
  if (returning) returning = false;
  else if (to !== at && !mayLeave()) {
    returning = true;
    return history.go(at - to);
  }
  at = to;
  read();
});

// Links within the desk change the screen without a new page.
export function followLinks(event: MouseEvent) {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = (event.target as Element).closest?.('a[href]');
  if (!(link instanceof HTMLAnchorElement) || link.target || link.hasAttribute('download') || link.origin !== location.origin) return;
  if (!link.pathname.startsWith('/desk/') || link.pathname.startsWith('/desk/preview/') || link.pathname.startsWith('/desk/api/')) return;
  event.preventDefault();
  go(link.pathname + link.search);
}
