// The stand-in for Stripe itself: that Stripe's own client gets along with it, that its money adds up, and that it refuses
// what Stripe would refuse.
import assert from 'node:assert/strict';
import http from 'node:http';
import test from 'node:test';
import Stripe from 'stripe';
import { parseForm, validate } from './stripe/requests.mjs';
import { apiVersion, examples, StripeStandIn } from './stripe/stand_in.mjs';

const secretKey = 'sk_test_of_the_stand_in';
const webhookSecret = 'whsec_of_the_stand_in';

async function withStandIn(options, body) {
  const standIn = await StripeStandIn.start({ secretKey, webhookSecret, ...options });
  const stripe = new Stripe(secretKey, { host: '127.0.0.1', port: standIn.port, protocol: 'http', maxNetworkRetries: 0, telemetry: false });
  try { await body(standIn, stripe); } finally { await standIn.stop(); }
}

const once = (amount = 500, more = {}) => ({
  mode: 'payment', success_url: 'https://paper.example/thanks?session={CHECKOUT_SESSION_ID}', cancel_url: 'https://paper.example/support/',
  line_items: [{ quantity: 1, price_data: { currency: 'eur', unit_amount: amount, product_data: { name: 'Support' } } }], ...more,
});
const monthly = (amount = 900, more = {}) => ({
  ...once(), mode: 'subscription', ...more,
  line_items: [{ quantity: 1, price_data: { currency: 'eur', unit_amount: amount, product_data: { name: 'Membership' }, recurring: { interval: 'month' } } }],
});
const subscribed = async (standIn, stripe, more) => {
  const session = await stripe.checkout.sessions.create(monthly(900, more));
  return stripe.subscriptions.retrieve((await standIn.pay(session.id)).subscription);
};
const pick = (object, ...names) => names.map(name => object[name]);
const types = (standIn, from = 0) => standIn.events.slice(from).map(({ type }) => type);
const sum = (list, name) => list.reduce((total, one) => total + one[name], 0);
function raw(standIn, path, { method = 'GET', body, ...more } = {}) {
  const headers = { Authorization: `Bearer ${secretKey}`, 'Stripe-Version': apiVersion, ...(body && { 'Content-Type': 'application/x-www-form-urlencoded' }), ...more };
  return fetch(standIn.url + path, { method, body, headers });
}

test('one payment: session, page, charge, fee and events', () => withStandIn({}, async (standIn, stripe) => {
  const payment_intent_data = { metadata: { support: '17' }, description: 'Support of the paper' };
  const asked = once(500, { customer_email: 'ada@reader.example', metadata: { support: '17', empty: '' }, payment_intent_data, client_reference_id: 'r-1' });
  const created = await stripe.checkout.sessions.create(asked);
  assert.deepEqual(pick(created, 'id', 'status', 'payment_status', 'payment_intent', 'amount_total', 'currency'), ['cs_test_000001', 'open', 'unpaid', null, 500, 'eur']);
  assert.deepEqual(created.metadata, { support: '17' });
  assert.equal(standIn.requests[0].params.line_items[0].price_data.unit_amount, 500);
  assert.equal(created.url, `${standIn.url}/pay/cs_test_000001`);

  const page = await (await fetch(created.url)).text();
  assert.match(page, /<strong data-testid="amount">€5\.00<\/strong>/);
  assert.match(page, /<label for="email">.*name="email".*value="ada@reader\.example"/);
  assert.match(page, /<a href="https:\/\/paper\.example\/support\/">Back<\/a>/);
  const paid = await fetch(created.url, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ email: 'ada@reader.example', name: 'Ada <b>' }) });
  assert.deepEqual([paid.status, paid.headers.get('location')], [303, 'https://paper.example/thanks?session=cs_test_000001']);
  assert.match(await (await fetch(created.url)).text(), /This payment is complete/);

  const session = await stripe.checkout.sessions.retrieve(created.id, { expand: ['payment_intent.latest_charge.balance_transaction', 'customer'] });
  const charge = session.payment_intent.latest_charge;
  assert.deepEqual(pick(session, 'status', 'payment_status', 'customer'), ['complete', 'paid', null]);
  assert.deepEqual(pick(session.customer_details, 'email', 'name'), ['ada@reader.example', 'Ada <b>']);
  assert.deepEqual(charge.metadata, { support: '17' });
  assert.deepEqual([charge.description, charge.billing_details.email], ['Support of the paper', 'ada@reader.example']);
  assert.deepEqual(pick(charge.payment_method_details.card, 'brand', 'last4'), ['visa', '4242']);
  assert.deepEqual(pick(charge.balance_transaction, 'type', 'amount', 'fee', 'net', 'currency', 'exchange_rate', 'source'), ['charge', 500, 45, 455, 'eur', null, charge.id]);
  assert.deepEqual(types(standIn), ['charge.succeeded', 'payment_intent.succeeded', 'checkout.session.completed', 'charge.updated']);
  assert.deepEqual(standIn.events.map(({ data: { object } }) => object.balance_transaction), [null, undefined, undefined, 'txn_000001']);
  await assert.rejects(standIn.pay(created.id), /cannot be paid/);

  const other = await stripe.checkout.sessions.create(once(700));
  assert.equal((await stripe.checkout.sessions.expire(other.id)).status, 'expired');
  await assert.rejects(stripe.checkout.sessions.expire(other.id), /status of expired/);
}));

