// "Firefox 144, Windows" of a User-Agent field (RFC 9110, 10.1.5), so that people know their own devices again; what is not
// known is shown as it is. Browsers call themselves by each other's names too: the first that fits is the one.
const browsers: [RegExp, string][] = [
  [/\bEdg(?:A|iOS)?\/(\d+)/, 'Edge'], [/\bOPR\/(\d+)/, 'Opera'], [/\bSamsungBrowser\/(\d+)/, 'Samsung Internet'], [/\bVivaldi\/(\d+)/, 'Vivaldi'],
  [/\b(?:Firefox|FxiOS)\/(\d+)/, 'Firefox'], [/(?:\bCriOS|Chrome)\/(\d+)/, 'Chrome'], [/\bVersion\/(\d+)\S* (?:Mobile\/\S+ )?Safari\//, 'Safari'],
];
const systems: [RegExp, string][] = [
  [/\biPhone\b/, 'iPhone'], [/\biPad\b/, 'iPad'], [/\bAndroid\b/, 'Android'], [/\bWindows\b/, 'Windows'], [/\bCrOS\b/, 'ChromeOS'], [/\bMacintosh\b/, 'Mac'], [/\bLinux\b/, 'Linux'],
];

export function browserName(agent: string): string {
  const browser = browsers.map(([pattern, name]) => [pattern.exec(agent)?.[1], name]).find(([version]) => version);
  if (!browser) return agent;
  const system = systems.find(([pattern]) => pattern.test(agent));
  return `${browser[1]} ${browser[0]}${system ? `, ${system[1]}` : ''}`;
}
