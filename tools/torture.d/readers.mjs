// Readers who go on reading, whatever happens: fifty requests a second to pages that were read before.
import http from 'node:http';
import { sleep } from '../../tests/whole/server.mjs';

export class Readers {
  asked = 0;
  failures = [];   // "address: what came", of those whose page did not come in time
  slowest = 0;
  #agent = new http.Agent({ keepAlive: true, maxSockets: 200 });

  // `patience`: milliseconds.
  static async begin(room, { rate = 50, patience = 2000 } = {}) {
    const readers = Object.assign(new Readers(), { room, patience });
    // A retraction drops the pages that showed the story at once: they are not "kept" then until they are made again.
    room.gentle = true;
    while (room.retracting > 0) await sleep(20);
    await sleep(300);
    const { stories } = (await room.server.desk('GET', '/stories?status=published')).body;
    readers.pages = ['/', '/feed/', '/section/torture/', ...stories.filter(one => one.url).slice(0, 10).map(one => new URL(one.url).pathname)];
    for (const page of readers.pages) await room.server.get(page);
    readers.timer = setInterval(() => readers.#read(), 1000 / rate);
    return readers;
  }
  #read() {
    const page = this.room.random.of(this.pages), began = Date.now();
    this.asked += 1;
    const failed = what => this.failures.push(`${page}: ${what}`);
    const request = http.get(this.room.server.url + page, { agent: this.#agent, timeout: this.patience, headers: { 'Accept-Encoding': 'gzip' } }, response => {
      response.resume().on('end', () => {
        this.slowest = Math.max(this.slowest, Date.now() - began);
        if (![200, 410].includes(response.statusCode)) failed(response.statusCode);  // 410: somebody has retracted it
      });
    });
    request.on('timeout', () => request.destroy(new Error(`no answer within ${this.patience} ms`))).on('error', error => { if (this.timer) failed(error.message); });
  }
  end() {
    clearInterval(this.timer);
    this.timer = null;
    this.#agent.destroy();
  }
}