test('the balance: over a hundred transactions page by page, and the nets add up', () => withStandIn({}, async (standIn, stripe) => {
  let now = 1_800_000_000;
  standIn.now = () => now;
  const charges = [];
  for (let i = 0; i < 110; i++, now += 60) {
    const { payment_intent: intent } = await standIn.pay((await stripe.checkout.sessions.create(once(1000 + i))).id);
    charges.push(standIn.object(intent).latest_charge);
  }
  const gross = 110 * 1000 + 109 * 110 / 2;
  const list = await stripe.balanceTransactions.list({ limit: 50, expand: ['data.source'] }).autoPagingToArray({ limit: 1000 });
  assert.equal(list.length, 110);
  assert.equal(list[0].source.id, charges[109], 'the newest comes first');
  assert.equal(sum(list, 'amount'), gross);
  assert.equal(sum(list, 'net'), gross - sum(list, 'fee'));
  const minutes = await stripe.balanceTransactions.list({ created: { gte: 1_800_000_060, lte: 1_800_000_240 }, limit: 100 });
  assert.deepEqual(minutes.data.map(({ source }) => source), charges.slice(1, 5).reverse());
  assert.deepEqual((await stripe.balanceTransactions.list({ starting_after: list[3].id, limit: 2 })).data.map(({ id }) => id), [list[4].id, list[5].id]);
  assert.deepEqual((await stripe.balanceTransactions.list({ ending_before: list[3].id, limit: 2 })).data.map(({ id }) => id), [list[1].id, list[2].id]);

  const first = standIn.events.length;
  const part = await stripe.refunds.create({ charge: charges[0], amount: 400, metadata: { why: 'asked' } });
  await assert.rejects(stripe.refunds.create({ charge: charges[0], amount: 601 }), /greater than unrefunded amount/);
  await standIn.refund(charges[0]);
  await assert.rejects(stripe.refunds.create({ charge: charges[0] }), { code: 'charge_already_refunded' });
  assert.deepEqual(types(standIn, first), ['refund.created', 'charge.refunded', 'refund.created', 'charge.refunded']);
  assert.deepEqual(standIn.events[first + 3].data.previous_attributes, { amount_refunded: 400, refunded: false });
  const refunds = await stripe.refunds.list({ charge: charges[0], expand: ['data.charge'] });
  assert.deepEqual(refunds.data.map(({ amount, charge }) => [amount, charge.refunded]), [[600, true], [400, true]]);
  assert.equal((await stripe.refunds.retrieve(part.id, { expand: ['balance_transaction'] })).balance_transaction.net, -400);
  assert.deepEqual((await stripe.charges.retrieve(charges[0], { expand: ['refunds'] })).refunds.data.map(({ amount }) => amount), [600, 400]);
  assert.equal((await stripe.charges.retrieve(charges[0])).refunds, undefined);
  assert.deepEqual((await stripe.balanceTransactions.list({ source: part.id })).data.map(({ type }) => type), ['refund']);

  const lost = await standIn.dispute(charges[1], { amount: 1001 });
  const won = await standIn.dispute(charges[2]);
  await standIn.closeDispute(lost.id, 'lost');
  await standIn.closeDispute(won.id, 'won');
  const taken = (await stripe.disputes.retrieve(won.id)).balance_transactions.map(one => pick(one, 'amount', 'fee', 'net', 'type'));
  assert.deepEqual(taken, [[-1002, 1500, -2502, 'adjustment'], [1002, 0, 1002, 'adjustment']]);
  const told = ['created', 'funds_withdrawn', 'created', 'funds_withdrawn', 'closed', 'closed', 'funds_reinstated'].map(name => `charge.dispute.${name}`);
  assert.deepEqual(types(standIn).slice(-7), told);
  await standIn.fee(250, { currency: 'eur' });

  const expected = gross - sum(list, 'fee') - 1000 - 1001 - 1500 - 1500 - 250;
  assert.equal((await stripe.balance.retrieve()).available[0].amount, expected);
  const payout = await standIn.payout();
  assert.equal(payout.amount, expected);
  assert.equal((await stripe.balance.retrieve()).available[0].amount, 0);
  const covered = await stripe.balanceTransactions.list({ payout: payout.id, limit: 100, expand: ['data.source.payment_intent'] }).autoPagingToArray({ limit: 1000 });
  assert.equal(covered.length, 110 + 2 + 3 + 1 + 1);
  assert.equal(sum(covered.filter(({ type }) => type !== 'payout'), 'net'), payout.amount);
  await standIn.failPayout(payout.id);
  assert.deepEqual(types(standIn).slice(-3), ['payout.created', 'payout.paid', 'payout.failed']);
  const failed = await stripe.payouts.retrieve(payout.id, { expand: ['failure_balance_transaction'] });
  assert.deepEqual([failed.status, failed.failure_balance_transaction.type], ['failed', 'payout_failure']);
  const byHand = await standIn.payout(100);
  await assert.rejects(stripe.balanceTransactions.list({ payout: byHand.id }), /only be filtered on automatic/);
  assert.equal((await stripe.balance.retrieve()).available[0].amount, expected - 100);
  const all = await stripe.balanceTransactions.list({ limit: 100 }).autoPagingToArray({ limit: 1000 });
  assert.equal(sum(all, 'net'), expected - 100);
  assert.equal(sum(all, 'amount') - sum(all, 'fee'), sum(all, 'net'));
}));

