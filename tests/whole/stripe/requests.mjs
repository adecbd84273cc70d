// Which requests to Stripe's API there are here, and whether one's parameters fit what Stripe's official package says of
// them: its TypeScript types are turned into JSON Schemas once for each version of the package.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from '../server.mjs';

const require = createRequire(import.meta.url);
const stripe = path.join(root, 'node_modules/stripe');
const own = (object, name) => (object && Object.hasOwn(object, name) ? object[name] : undefined);

// Method, path, the file of types in the package, the type of the parameters, and of what kind the answer is ('[…]': a list).
export const routes = [
  ['POST', '/v1/checkout/sessions', 'Checkout/Sessions', 'Checkout.SessionCreateParams', 'checkout.session'],
  ['GET', '/v1/checkout/sessions/{id}', 'Checkout/Sessions', 'Checkout.SessionRetrieveParams', 'checkout.session'],
  ['POST', '/v1/checkout/sessions/{id}/expire', 'Checkout/Sessions', 'Checkout.SessionExpireParams', 'checkout.session'],
  ['POST', '/v1/subscriptions/{id}', 'Subscriptions', 'SubscriptionUpdateParams', 'subscription'],
  ['GET', '/v1/subscriptions/{id}', 'Subscriptions', 'SubscriptionRetrieveParams', 'subscription'],
  ['DELETE', '/v1/subscriptions/{id}', 'Subscriptions', 'SubscriptionCancelParams', 'subscription'],
  ['POST', '/v1/coupons', 'Coupons', 'CouponCreateParams', 'coupon'],
  ['GET', '/v1/coupons/{id}', 'Coupons', 'CouponRetrieveParams', 'coupon'],
  ['POST', '/v1/refunds', 'Refunds', 'RefundCreateParams', 'refund'],
  ['GET', '/v1/refunds', 'Refunds', 'RefundListParams', '[refund]'],
  ['GET', '/v1/refunds/{id}', 'Refunds', 'RefundRetrieveParams', 'refund'],
  ['GET', '/v1/charges/{id}', 'Charges', 'ChargeRetrieveParams', 'charge'],
  ['GET', '/v1/disputes/{id}', 'Disputes', 'DisputeRetrieveParams', 'dispute'],
  ['GET', '/v1/payouts/{id}', 'Payouts', 'PayoutRetrieveParams', 'payout'],
  ['GET', '/v1/invoice_payments', 'InvoicePayments', 'InvoicePaymentListParams', '[invoice_payment]'],
  ['GET', '/v1/invoices', 'Invoices', 'InvoiceListParams', '[invoice]'],
  ['GET', '/v1/invoices/{id}', 'Invoices', 'InvoiceRetrieveParams', 'invoice'],
  ['GET', '/v1/balance_transactions', 'BalanceTransactions', 'BalanceTransactionListParams', '[balance_transaction]'],
  ['GET', '/v1/balance', 'Balance', 'BalanceRetrieveParams', 'balance'],
  ['GET', '/v1/customers/{id}', 'Customers', 'CustomerRetrieveParams', 'customer'],
  ['POST', '/v1/billing_portal/sessions', 'BillingPortal/Sessions', 'BillingPortal.SessionCreateParams', 'billing_portal.session'],
].map(([method, pattern, file, type, kind]) => ({ method, pattern, file, type, kind, fits: new RegExp(`^${pattern.replace('{id}', '([^/]+)')}$`) }));

// What Stripe would refuse, in its words; `param` is named as it was sent.
export class WrongRequest extends Error {
  constructor(message, code, param) { super(message); Object.assign(this, { code, param }); }
}

// The route of a request and the id in its path, or null.
export function routeOf(method, where) {
  for (const route of routes) {
    const found = route.method === method && where.match(route.fits);
    if (found) return { route, id: found[1] && decodeURIComponent(found[1]) };
  }
  return null;
}

// Form encoding as Stripe reads it (`a[b][0]=c`, `expand[]=d`): nested objects of texts, lists as objects with the keys 0, 1, …
export function parseForm(text) {
  const found = Object.create(null);
  for (const [name, value] of new URLSearchParams(text)) {
    const wrong = () => new WrongRequest(`Invalid parameter name: ${name}`, 'parameter_unknown', name);
    const [first, ...rest] = name.split('[');
    const steps = [first, ...rest.map(step => { if (!step.endsWith(']')) throw wrong(); return step.slice(0, -1); })];
    const last = steps.pop();
    let place = found;
    for (const step of steps) {
      if (step === '' || typeof place[step] === 'string') throw wrong();
      place = place[step] ??= Object.create(null);
    }
    const key = last === '' && steps.length ? Object.keys(place).length : last;
    if (key === '' || key in place) throw wrong();
    place[key] = value;
  }
  return found;
}

// The parameters with numbers, truth values and lists in place of texts; throws a WrongRequest that names what does not fit.
// `params`: form encoding, URLSearchParams, or nested objects.
export function validate(method, where, params) {
  const { route } = routeOf(method, where) ?? {};
  if (!route) throw new WrongRequest(`Unrecognized request URL (${method}: ${where}).`);
  return fit(schemas()[route.type], typeof params === 'string' || params instanceof URLSearchParams ? parseForm(params) : params ?? {}, '');
}

