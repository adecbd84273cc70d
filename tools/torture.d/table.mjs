// What was done and found, as it stands in docs/proof.md.
const english = number => number.toLocaleString('en');
const several = (count, one, many = `${one}s`) => `${english(count)} ${count === 1 ? one : many}`;

function work({ acknowledged: a, mails, entries }) {
  return `${several(a.stories, 'story', 'stories')}, ${several(a['sign-ups'], 'sign-up')}, ${several(a.confirmations, 'confirmation')}, ${several(a.mailings, 'mailing')}, ${several(a.contributions, 'contribution')}, ${several(a.events, 'event')}; ${several(mails, 'mail')} arrived, ${several(entries, 'entry', 'entries')} in the books`;
}
const lasted = row => (row.fault === 'kills' ? several(row.kills, 'kill') : `${english(row.seconds)} s`);
function meanwhile(row) {
  if (row.fault === 'kills') return `${several(row.answers.unknown, 'request')} without an answer`;
  const { readers, meanwhile: writers } = row;
  return `readers ${english(readers.asked)}, not served ${readers.failed}, slowest ${(readers.slowest / 1000).toFixed(1)} s; writers ${writers.done} done, ${writers.refused} refused, slowest ${(row.slowest / 1000).toFixed(1)} s; back after ${row.recovered.toFixed(1)} s`;
}
const count = (row, kind) => row.faults.filter(sentence => sentence.startsWith(kind)).length;

export function rowOf(row) {
  if (!row.acknowledged) return [row.fault, row.engine, '', '', row.faults[0].split('\n')[0]];
  const other = row.faults.length - count(row, 'lost') - count(row, 'twice');
  return [row.fault, row.engine, lasted(row), work(row), meanwhile(row), `${count(row, 'lost')} lost, ${count(row, 'twice')} twice, ${english(row.doubtful)} in doubt, all listed${other ? `, ${other} other faults` : ''}`];
}
export function tableOf(rows) {
  const lines = [['fault', 'engine', 'lasted', 'acknowledged', 'meanwhile', 'found'], ['---', '---', '---', '---', '---', '---'], ...rows.map(rowOf)];
  return lines.map(cells => `| ${cells.join(' | ')} |`).join('\n');
}
