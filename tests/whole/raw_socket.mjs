// Bytes exactly as a test wants them on the wire, from any loopback address (127.0.0.0/8 is all ours).
import net from 'node:net';

// Sends the bytes, says that no more will come, and gathers the answers until the server closes or is silent for `wait`
// ms.
export const raw = (server, bytes, { from, wait = 1500 } = {}) => new Promise(done => {
  let text = '', closed = false;
  const socket = net.connect({ port: server.port, host: '127.0.0.1', localAddress: from });
  const end = () => { socket.destroy(); done({ text, closed, answers: [...text.matchAll(/^HTTP\/1\.1 (\d+) /gm)].map(match => Number(match[1])) }); };
  socket.setTimeout(wait, end);
  socket.on('data', data => { text += data.toString('latin1'); });
  socket.on('error', () => {});
  socket.on('close', () => { closed = true; end(); });
  socket.end(Buffer.from(bytes, 'latin1'));
});

// One request that ends its connection.
export const ask = async (server, target, { method = 'GET', headers = {}, body = '', from, wait = 30_000 } = {}) => {
  const given = { Host: `127.0.0.1:${server.port}`, Connection: 'close', ...(body ? { 'Content-Length': Buffer.byteLength(body) } : {}), ...headers };
  const lines = Object.entries(given).filter(([, value]) => value !== undefined).map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const { text } = await raw(server, Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines}\r\n${body}`).toString('latin1'), { from, wait });
  const end = text.indexOf('\r\n\r\n'), head = text.slice(0, end);
  const fields = Object.fromEntries(head.split('\r\n').slice(1).map(line => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]));
  return { status: Number(head.slice(9, 12)), head, fields, body: text.slice(end + 4) };
};
