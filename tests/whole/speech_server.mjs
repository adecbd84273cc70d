// A stand-in for a voice server (OpenAI's POST /v1/audio/speech) that can fail in every way there is.
import http from 'node:http';

// A tone as long as the words would take, as 24 kHz mono WAV.
function wav(words) {
  const samples = Math.round(24000 * Math.max(0.3, words.length / 40)), out = Buffer.alloc(44 + samples * 2);
  out.write('RIFF', 0); out.writeUInt32LE(36 + samples * 2, 4); out.write('WAVEfmt ', 8);
  out.writeUInt32LE(16, 16); out.writeUInt16LE(1, 20); out.writeUInt16LE(1, 22); out.writeUInt32LE(24000, 24);
  out.writeUInt32LE(48000, 28); out.writeUInt16LE(2, 32); out.writeUInt16LE(16, 34); out.write('data', 36); out.writeUInt32LE(samples * 2, 40);
  for (let i = 0; i < samples; i++) out.writeInt16LE(Math.round(8000 * Math.sin(i / 12) * (0.6 + 0.4 * Math.sin(i / 2400))), 44 + i * 2);
  return out;
}

const ways = {
  well: (answer, words) => answer.writeHead(200, { 'Content-Type': 'audio/wav' }).end(wav(words)),
  error: answer => answer.writeHead(500).end('no'),
  forbidden: answer => answer.writeHead(401).end('{"error":"key"}'),
  busy: answer => answer.writeHead(429, { 'Retry-After': '600' }).end(),
  nonsense: answer => answer.writeHead(200, { 'Content-Type': 'audio/wav' }).end('this is no sound'),
  nothing: answer => answer.writeHead(200, { 'Content-Type': 'audio/wav' }).end(),
  hangs_up: (answer, words, request) => request.socket.destroy(),
};
export const failures = Object.keys(ways).filter(way => way !== 'well');

export class SpeechServer {
  static async start() {
    const server = new SpeechServer();
    server.way = 'well';
    server.asked = [];
    server.http = http.createServer(async (request, answer) => {
      let body = '';
      for await (const part of request) body += part;
      const given = JSON.parse(body);
      server.asked.push({ ...given, key: request.headers.authorization, path: request.url });
      ways[server.way](answer, given.input, request);
    });
    await new Promise(done => server.http.listen(0, '127.0.0.1', done));
    server.url = `http://127.0.0.1:${server.http.address().port}`;
    return server;
  }
  close() { this.http.closeAllConnections(); this.http.close(); }
}
