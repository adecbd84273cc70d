// One-time codes of RFC 6238 as an authenticator makes them, by other means than the server's.
import { createHmac } from 'node:crypto';

// `off`: so many steps of 30 seconds from now.
export function totp(secret, off = 0) {
  const bits = [...secret.replace(/\s/g, '')].map(c => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map(byte => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000) + off));
  const hash = createHmac('sha1', key).update(step).digest(), at = hash[19] & 15;
  return String((hash.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}