let known;
// The schemas of all parameter types, by name. Making them takes some seconds, so they are kept in build/ (or beside it).
export function schemas() {
  if (known) return known;
  const { version } = JSON.parse(fs.readFileSync(path.join(stripe, 'package.json'), 'utf8'));
  const mark = createHash('sha256').update(fs.readFileSync(fileURLToPath(import.meta.url))).digest('hex').slice(0, 8);
  const places = [path.join(root, 'build'), tmpdir()].map(folder => path.join(folder, `stripe_requests_${version}_${mark}.json`));
  for (const file of places) {
    try { return (known = JSON.parse(fs.readFileSync(file, 'utf8'))); } catch { /* not made yet */ }
  }
  known = generate();
  for (const file of places) {
    try {
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(`${file}.${process.pid}`, JSON.stringify(known));
      fs.renameSync(`${file}.${process.pid}`, file);  // tests run side by side
      break;
    } catch { /* the other place then */ }
  }
  return known;
}

function generate() {
  const ts = require('typescript');
  const { createFormatter, createParser, DEFAULT_CONFIG, SchemaGenerator } = require('ts-json-schema-generator');
  const options = { noEmit: true, noLib: true, types: [], target: ts.ScriptTarget.ES2020, module: ts.ModuleKind.CommonJS };
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile;
  // The types say "or any other text" of each enumeration, for answers with new values; in a request that is a mistake.
  const strict = text =>
    text.replace(/export type OtherString = .*/, 'export type OtherString = never;').replace(/export \{ Decimal \}.*/, 'export type Decimal = string;');
  host.getSourceFile = (name, ...rest) =>
    name.endsWith('/stripe/esm/shared.d.ts') ? ts.createSourceFile(name, strict(ts.sys.readFile(name)), options.target) : read.call(host, name, ...rest);
  const program = ts.createProgram([...new Set(routes.map(({ file }) => path.join(stripe, `esm/resources/${file}.d.ts`)))], options, host);
  const config = { ...DEFAULT_CONFIG, expose: 'none', topRef: false, jsDoc: 'none' };
  const generator = new SchemaGenerator(program, createParser(program, config), createFormatter(config), config);
  return Object.fromEntries(routes.map(({ type }) => [type, generator.createSchema(type)]));
}

const inside = (where, name) => (where ? `${where}[${name}]` : String(name));

function fit(schema, value, where) {
  if (schema === true || !(schema.type || schema.anyOf)) return value;
  if (schema.anyOf) return fitAny(schema.anyOf, value, where);
  const types = [schema.type].flat();
  const allowed = schema.enum ?? ('const' in schema ? [schema.const] : null);
  if (value === '') {
    if (types.includes('null') || allowed?.includes('')) return '';
    throw new WrongRequest(`You passed an empty string for '${where}', which cannot be unset.`, 'parameter_invalid_empty', where);
  }
  if (allowed) {
    if (allowed.some(one => String(one) === String(value))) return value;
    throw new WrongRequest(`Invalid ${where}: must be one of ${allowed.filter(Boolean).join(', ')}`, undefined, where);
  }
  if (types.includes('object')) return fitObject(schema, value, where);
  if (types.includes('array')) return fitList(schema, value, where);
  if (typeof value === 'object') throw new WrongRequest(`Invalid string: ${JSON.stringify(value)}`, 'parameter_invalid_string', where);
  if (types.includes('string')) return String(value);
  if (types.includes('number')) {
    // TypeScript has no integers; only shares may be fractions.
    if (/percent/.test(where) ? /^-?\d+(\.\d+)?$/.test(value) : /^-?\d{1,15}$/.test(value)) return Number(value);
    throw new WrongRequest(`Invalid integer: ${value}`, 'parameter_invalid_integer', where);
  }
  if (types.includes('boolean') && /^(true|false)$/.test(value)) return String(value) === 'true';
  throw new WrongRequest(`Invalid ${types.join(' or ')}: ${value}`, undefined, where);
}

// What the alternative that went deepest says is what was meant.
function fitAny(alternatives, value, where) {
  const wrong = [];
  for (const schema of alternatives) {
    try { return fit(schema, value, where); } catch (error) { wrong.push(error); }
  }
  throw wrong.reduce((best, one) => ((one.param ?? '').length >= (best.param ?? '').length ? one : best));
}

function fitObject(schema, value, where) {
  if (typeof value !== 'object' || Array.isArray(value)) throw new WrongRequest(`Invalid object`, undefined, where);
  const fitting = {};
  for (const [name, one] of Object.entries(value)) {
    const rule = own(schema.properties, name) ?? schema.additionalProperties;
    if (!rule || name === '__proto__') throw new WrongRequest(`Received unknown parameter: ${inside(where, name)}`, 'parameter_unknown', inside(where, name));
    fitting[name] = fit(rule, one, inside(where, name));
  }
  for (const name of schema.required ?? []) {
    if (!Object.hasOwn(fitting, name)) throw new WrongRequest(`Missing required param: ${inside(where, name)}.`, 'parameter_missing', inside(where, name));
  }
  if (/(^|\[)metadata\]?$/.test(where)) limitMetadata(fitting, where);
  return fitting;
}

function limitMetadata(metadata, where) {
  if (Object.keys(metadata).length > 50) throw new WrongRequest('Metadata can have at most 50 keys', undefined, where);
  for (const [name, value] of Object.entries(metadata)) {
    if (name.length > 40) throw new WrongRequest(`Metadata keys can have up to 40 characters: ${name}`, undefined, inside(where, name));
    if (value.length > 500) throw new WrongRequest('Metadata values can have up to 500 characters', undefined, inside(where, name));
  }
}

function fitList(schema, value, where) {
  if (typeof value !== 'object' || !Object.keys(value).every((key, i) => key === String(i))) throw new WrongRequest('Invalid array', undefined, where);
  return Object.values(value).map((one, i) => fit(schema.items, one, inside(where, i)));
}
