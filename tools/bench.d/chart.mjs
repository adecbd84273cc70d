// Charts for the report, as SVG that reads in light and dark: lines over a logarithmic number of stories.
const width = 640, height = 320, left = 64, right = 150, top = 44, bottom = 44;
const colours = ['#0b6e99', '#b5451d', '#3f7d20', '#7a3e9d', '#946200'];
const escape = text => String(text).replace(/[<>&"]/g, c => `&#${c.codePointAt(0)};`);
const short = value => (value >= 100 ? Math.round(value).toLocaleString('en') : value >= 10 ? value.toFixed(1) : value.toFixed(2));

// A round number at or above the largest value.
function ceiling(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 1.5, 2, 3, 5, 7.5, 10].map(step => step * power).find(step => step >= value);
}

// `lines`: [{name, points: [[stories, value], …]}], all of one unit.
export function lineChart({ title, unit, lines }) {
  const all = lines.flatMap(line => line.points), xs = [...new Set(all.map(([x]) => x))].sort((a, b) => a - b);
  const most = ceiling(Math.max(...all.map(([, y]) => y)));
  const [low, high] = [Math.log10(xs[0]), Math.log10(xs.at(-1))];
  const px = x => left + (width - left - right) * (Math.log10(x) - low) / (high - low || 1);
  const py = y => height - bottom - (height - top - bottom) * y / most;
  const grid = [0, 0.25, 0.5, 0.75, 1].map(part => part * most);
  // Names stand beside the last point of their line, moved apart where they would meet.
  const labels = lines.map((line, i) => ({ line, i, y: py(line.points.at(-1)[1]) })).sort((a, b) => a.y - b.y);
  for (let i = 1; i < labels.length; ++i) labels[i].y = Math.max(labels[i].y, labels[i - 1].y + 16);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escape(title)}" font-family="sans-serif" font-size="12">
<style>text{fill:#222}.grid{stroke:#ccc}@media (prefers-color-scheme:dark){svg{background:#181818}text{fill:#ddd}.grid{stroke:#444}}</style>
<text x="${left}" y="20" font-size="14" font-weight="bold">${escape(title)}</text>
${grid.map(y => `<line class="grid" x1="${left}" x2="${width - right}" y1="${py(y).toFixed(1)}" y2="${py(y).toFixed(1)}"/><text x="${left - 8}" y="${(py(y) + 4).toFixed(1)}" text-anchor="end">${short(y)}</text>`).join('\n')}
<text x="${left - 8}" y="${top - 10}" text-anchor="end">${escape(unit)}</text>
${xs.map(x => `<text x="${px(x).toFixed(1)}" y="${height - bottom + 20}" text-anchor="middle">${x.toLocaleString('en')}</text>`).join('\n')}
<text x="${(left + width - right) / 2}" y="${height - 8}" text-anchor="middle">stories</text>
${lines.map((line, i) => `<polyline fill="none" stroke="${colours[i]}" stroke-width="2.5" points="${line.points.map(([x, y]) => `${px(x).toFixed(1)},${py(y).toFixed(1)}`).join(' ')}"/>${line.points.map(([x, y]) => `<circle cx="${px(x).toFixed(1)}" cy="${py(y).toFixed(1)}" r="3.5" fill="${colours[i]}"><title>${escape(line.name)}, ${x.toLocaleString('en')} stories: ${short(y)} ${escape(unit)}</title></circle>`).join('')}`).join('\n')}
${labels.map(({ line, i, y }) => `<text x="${width - right + 10}" y="${(y + 4).toFixed(1)}" style="fill:${colours[i]}">${escape(line.name)} ${short(line.points.at(-1)[1])}</text>`).join('\n')}
</svg>
`;
}
