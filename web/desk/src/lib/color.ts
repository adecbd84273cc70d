// How the paper shows an accent colour: it is mixed with black or white until it can be read (src/frame/publication.cpp does it).
const grounds = { light: '#f4f0e6', dark: '#1d2024' };

const parts = (color: string) => [1, 3, 5].map(at => parseInt(color.slice(at, at + 2), 16) / 255);
const luminance = (color: number[]) => color.map(part => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)).reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
function contrast(one: number[], other: number[]) {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}
export const isColor = (text: string) => /^#[0-9a-f]{6}$/i.test(text);

// WCAG's contrast of the colour as it was chosen, and the colour that can be read there.
export function readable(color: string, on: 'light' | 'dark') {
  const ground = parts(grounds[on]), wanted = parts(color), end = on === 'light' ? 0 : 1;
  let mixed = wanted;
  for (let mix = 0; mix < 1 && contrast(mixed, ground) < 4.5; mix += 0.02) mixed = wanted.map(part => part + (end - part) * mix);
  return { ground: grounds[on], contrast: contrast(wanted, ground), shown: '#' + mixed.map(part => Math.round(part * 255).toString(16).padStart(2, '0')).join('') };
}