test('another currency is settled in the account\'s own', () => withStandIn({ settles: 'usd' }, async (standIn, stripe) => {
  const transactionOf = async params => {
    const { id } = await standIn.pay((await stripe.checkout.sessions.create(params)).id);
    const { payment_intent: intent } = await stripe.checkout.sessions.retrieve(id, { expand: ['payment_intent.latest_charge.balance_transaction'] });
    return intent.latest_charge.balance_transaction;
  };
  const euros = await transactionOf(once(1000));
  assert.deepEqual([euros.amount, euros.currency, euros.exchange_rate, euros.fee, euros.net], [1100, 'usd', 1.1, 62, 1038]);
  const yen = once(1000);
  yen.line_items[0].price_data.currency = 'jpy';
  const settled = await transactionOf(yen);
  assert.deepEqual([settled.amount, settled.currency, settled.exchange_rate], [650, 'usd', 0.0065]);
  const { source } = euros;
  assert.equal(standIn.object((await standIn.refund(source, 500)).balance_transaction).net, -550);
  assert.equal((await standIn.payout()).amount, 1038 + settled.net - 550);
}));

test('a subscription: payment, how to get from a charge to it, change, pause, renewal, failure, end', () => withStandIn({}, async (standIn, stripe) => {
  let now = Date.UTC(2027, 0, 31, 12) / 1000;
  standIn.now = () => now;
  const subscription = await subscribed(standIn, stripe, { subscription_data: { metadata: { member: '3' } } });
  assert.deepEqual(types(standIn), ['charge.succeeded', 'checkout.session.completed', 'customer.subscription.created', 'customer.subscription.updated',
    'payment_intent.succeeded', 'invoice.paid', 'charge.updated']);
  assert.deepEqual([standIn.events[2].data.object.status, standIn.events[3].data.object.status, subscription.status], ['incomplete', 'active', 'active']);
  const item = subscription.items.data[0];
  assert.equal(new Date(item.current_period_end * 1000).toISOString(), '2027-02-28T12:00:00.000Z');
  assert.equal((await stripe.customers.retrieve(subscription.customer)).email, 'reader@example.org');

  const charge = await stripe.charges.retrieve('ch_000001');
  assert.deepEqual(charge.metadata, {});
  const payments = await stripe.invoicePayments.list({ payment: { type: 'payment_intent', payment_intent: charge.payment_intent }, expand: ['data.invoice'] });
  const { invoice } = payments.data[0];
  assert.deepEqual(invoice.parent.subscription_details, { metadata: { member: '3' }, subscription: subscription.id });
  assert.deepEqual([payments.data.length, invoice.amount_paid, invoice.customer], [1, 900, subscription.customer]);
  const whole = await stripe.invoices.retrieve(invoice.id, { expand: ['payments', 'parent.subscription_details.subscription'] });
  assert.equal(whole.payments.data[0].payment.payment_intent, charge.payment_intent);
  assert.equal(whole.parent.subscription_details.subscription.status, 'active');

  const price = { currency: 'eur', product: item.price.product, recurring: { interval: 'month' }, unit_amount: 1500 };
  const unknown = { ...price, product: 'prod_other' };
  await assert.rejects(stripe.subscriptions.update(subscription.id, { items: [{ id: item.id, price_data: unknown }] }), { code: 'resource_missing', param: 'items[0][price_data][product]' });
  const changed = await stripe.subscriptions.update(subscription.id, { items: [{ id: item.id, price_data: price }], proration_behavior: 'none', metadata: { level: 'gold' } });
  assert.deepEqual([changed.items.data.length, changed.items.data[0].id, changed.items.data[0].price.unit_amount], [1, item.id, 1500]);
  assert.deepEqual(changed.metadata, { member: '3', level: 'gold' });
  assert.equal(standIn.events.at(-1).data.previous_attributes.items.data[0].price.unit_amount, 900);
  assert.equal(standIn.events.at(-1).request.idempotency_key, standIn.requests.at(-1).headers['idempotency-key']);
  now = item.current_period_end;
  assert.equal((await standIn.renew(subscription.id)).amount_paid, 1500);
  assert.equal(new Date(standIn.object(subscription.id).items.data[0].current_period_end * 1000).toISOString(), '2027-03-31T12:00:00.000Z');

  assert.equal((await stripe.subscriptions.update(subscription.id, { pause_collection: { behavior: 'void' } })).pause_collection.behavior, 'void');
  const charges = standIn.all('charge').length;
  assert.equal((await standIn.renew(subscription.id)).status, 'void');
  assert.equal(standIn.all('charge').length, charges);
  assert.equal((await stripe.subscriptions.update(subscription.id, { pause_collection: '' })).pause_collection, null);

  assert.deepEqual([(await standIn.failRenewal(subscription.id)).status, standIn.object(subscription.id).status], ['open', 'past_due']);
  assert.deepEqual(types(standIn).slice(-3), ['customer.subscription.updated', 'invoice.payment_failed', 'customer.subscription.updated']);
  assert.equal((await standIn.failRenewal(subscription.id)).attempt_count, 2);
  const period = standIn.object(subscription.id).items.data[0].current_period_end;
  assert.equal((await standIn.renew(subscription.id)).status, 'paid');
  assert.deepEqual([standIn.object(subscription.id).status, standIn.object(subscription.id).items.data[0].current_period_end], ['active', period]);

  const leaving = await stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true });
  assert.deepEqual([leaving.status, leaving.cancel_at, leaving.cancel_at_period_end], ['active', period, true]);
  assert.equal((await stripe.subscriptions.update(subscription.id, { cancel_at_period_end: false })).cancel_at, null);
  await stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true });
  now = period;
  assert.deepEqual([(await standIn.renew(subscription.id)).status, types(standIn).at(-1)], ['canceled', 'customer.subscription.deleted']);

  const second = await subscribed(standIn, stripe);
  assert.equal((await stripe.subscriptions.cancel(second.id, { cancellation_details: { comment: 'Too dear' } })).cancellation_details.comment, 'Too dear');
  await assert.rejects(stripe.subscriptions.cancel(second.id), { code: 'resource_missing', statusCode: 404 });
  await assert.rejects(stripe.subscriptions.update(second.id, { cancel_at_period_end: true }), /canceled subscription can only update/);
  assert.equal(standIn.all('balance_transaction').length, standIn.all('charge').length);
}));

