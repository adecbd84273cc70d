// The promise of mailings: killed at any instant, no mail goes twice, and every reader either got theirs or stands in the
// list of those in doubt. BROADSHEET_KILLS: how often (tools/bench kills: 200).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MailSink } from './mail_sink.mjs';
import { engines, Server, sleep } from './server.mjs';

const kills = Number(process.env.BROADSHEET_KILLS ?? 12), perKill = 60, connections = 8;

for (const engine of engines)
  test(`${kills} kills while a mailing goes out, on ${engine}`, async t => {
    const sink = await MailSink.open({ delay: () => Math.random() * 12 });
    const server = await Server.start(engine, { env: { BROADSHEET_MAIL_URL: sink.url, BROADSHEET_MAIL_CONNECTIONS: String(connections), BROADSHEET_MAIL_RATE: '400' } });
    t.after(async () => { await server.close(); await sink.close(); });
    const readers = kills * perKill + 200;
    const newsletter = (await server.desk('POST', '/newsletters', { name: 'The Morning' })).body;
    const started = await server.desk('POST', '/readers/import?newsletter=the-morning', 'email\n' + Array.from({ length: readers }, (_, i) => `reader${i}@example.org`).join('\n'));
    for (;; await sleep(50)) if ((await server.desk('GET', `/readers/imports/${started.body.import}`)).body.ended) break;
    const mailing = (await server.desk('POST', '/mailings', { kind: 'letter', newsletter: newsletter.id, subject: 'Hello', body: { type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text: 'Words.' }] }] } })).body;
    assert.equal((await server.desk('POST', `/mailings/${mailing.id}/schedule`)).status, 200);
    const show = async () => (await server.desk('GET', `/mailings/${mailing.id}`)).body;
    let killed = 0;
    for (; killed < kills; ++killed) {
      const before = sink.arrived.size;
      for (let i = 0; i < 400 && sink.arrived.size === before; ++i) await sleep(5);
      await sleep(Math.random() * 150);
      if (sink.arrived.size >= readers) break;
      await server.down('SIGKILL');
      await server.up();
    }
    let last;
    for (const end = Date.now() + 120_000; ; await sleep(100)) {
      last = await show();
      if (last.status === 'sent') break;
      if (Date.now() > end) assert.fail(`still ${last.status}: ${last.trouble} ${JSON.stringify(last.figures)}`);
    }
    assert.ok(killed >= kills * 0.9, `only ${killed} kills fell into the sending`);
    const twice = [...sink.arrived].filter(([, count]) => count > 1);
    assert.deepEqual(twice, [], 'mails that went twice');
    const doubtful = [];
    for (let next = ''; next !== null;) {
      const { mails, ...rest } = (await server.desk('GET', `/mailings/${mailing.id}/mails?state=in_doubt&after=${next}`)).body;
      doubtful.push(...mails.map(one => one.email));
      ({ next } = rest);
    }
    assert.ok(doubtful.length <= killed * connections, `${doubtful.length} in doubt`);
    const missing = Array.from({ length: readers }, (_, i) => `reader${i}@example.org`).filter(email => !sink.arrived.has(email) && !doubtful.includes(email));
    assert.deepEqual(missing, [], 'readers who were forgotten');
    assert.equal(last.figures.taken + last.figures.in_doubt, readers);
    console.log(`# ${killed} kills, ${readers} readers, ${sink.arrived.size} arrived, ${doubtful.length} in doubt (${doubtful.filter(email => !sink.arrived.has(email)).length} of them did not arrive)`);
    // By hand those in doubt go again, on purpose.
    if (doubtful.length) {
      assert.equal((await server.desk('POST', `/mailings/${mailing.id}/send-again`)).status, 200);
      for (const end = Date.now() + 60_000; (await show()).status !== 'sent'; await sleep(100)) assert.ok(Date.now() < end);
      assert.ok(Array.from({ length: readers }, (_, i) => `reader${i}@example.org`).every(email => sink.arrived.has(email)));
    }
  });
