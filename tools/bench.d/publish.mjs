// Row 5: from the answer to `publish` to the new front page served; row 6: a front page cold.
import { Connection, Desk, textOf } from './client.mjs';
import { median, percentile } from './load.mjs';
import { serve } from './servers.mjs';
import { stop, thisRun } from './processes.mjs';

const patience = 10_000;  // ms

class Publisher {
  visible = [];   // ms from the answer to publish to the end of the first front page that shows the story
  first = [];     // ms that the first front page after it took, where that was the new one
  refreshed = 0;  // how often it was
  writes = [];    // ms that publish itself took

  static async open(server) {
    const publisher = new Publisher();
    publisher.server = server;
    publisher.desk = await Desk.open(server.port, server.paper.token);
    publisher.reader = await Connection.open(server.port);
    publisher.sections = (await publisher.desk.call('GET', 'sections')).sections;
    publisher.authors = (await publisher.desk.call('GET', 'authors')).authors;
    return publisher;
  }

  close() { this.desk.close(); this.reader.close(); }

  async publishOne(number) {
    const headline = `Bench story ${thisRun} number ${number} is out`;
    const draft = await this.desk.draft({
      kind: 'article', headline, standfirst: 'A story that is waited for.', section: this.sections[number % this.sections.length].id,
      bylines: [this.authors[number % this.authors.length].id], tags: ['bench'], body_html: `<p>${'Some words of a paragraph. '.repeat(20)}</p>`.repeat(8),
    });
    const asked = performance.now();
    await this.desk.publish(draft);
    const answered = performance.now();
    this.writes.push(answered - asked);
    for (let tries = 0; ; ++tries) {
      const sent = performance.now();
      const answer = await this.reader.get('/');
      const now = performance.now();
      if (textOf(answer).includes(headline)) {
        this.visible.push(now - answered);
        if (tries === 0) this.first.push(now - sent);
        this.refreshed += tries === 0 ? 1 : 0;
        return;
      }
      if (now - answered > patience) throw new Error(`a story was not on the front page ${patience / 1000} s after it was published`);
    }
  }
}

const ms = value => `${value.toFixed(2)} ms`;

// Publishes in turn on both, so that both see the same machine.
export async function publishOn(servers, count) {
  const publishers = [];
  for (const server of servers) publishers.push(await Publisher.open(server));
  for (let number = 0; number < count; ++number) for (const publisher of publishers) await publisher.publishOne(number);
  for (const publisher of publishers) publisher.close();
  return publishers;
}

export async function publish(bench) {
  const small = await serve(await bench.smallPaper());
  const large = await serve(await bench.largePaper());
  const [one, many] = await publishOn([small, large], bench.quick ? 60 : 300);
  await Promise.all([stop(small.child), stop(large.child)]);
  bench.cold = many;
  const [p99, p99Large] = [one, many].map(publisher => percentile(publisher.visible, 0.99));
  bench.row({ row: 'publish', what: 'publish to visible, p99, 1,000 stories', ours: ms(p99), bound: '< 20 ms', ok: p99 < 20 });
  bench.row({ row: 'publish', what: `publish to visible, p99, ${bench.largeCount} stories : 1,000`, ours: ms(p99Large), other: ms(p99), ratio: p99Large / p99, most: 1.2 });
  const of = publisher => `median ${ms(median(publisher.visible))}, most ${ms(Math.max(...publisher.visible))}, publish itself median ${ms(median(publisher.writes))}`;
  bench.note(`publish, 1,000 stories: ${of(one)}`);
  bench.note(`publish, ${bench.largeCount} stories: ${of(many)}; medians' ratio ${(median(many.visible) / median(one.visible)).toFixed(2)}`);
}

export async function cold(bench) {
  if (!bench.cold) {
    const large = await serve(await bench.largePaper());
    [bench.cold] = await publishOn([large], 60);
    await stop(large.child);
  }
  const { first, visible } = bench.cold;
  // Where the first answer is still the old page there is nothing cold to time.
  bench.row({ row: 'cold', what: 'front page cold, median', ours: first.length ? ms(median(first)) : 'never new', bound: '< 5 ms', ok: first.length > 0 && median(first) < 5 });
  bench.note(`cold: the first front page after publishing was the new one ${first.length} of ${visible.length} times`);
}