test('a trial, a change with what it costs, and another interval', () => withStandIn({}, async (standIn, stripe) => {
  let now = Date.UTC(2027, 3, 1) / 1000;
  standIn.now = () => now;
  const trial = await subscribed(standIn, stripe, { subscription_data: { trial_period_days: 30 } });
  assert.deepEqual([trial.status, trial.trial_end, trial.items.data[0].current_period_end, standIn.all('charge').length], ['trialing', now + 30 * 86400, now + 30 * 86400, 0]);
  assert.deepEqual([standIn.object('cs_test_000001').payment_status, standIn.object('cs_test_000001').amount_total], ['no_payment_required', 0]);
  now = trial.trial_end;
  assert.equal((await standIn.renew(trial.id)).amount_paid, 900);
  assert.equal(standIn.object(trial.id).status, 'active');

  const [item] = trial.items.data;
  const price = (interval, unit_amount) => ({ currency: 'eur', product: item.price.product, recurring: { interval }, unit_amount });
  const change = (interval, amount, more) => stripe.subscriptions.update(trial.id, { items: [{ id: item.id, price_data: price(interval, amount) }], ...more });
  now += 15 * 86400;  // the period is May
  const rest = 16 / 31;
  await change('month', 1500);
  assert.equal(standIn.all('charge').length, 1, 'the difference waits for the next invoice');
  now = standIn.object(trial.id).items.data[0].current_period_end;
  assert.equal((await standIn.renew(trial.id)).amount_paid, 1500 + Math.round(600 * rest));
  const yearly = await change('year', 12000, { proration_behavior: 'always_invoice' });
  assert.deepEqual([standIn.all('charge').at(-1).amount, yearly.items.data[0].current_period_start], [12000 - 1500, now]);
  const more = await change('year', 24000, { proration_behavior: 'always_invoice' });
  assert.deepEqual([standIn.all('charge').at(-1).amount, more.items.data[0].current_period_end], [12000, Date.UTC(2028, 5, 1) / 1000]);
  await stripe.subscriptions.update(trial.id, { items: [{ price_data: price('year', 1) }], proration_behavior: 'none' });
  assert.equal(standIn.object(trial.id).items.data.length, 2, 'an item without id is one more');
}));

test('a coupon: for some months, and once', () => withStandIn({}, async (standIn, stripe) => {
  let now = Date.UTC(2027, 0, 10) / 1000;
  standIn.now = () => now;
  await assert.rejects(stripe.coupons.retrieve('half'), { statusCode: 404, code: 'resource_missing' });
  await assert.rejects(stripe.coupons.create({ id: 'half', percent_off: 50, duration: 'repeating' }), { param: 'duration_in_months' });
  await stripe.coupons.create({ id: 'half', percent_off: 50, duration: 'repeating', duration_in_months: 2 });
  await assert.rejects(stripe.coupons.create({ id: 'half', percent_off: 50, duration: 'forever' }), { code: 'resource_already_exists' });
  await stripe.coupons.create({ id: 'less', amount_off: 100, currency: 'eur' });
  const { id } = await subscribed(standIn, stripe, { discounts: [{ coupon: 'half' }] });
  const session = standIn.object('cs_test_000001');
  assert.deepEqual([...pick(session, 'amount_subtotal', 'amount_total'), session.total_details.amount_discount], [900, 450, 450]);
  const found = await stripe.subscriptions.retrieve(id, { expand: ['discounts.source.coupon'] });
  assert.deepEqual([found.items.data[0].price.unit_amount, found.discounts[0].source.coupon.id, found.discounts[0].end], [900, 'half', Date.UTC(2027, 2, 10) / 1000]);
  for (let i = 0; i < 2; i++, now = standIn.object(id).items.data[0].current_period_start) await standIn.renew(id);
  const once = await subscribed(standIn, stripe, { discounts: [{ coupon: 'less' }] });
  await standIn.renew(once.id);
  assert.deepEqual(standIn.all('charge').map(({ amount }) => amount), [450, 450, 900, 800, 900]);
  assert.deepEqual([standIn.object(id).discounts, standIn.object('half').times_redeemed], [[], 1]);
}));

test('the portal', () => withStandIn({}, async (standIn, stripe) => {
  const { customer } = await subscribed(standIn, stripe);
  const session = await stripe.billingPortal.sessions.create({ customer, return_url: 'https://paper.example/account/' });
  assert.equal(session.url, `${standIn.url}/portal/bps_000001`);
  assert.match(await (await fetch(session.url)).text(), /<a href="https:\/\/paper\.example\/account\/">Back<\/a>/);
  await assert.rejects(stripe.billingPortal.sessions.create({ customer: 'cus_other' }), { code: 'resource_missing', param: 'customer' });
  assert.equal((await fetch(`${standIn.url}/portal/other`)).status, 404);
}));

test('what does not fit is refused by name', () => withStandIn({}, async (standIn, stripe) => {
  const refused = async (params, param, code) => assert.rejects(stripe.checkout.sessions.create(params), error => {
    assert.deepEqual([error.type, error.param, error.code], ['StripeInvalidRequestError', param, code], error.message);
    return true;
  });
  await refused(once(500, { colour: 'red' }), 'colour', 'parameter_unknown');
  await refused(once(500, { mode: 'gift' }), 'mode');
  await refused(once(5.5), 'line_items[0][price_data][unit_amount]', 'parameter_invalid_integer');
  await refused(once(10), undefined, 'amount_too_small');
  await refused(once(500, { customer_email: '' }), 'customer_email', 'parameter_invalid_empty');
  await refused(once(500, { customer_email: 'nobody' }), 'customer_email', 'email_invalid');
  await refused(once(500, { subscription_data: { trial_period_days: 3 } }), 'subscription_data');
  await refused(once(500, { success_url: '/thanks' }), 'success_url', 'url_invalid');
  await refused(once(500, { line_items: [{ quantity: 1, price_data: { currency: 'eur', unit_amount: 500 } }] }), 'line_items[0][price_data][product]', 'parameter_missing');
  await refused(once(500, { line_items: [{ quantity: 1, price_data: { unit_amount: 500 } }] }), 'line_items[0][price_data][currency]', 'parameter_missing');
  await refused(monthly(900, { payment_intent_data: { metadata: {}, description: 'x' } }), 'payment_intent_data');
  await refused(once(500, { discounts: [{ coupon: 'x' }] }), 'discounts[0][coupon]', 'resource_missing');
  await refused(once(500, { optional_items: [{ price: 'x', quantity: 1 }] }), 'optional_items');
  await refused(once(500, { metadata: { note: 'x'.repeat(501) } }), 'metadata[note]');
  await refused(once(500, { expand: ['charge'] }), 'expand');
  assert.equal(standIn.all('product').length, 0, 'what is refused leaves nothing behind');
  await assert.rejects(stripe.charges.retrieve('ch_none'), { statusCode: 404, code: 'resource_missing' });
  await assert.rejects(stripe.balanceTransactions.list({ limit: 101 }), { param: 'limit' });
  await assert.rejects(stripe.balanceTransactions.list({ expand: ['data.source.invoice'] }), /cannot be expanded \(data\.source\.invoice\)/);
  await assert.rejects(stripe.refunds.create({}), /payment_intent or charge/);

  const answer = async response => [response.status, (await response.json()).error.type];
  assert.deepEqual(await answer(await raw(standIn, '/v1/balance', { Authorization: 'Bearer sk_test_other' })), [401, 'invalid_request_error']);
  assert.deepEqual(await answer(await raw(standIn, '/v1/balance', { 'Stripe-Version': '2020-08-27' })), [400, 'invalid_request_error']);
  assert.deepEqual(await answer(await raw(standIn, '/v1/unicorns')), [404, 'invalid_request_error']);
  assert.deepEqual(await answer(await raw(standIn, '/v1/refunds', { method: 'POST', body: 'charge=ch_000001' })), [400, 'invalid_request_error']);
  assert.deepEqual(await answer(await raw(standIn, '/v1/refunds', { method: 'POST', body: '{}', 'Content-Type': 'application/json' })), [400, 'invalid_request_error']);
  assert.equal(standIn.requests.at(-1).status, 400);

  const form = 'cancel_at=1900000000&items[0][quantity]=2&off_session=false&metadata[7]=x&pause_collection=&expand[]=customer&expand[]=latest_invoice';
  assert.deepEqual(validate('POST', '/v1/subscriptions/sub_1', form),
    { cancel_at: 1900000000, items: [{ quantity: 2 }], off_session: false, metadata: { 7: 'x' }, pause_collection: '', expand: ['customer', 'latest_invoice'] });
  assert.throws(() => validate('GET', '/v1/balance_transactions', { created: { since: '1' } }), { param: 'created[since]' });
  for (const text of ['a=1&a=2', 'a[b=1', 'a=1&a[b]=2', 'a[__proto__][b]=1&=3']) assert.throws(() => parseForm(text), undefined, text);
}));

test('idempotency and faults', () => withStandIn({}, async (standIn, stripe) => {
  const item = { quantity: 1, 'price_data][currency': 'eur', 'price_data][unit_amount': 500, 'price_data][product_data][name': 'S' };
  const form = ['mode=payment', 'success_url=https://paper.example/', ...Object.entries(item).map(([name, value]) => `line_items[0][${name}]=${value}`)].join('&');
  const post = (body, key = 'key-1') => raw(standIn, '/v1/checkout/sessions', { method: 'POST', body, 'Idempotency-Key': key });
  const first = await post(form);
  const again = await post(form.split('&').reverse().join('&'));
  assert.deepEqual([first.status, first.headers.get('idempotent-replayed'), again.headers.get('idempotent-replayed')], [200, null, 'true']);
  assert.deepEqual(await again.json(), await first.json());
  const other = await post(form + '&locale=de');
  assert.deepEqual([other.status, (await other.json()).error.type], [400, 'idempotency_error']);
  assert.equal(standIn.all('checkout.session').length, 1);

  for (const status of [500, 429, 409]) {
    standIn.failNext(1, status);
    assert.equal((await post(form, `key-${status}`)).status, status);
    assert.equal((await post(form, `key-${status}`)).status, 200);
  }
  assert.equal(standIn.all('checkout.session').length, 4);
  standIn.failNext(2, 0);
  await assert.rejects(post(form, 'key-cut'));
  await assert.rejects(post(form, 'key-cut'));
  assert.equal(standIn.all('checkout.session').length, 4);
  standIn.failNext(1, 0, { after: true });
  await assert.rejects(post(form, 'key-lost'));
  const found = await post(form, 'key-lost');
  assert.deepEqual([found.headers.get('idempotent-replayed'), (await found.json()).id, standIn.all('checkout.session').length], ['true', 'cs_test_000005', 5]);
  standIn.failNext(1, 500);
  await assert.rejects(stripe.balance.retrieve(), { type: 'StripeAPIError' });
}));

test('events are signed, delivered in order, and again where they fail', () => withStandIn({}, async (standIn, stripe) => {
  const got = [];
  const refuse = [];
  const webhook = http.createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const status = refuse.shift() ?? 200;
    if (status === 200) got.push({ body: Buffer.concat(chunks).toString(), signature: request.headers['stripe-signature'] });
    response.writeHead(status).end();
  });
  await new Promise(done => webhook.listen(0, '127.0.0.1', done));
  const where = `http://127.0.0.1:${webhook.address().port}/`;
  try {
    standIn.now = () => 1_800_000_000;
    standIn.deliverTo(where);
    refuse.push(500, 503);
    const { payment_intent: intent } = await standIn.pay((await stripe.checkout.sessions.create(once())).id);
    const events = got.map(({ body, signature }) => stripe.webhooks.constructEvent(body, signature, webhookSecret));
    assert.deepEqual(events, standIn.events);
    assert.deepEqual([events[0].api_version, events[0].created, events[0].data.object.payment_intent], [apiVersion, 1_800_000_000, intent]);
    assert.throws(() => stripe.webhooks.constructEvent(got[0].body, got[0].signature, 'whsec_other'), { type: 'StripeSignatureVerificationError' });

    refuse.push(500, 500, 500, 500);
    await stripe.refunds.create({ payment_intent: intent });
    await standIn.settled();
    assert.deepEqual([standIn.undelivered.map(({ event }) => event.type), got.length], [['refund.created'], 5]);
    standIn.deliverTo(null);
    const old = await standIn.deliver(standIn.events[0], where, { timestamp: Math.floor(Date.now() / 1000) - 600 });
    assert.equal(old.status, 200);
    assert.throws(() => stripe.webhooks.constructEvent(got.at(-1).body, got.at(-1).signature, webhookSecret), /outside the tolerance/);
  } finally { await new Promise(done => { webhook.close(done); webhook.closeAllConnections(); }); }
}));

test('two runs give the same events', async () => {
  const runs = [];
  for (let i = 0; i < 2; i++) {
    await withStandIn({}, async (standIn, stripe) => {
      standIn.now = () => 1_800_000_000;
      const subscription = await subscribed(standIn, stripe);
      await standIn.renew(subscription.id);
      await standIn.dispute('ch_000001');
      await standIn.payout(100, { currency: 'eur' });
      runs.push(JSON.stringify(standIn.events).replaceAll(standIn.url, ''));
    });
  }
  assert.equal(runs[0], runs[1]);
});

// Fields of the version's types that the examples leave out, as they hold only one of several alternatives.
const besides = [
  'flow.customer_update', 'last_payment_error.code', 'last_payment_error.decline_code', 'last_payment_error.message', 'lines.data.pricing.price_details', 'payment.payment_intent',
];
function beyond(made, example, where = '') {
  if (Array.isArray(made)) return example?.length ? made.flatMap(one => beyond(one, example[0], where)) : [];
  if (!made || typeof made !== 'object' || !example || typeof example !== 'object' || /(^|\.)metadata$/.test(where)) return [];
  const inside = name => (where ? `${where}.${name}` : name);
  return Object.keys(made).flatMap(name => (besides.includes(inside(name)) ? [] : name in example ? beyond(made[name], example[name], inside(name)) : [inside(name)]));
}

test('has the shape of Stripe\'s own examples', { skip: examples ? false : '../shared/stripe is not there' }, () => withStandIn({}, async (standIn, stripe) => {
  await stripe.coupons.create({ id: 'half', percent_off: 50, duration: 'forever' });
  const subscription = await subscribed(standIn, stripe, { discounts: [{ coupon: 'half' }] });
  await standIn.failRenewal(subscription.id);
  await standIn.pay((await stripe.checkout.sessions.create(once(500, { customer_creation: 'always' }))).id);
  await standIn.refund('ch_000002', 100);
  await standIn.dispute('ch_000001');
  await standIn.failPayout((await standIn.payout(1, { currency: 'eur' })).id);
  await stripe.billingPortal.sessions.create({ customer: subscription.customer, flow_data: { type: 'payment_method_update' } });
  const kinds = ['balance_transaction', 'billing_portal.session', 'charge', 'checkout.session', 'coupon', 'customer', 'discount', 'dispute', 'invoice', 'invoice_payment', 'payment_intent', 'payout',
    'price', 'product', 'refund', 'subscription'];
  for (const kind of kinds) {
    const made = standIn.all(kind);
    assert.ok(made.length, kind);
    for (const one of made) assert.deepEqual(beyond(one, examples[kind]), [], kind);
  }
  assert.deepEqual(beyond(await stripe.balance.retrieve(), examples.balance).filter(name => name !== 'lastResponse'), []);
  for (const event of standIn.events) assert.deepEqual(Object.keys(event).filter(name => !(name in examples.event)), []);
}));
