// Stripe for tests: its API for the requests in requests.mjs, its payment page and portal, its money and its events. Stricter
// than Stripe where a client should be careful: each POST needs an idempotency key, and every request the right version.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import Stripe from 'stripe';
import { root, sleep } from '../server.mjs';
import { parseForm, routeOf, schemas, validate, WrongRequest } from './requests.mjs';

export const apiVersion = '2026-08-26.dahlia';
const exampleFile = path.join(root, '..', 'shared', 'stripe', 'fixtures3.json');
// Stripe's own example of each object by kind; null where the file is not there. Objects are then made of our fields alone.
export const examples = fs.existsSync(exampleFile) ? JSON.parse(fs.readFileSync(exampleFile, 'utf8')).resources : null;

// Fields of the examples that this version no longer sends, or sends only where they are asked for.
const left = { charge: ['refunds'], discount: ['created'], invoice: ['subscription'], line_item: ['created'] };
const withoutLivemode = ['balance_transaction', 'discount', 'refund', 'subscription_item'];

// Which fields can be expanded and to what; '[…]' is a list, and one not kept in the object (charge.refunds) is made on demand.
const expandable = {
  'checkout.session': { customer: ['customer'], invoice: ['invoice'], payment_intent: ['payment_intent'], subscription: ['subscription'] },
  payment_intent: { customer: ['customer'], latest_charge: ['charge'] },
  charge: { balance_transaction: ['balance_transaction'], customer: ['customer'], payment_intent: ['payment_intent'], refunds: ['[refund]'] },
  balance_transaction: { source: ['charge', 'dispute', 'payout', 'refund'] },
  subscription: { customer: ['customer'], discounts: ['discount'], items: ['[subscription_item]'], latest_invoice: ['invoice'] },
  discount: { customer: ['customer'], 'source.coupon': ['coupon'] },
  subscription_item: { 'price.product': ['product'] },
  invoice: { customer: ['customer'], 'parent.subscription_details.subscription': ['subscription'], payments: ['[invoice_payment]'] },
  invoice_payment: { invoice: ['invoice'], 'payment.payment_intent': ['payment_intent'] },
  refund: { balance_transaction: ['balance_transaction'], charge: ['charge'], payment_intent: ['payment_intent'] },
  dispute: { charge: ['charge'], payment_intent: ['payment_intent'] },
  payout: { balance_transaction: ['balance_transaction'], failure_balance_transaction: ['balance_transaction'] },
};

const words = text => text.trim().split(/\s+/);
// Parameters that fit Stripe's types but would change what happens in ways that are not built here: refused, not overlooked.
const notBuilt = {
  'checkout.session': words(`customer_account managed_payments optional_items return_url setup_intent_data shipping_address_collection shipping_options
    automatic_tax.enabled invoice_creation.enabled tax_id_collection.enabled
    payment_intent_data.application_fee_amount payment_intent_data.capture_method payment_intent_data.on_behalf_of payment_intent_data.transfer_data
    subscription_data.application_fee_percent subscription_data.billing_cycle_anchor subscription_data.billing_cycle_anchor_config
    subscription_data.default_tax_rates subscription_data.on_behalf_of subscription_data.pending_invoice_item_interval subscription_data.transfer_data`),
  subscription: words(`add_invoice_items application_fee_percent automatic_tax.enabled billing_cycle_anchor billing_schedules billing_thresholds collection_method
    default_tax_rates discounts invoice_now on_behalf_of pending_invoice_item_interval prorate proration_date transfer_data trial_from_plan`),
  coupon: words('applies_to currency_options max_redemptions redeem_by'),
  refund: words('customer origin refund_application_fee reverse_transfer'),
  'billing_portal.session': words('customer_account on_behalf_of'),
};

// What is the same in every new object of a kind; it stands over the examples, which show a value wherever one is possible.
const none = text => Object.fromEntries(words(text).map(name => [name, null]));
const noAddress = none('city country line1 line2 postal_code state');
const noTax = { ...none('disabled_reason liability'), enabled: false };
const fresh = {
  'checkout.session': {
    ...none(`after_expiration allow_promotion_codes billing_address_collection cancel_url client_reference_id collected_information consent consent_collection
      currency_conversion customer customer_details customer_email discounts invoice invoice_creation locale managed_payments origin_context payment_intent
      payment_method_configuration_details permissions saved_payment_method_options shipping_address_collection shipping_cost submit_type subscription wallet_options`),
    adaptive_pricing: { enabled: false }, automatic_tax: { ...none('liability provider status'), enabled: false }, custom_fields: [],
    custom_text: none('after_submit shipping_address submit terms_of_service_acceptance'), payment_method_options: {}, payment_method_types: ['card'],
    payment_status: 'unpaid', phone_number_collection: { enabled: false }, shipping_options: [], status: 'open', ui_mode: 'hosted_page',
  },
  customer: {
    ...none('address currency default_source description discount phone shipping test_clock'), balance: 0, delinquent: false, metadata: {},
    preferred_locales: [], tax_exempt: 'none',
    invoice_settings: none('custom_fields default_payment_method footer rendering_options'),
  },
  coupon: { ...none('amount_off currency duration_in_months max_redemptions name percent_off redeem_by'), times_redeemed: 0, valid: true },
  discount: none('checkout_session customer_account end invoice invoice_item promotion_code subscription_item'),
  product: { ...none('default_price package_dimensions shippable statement_descriptor tax_code unit_label url'), active: true, marketing_features: [], type: 'service' },
  price: { ...none('custom_unit_amount lookup_key nickname tiers_mode transform_quantity'), active: true, billing_scheme: 'per_unit', metadata: {} },
  plan: { ...none('meter nickname tiers_mode transform_usage trial_period_days'), active: true, billing_scheme: 'per_unit', metadata: {}, usage_type: 'licensed' },
  payment_intent: {
    ...none(`automatic_payment_methods canceled_at last_payment_error latest_charge managed_payments next_action payment_method_configuration_details processing
      receipt_email shipping transfer_data`),
    amount_capturable: 0, amount_received: 0, capture_method: 'automatic_async', payment_method_options: {}, payment_method_types: ['card'],
    status: 'requires_payment_method',
  },
  charge: {
    ...none('balance_transaction shipping source transfer_data'), amount_refunded: 0, captured: true, disputed: false, paid: true, refunded: false,
    status: 'succeeded',
    outcome: {
      ...none('advice_code network_advice_code network_decline_code reason'), network_status: 'approved_by_network',
      seller_message: 'Payment complete.', type: 'authorized',
    },
  },
  balance_transaction: { balance_type: 'payments', status: 'available' },
  refund: { ...none('balance_transaction reason receipt_number'), status: 'succeeded' },
  dispute: {
    balance_transactions: [], enhanced_eligibility_types: [], is_charge_refundable: false, metadata: {}, reason: 'fraudulent',
    status: 'needs_response',
    evidence_details: { due_by: null, enhanced_eligibility: {}, has_evidence: false, past_due: false, submission_count: 0 },
  },
  payout: {
    ...none('balance_transaction failure_balance_transaction failure_code failure_message trace_id'), description: 'STRIPE PAYOUT',
    destination: 'ba_000001', metadata: {}, method: 'standard',
    status: 'in_transit', type: 'bank_account',
  },
  subscription: {
    ...none(`billing_cycle_anchor_config billing_thresholds cancel_at canceled_at days_until_due description ended_at items latest_invoice managed_payments
      next_pending_invoice_item_invoice pause_collection pending_invoice_item_interval pending_update transfer_data`),
    automatic_tax: noTax, billing_mode: { flexible: {}, type: 'flexible' }, billing_schedules: [], cancel_at_period_end: false,
    cancellation_details: none('comment feedback reason'),
    collection_method: 'charge_automatically', discounts: [],
  },
  subscription_item: { ...none('billing_thresholds current_period_end current_period_start plan price'), discounts: [], metadata: {}, tax_rates: [] },
  invoice: {
    ...none(`customer_address customer_shipping description due_date from_invoice last_finalization_error next_payment_attempt rendering shipping_cost shipping_details`),
    amount_overpaid: 0, amount_paid: 0, attempt_count: 0, attempted: false, auto_advance: true,
    automatic_tax: { ...noTax, provider: null, status: null },
    collection_method: 'charge_automatically', ending_balance: 0, metadata: {}, status: 'open',
  },
  line_item: { description: 'Subscription', discount_amounts: [] },
  invoice_payment: { amount_paid: null, is_default: true, status: 'open', status_transitions: none('canceled_at paid_at') },
  'billing_portal.session': { ...none('flow locale return_url'), configuration: 'bpc_000001' },
};
// The parts of a portal session's flow that it does not go through.
const noFlow = {
  ...none('customer_update subscription_cancel subscription_update subscription_update_confirm'),
  after_completion: { ...none('hosted_confirmation redirect'), type: 'portal_homepage' },
};

const noDecimals = 'bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' ');
const digitsOf = currency => (noDecimals.includes(currency) ? 0 : ['bhd', 'jod', 'kwd', 'omr', 'tnd'].includes(currency) ? 3 : 2);
const smallest = { usd: 50, eur: 50, chf: 50, gbp: 30, jpy: 50, pln: 200 };
const inDollars = { usd: 1, eur: 1.1, gbp: 1.25, chf: 1.12, pln: 0.25, uah: 0.025, jpy: 0.0065 };
const day = 86400;

const clone = value => structuredClone(value);
const filled = metadata => Object.fromEntries(Object.entries(metadata || {}).filter(([, value]) => value !== ''));
const escape = text => String(text).replace(/[&<>"']/g, one => `&#${one.charCodeAt(0)};`);
const isUrl = text => { try { return /^https?:$/.test(new URL(text).protocol); } catch { return false; } };
// Equal requests give equal texts, in whatever order their parameters came.
const sorted = (_, value) => {
  const plain = value && typeof value === 'object' && !Array.isArray(value);
  return plain ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value;
};
const canonical = value => JSON.stringify(value, sorted);
function spoken(amount, currency) {
  const digits = digitsOf(currency);
  const format = new Intl.NumberFormat('en', { style: 'currency', currency, minimumFractionDigits: digits, maximumFractionDigits: digits });
  return format.format(amount / 10 ** digits);
}

const pick = (object, names) => Object.fromEntries(words(names).filter(name => object[name] !== undefined).map(name => [name, object[name]]));
// Whether an object has what a list's parameters ask for.
const same = (object, asked, ...names) => names.every(name => !asked[name] || object[name] === asked[name]);

// What a coupon takes off an amount.
const offOf = (coupon, amount) => (coupon ? Math.min(amount, coupon.amount_off ?? Math.round(amount * coupon.percent_off / 100)) : 0);

// A request that Stripe answers with an error.
class Refusal extends Error {
  constructor(status, message, { type = 'invalid_request_error', ...rest } = {}) {
    super(message);
    Object.assign(this, { status, body: { error: { ...rest, message, type } } });
  }
}
const wrong = (message, param, code) => new Refusal(400, message, { code, param });
const onlyOne = (param, ...names) => wrong(`You may only specify one of these parameters: ${names.join(', ')}.`, param);
const missing = param => wrong(`Missing required param: ${param}.`, param, 'parameter_missing');

const detailsOf = ({ email, name = null }) => ({ ...none('address business_name individual_name phone tax_ids'), email, name, tax_exempt: 'none' });

// The end of a period that begins at `start`; months keep the day of `anchor` where they have it.
function periodEnd(start, { interval, interval_count: count }, anchor) {
  if (interval === 'day' || interval === 'week') return start + count * day * (interval === 'week' ? 7 : 1);
  const from = new Date(start * 1000);
  const months = from.getUTCMonth() + count * (interval === 'year' ? 12 : 1);
  const daysThere = new Date(Date.UTC(from.getUTCFullYear(), months + 1, 0)).getUTCDate();
  const end = new Date(from);
  end.setUTCFullYear(from.getUTCFullYear(), months, Math.min(new Date(anchor * 1000).getUTCDate(), daysThere));
  return end.getTime() / 1000;
}

// The rest of `path` after one of the expandable fields of `kind`, with that field and what it leads to.
function stepOf(kind, path) {
  for (const [field, to] of Object.entries(expandable[kind] ?? {})) {
    if (path === field || path.startsWith(field + '.')) return { field, to, rest: path.slice(field.length + 1) };
  }
  return null;
}
function canExpand(kinds, path) {
  return path === '' || kinds.some(kind => {
    if (kind.startsWith('[')) return path === 'data' || (path.startsWith('data.') && canExpand([kind.slice(1, -1)], path.slice(5)));
    const step = stepOf(kind, path);
    return step && canExpand(step.to, step.rest);
  });
}

export class StripeStandIn {
  requests = [];     // {method, path, params, headers, status} of every request to the API so far
  events = [];       // every event so far, as Stripe would send it
  undelivered = [];  // {event, reason} of those that the webhook never took
  now = () => Math.floor(Date.now() / 1000);  // seconds; a test may put its own clock here

  #objects = new Map();
  #kinds = new Map();      // the objects of each kind by id, the oldest first
  #counts = {};
  #before = null;          // while a POST is carried out: what it has touched, as it was
  #behind = new Map();     // by id, what Stripe knows of an object but does not send
  #payoutOf = new Map();   // balance transaction → the automatic payout that paid it out
  #answers = new Map();    // by idempotency key
  #broke = new Map();      // by idempotency key, the 500s that stay
  #faults = [];
  #deliveries = Promise.resolve();
  #asking = null;          // the idempotency key of the request being carried out

  // `settles`: the currency of the account's balance, or a list of those that have a balance of their own, the first of them for all
  // others; without it each currency has a balance of its own.
  static async start({ secretKey = 'sk_test_stand_in', webhookSecret = 'whsec_stand_in', settles = null } = {}) {
    schemas();  // makes them if need be: the first request should not wait for that
    const standIn = new StripeStandIn();
    Object.assign(standIn, { secretKey, webhookSecret, settles: settles && [settles].flat(), stripe: new Stripe(secretKey) });
    standIn.server = http.createServer((request, response) => standIn.#serve(request, response).catch(error => response.destroy(error)));
    await new Promise(done => standIn.server.listen(0, '127.0.0.1', done));
    standIn.port = standIn.server.address().port;
    standIn.url = `http://127.0.0.1:${standIn.port}`;
    return standIn;
  }

  async stop() {
    this.webhook = null;
    this.goOn();
    const closed = new Promise(done => this.server.close(done));
    this.server.closeAllConnections();
    await closed;
  }

  // A copy of the object of that id as it is now; undefined if there is none.
  object(id) { return clone(this.#objects.get(id)); }

  // Copies of all objects of a kind ('charge'), the oldest first.
  all(kind) { return clone(this.#of(kind)); }

  // The next `count` requests to the API are answered with that status; 0 cuts the connection. `after`: once they have been
  // carried out, as when only the answer is lost. `kept`: the same key gets the same answer again, as Stripe does with each 500
  // that a request which has begun ends in.
  failNext(count, status, { after = false, kept = false } = {}) { for (let i = 0; i < count; i++) this.#faults.push({ status, after, kept }); }

  // Faults for as long as they stand, as clients try again by themselves where a connection is cut: for each request ({method, path,
  // params as texts, headers}) a status, 0 to cut the connection, {status, after, kept} as above, 'stall' to say nothing until
  // `goOn()`, or nothing. What stalled is then carried out and answered.
  trouble = null;
  #stalled = [];
  get stalled() { return this.#stalled.length; }
  goOn() {
    this.trouble = null;
    for (const go of this.#stalled.splice(0)) go();
  }

  // ---- What happens at Stripe -------------------------------------------------------------------------------------------

  // The reader pays on the payment page; gives the completed session.
  async pay(sessionId, { email, name, brand = 'visa', last4 = '4242' } = {}) {
    const session = this.#get('checkout.session', sessionId);
    if (!this.#payable(session)) throw new Error(`${sessionId} cannot be paid any more: ${session.status}`);
    const known = session.customer && this.#get('customer', session.customer);
    email ||= session.customer_email || known?.email || 'reader@example.org';
    const who = { email, name: name || known?.name || 'A Reader', brand, last4, card: this.#id('pm') };
    if (!session.customer && session.customer_creation !== 'if_required') session.customer = this.#customer(who).id;
    Object.assign(session, { status: 'complete', url: null, customer_details: { ...detailsOf(who), address: noAddress, tax_ids: [] } });
    session.mode === 'payment' ? this.#payOnce(session, who) : this.#subscribe(session, who);
    return this.#told(session);
  }

  // The reader goes through with a payment that takes days, as a SEPA debit does: the session is complete and not paid. Once
  // payments alone; gives the session. What becomes of it is said by `arrive` or `bounce`.
  async payLater(sessionId, { email, name } = {}) {
    const session = this.#get('checkout.session', sessionId);
    if (!this.#payable(session) || session.mode !== 'payment') throw new Error(`${sessionId} cannot be paid that way`);
    email ||= session.customer_email || 'reader@example.org';
    const who = { email, name: name || 'A Reader', debit: true, card: this.#id('pm') };
    Object.assign(session, { status: 'complete', url: null, customer_details: { ...detailsOf(who), address: noAddress, tax_ids: [] } });
    const { amount_total: amount, currency, customer } = session;
    const { description, metadata } = this.#behind.get(session.id).payment_intent_data ?? {};
    const intent = this.#intent({ amount, currency, customer, description, metadata, who });
    Object.assign(intent, { payment_method_types: ['sepa_debit'], status: 'processing' });
    const charge = this.#makeCharge(intent, who);
    Object.assign(charge, { paid: false, captured: true, status: 'pending' });
    intent.latest_charge = charge.id;
    session.payment_intent = intent.id;
    this.#event('payment_intent.processing', intent);
    this.#event('charge.pending', charge);
    this.#event('checkout.session.completed', session);
    return this.#told(session);
  }

  // The money of such a payment comes.
  async arrive(sessionId) {
    const { session, intent, charge } = this.#waiting(sessionId);
    Object.assign(charge, { paid: true, status: 'succeeded' });
    Object.assign(intent, { amount_received: intent.amount, status: 'succeeded' });
    session.payment_status = 'paid';
    charge.balance_transaction = this.#move('payment', 'charge', charge, { description: charge.description, fee: () => 35 }).id;
    this.#event('charge.succeeded', charge);
    this.#event('payment_intent.succeeded', intent);
    this.#event('checkout.session.async_payment_succeeded', session);
    return this.#told(session);
  }

  // The bank refuses it: the session stays complete and unpaid, the payment asks for another way to pay.
  async bounce(sessionId) {
    const { session, intent, charge } = this.#waiting(sessionId);
    const failure = { failure_code: 'insufficient_funds', failure_message: 'The customer\'s account has insufficient funds to cover this payment.' };
    Object.assign(charge, { paid: false, status: 'failed', ...failure });
    intent.last_payment_error = { code: 'payment_intent_payment_attempt_failed', message: failure.failure_message, type: 'card_error' };
    Object.assign(intent, { payment_method: null, status: 'requires_payment_method' });
    this.#event('charge.failed', charge);
    this.#event('payment_intent.payment_failed', intent);
    this.#event('checkout.session.async_payment_failed', session);
    return this.#told(session);
  }
  #waiting(sessionId) {
    const session = this.#get('checkout.session', sessionId);
    const intent = this.#get('payment_intent', session.payment_intent);
    if (intent.status !== 'processing') throw new Error(`${sessionId} waits for no money`);
    return { session, intent, charge: this.#get('charge', intent.latest_charge) };
  }

  // A refund that the bank could not hand on: the money is in the balance again.
  async failRefund(refundId) {
    const refund = this.#get('refund', refundId);
    const charge = this.#get('charge', refund.charge);
    const back = this.#move('refund_failure', 'refund_failure', refund, { description: `REFUND FAILURE (${charge.id})` });
    Object.assign(refund, { failure_balance_transaction: back.id, failure_reason: 'lost_or_stolen_card', status: 'failed' });
    Object.assign(charge, { amount_refunded: charge.amount_refunded - refund.amount, refunded: false });
    this.#event('refund.failed', refund);
    return this.#told(refund);
  }

  // The next period of a subscription begins and is paid; where the last payment failed, that one now succeeds; where it was to
  // end with the period, it ends. Gives the invoice, or the subscription that has ended.
  async renew(subscriptionId) {
    const subscription = this.#running(subscriptionId);
    const end = subscription.items.data[0].current_period_end;
    if (subscription.status === 'past_due') {
      const invoice = this.#get('invoice', subscription.latest_invoice);
      const settle = this.#payInvoice(invoice, subscription);
      this.#change(subscription, { status: 'active' });
      settle();
      return this.#told(invoice);
    }
    const { cancel_at: at, cancellation_details: details } = subscription;
    if (at !== null && at <= end) return this.#told(this.#cancel(subscription, details));
    this.#nextPeriod(subscription);
    const { invoice, settle } = this.#bill(subscription, 'subscription_cycle');
    settle();
    return this.#told(invoice);
  }

  // The next period begins but its payment fails (or fails again); gives the open invoice.
  async failRenewal(subscriptionId) {
    const subscription = this.#running(subscriptionId);
    if (subscription.status !== 'past_due') {
      this.#nextPeriod(subscription);
      this.#bill(subscription, 'subscription_cycle', { fails: true });
      if (this.#get('invoice', subscription.latest_invoice).status === 'open') this.#change(subscription, { status: 'past_due' });
    } else this.#failInvoice(this.#get('invoice', subscription.latest_invoice));
    return this.#told(this.#get('invoice', subscription.latest_invoice));
  }

  // A subscription ends at once, as when Stripe gives up after failed payments.
  async end(subscriptionId) {
    const subscription = this.#running(subscriptionId);
    return this.#told(this.#cancel(subscription, { reason: subscription.status === 'past_due' ? 'payment_failed' : 'cancellation_requested' }));
  }

  // A refund made in Stripe's dashboard; of all that is left without `amount`.
  async refund(chargeId, amount) { return this.#told(this.#refund({ charge: chargeId, amount })); }

  // The reader's bank takes the money back, and Stripe a fee.
  async dispute(chargeId, { amount, fee = 1500 } = {}) {
    const charge = this.#get('charge', chargeId);
    const brand = charge.payment_method_details.card?.brand ?? 'visa';
    const dispute = this.#add('dp', 'dispute', {
      amount: amount ?? charge.amount, charge: charge.id, currency: charge.currency, payment_intent: charge.payment_intent,
      payment_method_details: { card: { brand, case_type: 'chargeback', network: brand, network_reason_code: '10.4' }, type: 'card' },
    });
    dispute.evidence_details.due_by = this.now() + 7 * day;
    charge.disputed = true;
    const description = `Chargeback withdrawal for ${charge.id}`;
    const taken = this.#move('adjustment', 'dispute', dispute, { amount: -dispute.amount, description, fee: () => fee, feeText: 'Dispute fee' });
    dispute.balance_transactions.push(clone(taken));
    this.#event('charge.dispute.created', dispute);
    this.#event('charge.dispute.funds_withdrawn', dispute);
    return this.#told(dispute);
  }

  // `outcome`: 'won' gives the money back (the fee stays taken), 'lost' does not.
  async closeDispute(disputeId, outcome) {
    if (!['won', 'lost'].includes(outcome)) throw new Error(`a dispute is won or lost, not ${outcome}`);
    const dispute = this.#get('dispute', disputeId);
    dispute.status = outcome;
    if (outcome === 'won') {
      const back = this.#move('adjustment', 'dispute_reversal', dispute, { description: `Chargeback reversal for ${dispute.charge}` });
      dispute.balance_transactions.push(clone(back));
    }
    this.#event('charge.dispute.closed', dispute);
    if (outcome === 'won') this.#event('charge.dispute.funds_reinstated', dispute);
    return this.#told(dispute);
  }

  // Stripe's automatic payout of all that is in the balance; with `amount` one made by hand, of which Stripe does not say what is in it.
  async payout(amount, { currency = this.#currency() } = {}) {
    const covered = this.#of('balance_transaction').filter(one => one.currency === currency && !this.#payoutOf.has(one.id));
    const automatic = amount === undefined;
    amount ??= covered.reduce((sum, one) => sum + one.net, 0);
    if (amount <= 0) throw new Error(`nothing to pay out: the balance is ${amount} ${currency}`);
    const reconciliation_status = automatic ? 'completed' : 'not_applicable';
    const payout = this.#add('po', 'payout', { amount, arrival_date: this.now() + 2 * day, automatic, currency, reconciliation_status });
    const transaction = this.#move('payout', 'payout', payout, { amount: -amount, description: payout.description });
    payout.balance_transaction = transaction.id;
    if (automatic) for (const one of [...covered, transaction]) this.#payoutOf.set(one.id, payout.id);
    this.#event('payout.created', payout);
    payout.status = 'paid';
    this.#event('payout.paid', payout);
    return this.#told(payout);
  }

  // The bank sends a payout back; the money is in the balance again.
  async failPayout(payoutId) {
    const payout = this.#get('payout', payoutId);
    const back = this.#move('payout_failure', 'payout_reversal', payout, { description: 'REFUND FOR FAILED PAYOUT' });
    const failure = { failure_balance_transaction: back.id, failure_code: 'account_closed', failure_message: 'The bank account has been closed.' };
    Object.assign(payout, { status: 'failed', ...failure });
    this.#event('payout.failed', payout);
    return this.#told(payout);
  }

  // Stripe takes a fee of its own, for billing say; gives the balance transaction. There is no event for it.
  async fee(amount, { currency = this.#currency() } = {}) {
    return this.#told(this.#move('stripe_fee', 'fee', { id: null, amount: -amount, currency }, { description: 'Billing - Usage Fee' }));
  }

  // ---- Events -----------------------------------------------------------------------------------------------------------

  // Posts one event, signed; gives the response. `timestamp` in seconds is the real time unless said, not `now`.
  async deliver(event, webhookUrl, { secret = this.webhookSecret, timestamp = Math.floor(Date.now() / 1000) } = {}) {
    const payload = JSON.stringify(event, null, 2);
    const signature = this.stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp });
    const agent = 'Stripe/1.0 (+https://stripe.com/docs/webhooks)';
    const headers = { 'Content-Type': 'application/json; charset=utf-8', 'Stripe-Signature': signature, 'User-Agent': agent };
    return fetch(webhookUrl, { method: 'POST', headers, body: payload, redirect: 'manual', signal: AbortSignal.timeout(20_000) });
  }

  // From now on each new event goes there, in order; null ends that. The methods wait for it, answers to the API do not.
  deliverTo(webhookUrl, options = {}) { this.webhook = webhookUrl && { url: webhookUrl, options }; }

  // Until every event so far has been delivered or given up.
  async settled() {
    for (let last; last !== this.#deliveries;) await (last = this.#deliveries);
  }

  #event(type, object, previous) {
    const data = { object: clone(object), ...(previous && { previous_attributes: previous }) };
    const event = {
      id: this.#id('evt'), object: 'event', api_version: apiVersion, created: this.now(), data, livemode: false,
      pending_webhooks: this.webhook ? 1 : 0,
      request: { id: null, idempotency_key: this.#asking }, type,
    };
    this.events.push(event);
    if (this.webhook) this.#deliveries = this.#deliveries.then(() => this.#deliverPatiently(event));
  }

  async #deliverPatiently(event) {
    let reason;
    for (let attempt = 0; attempt <= 3 && this.webhook; attempt++) {
      if (attempt) await sleep(100);
      try {
        const response = await this.deliver(event, this.webhook.url, this.webhook.options);
        reason = `${response.status} ${await response.text()}`;
        if (response.ok) return;
      } catch (error) { reason = String(error.cause ?? error); }
    }
    this.undelivered.push({ event, reason });
  }

  // What the methods for tests give: a copy, once the webhook knows.
  async #told(object) {
    const copy = clone(object);
    await this.settled();
    return copy;
  }

  // ---- Objects ----------------------------------------------------------------------------------------------------------

  #id(prefix) { return `${prefix}_${String((this.#counts[prefix] = (this.#counts[prefix] ?? 0) + 1)).padStart(6, '0')}`; }

  #make(id, kind, fields) {
    const livemode = withoutLivemode.includes(kind) ? {} : { livemode: false };
    const made = { ...clone(examples?.[kind] ?? {}), ...clone(fresh[kind]), id, object: kind, created: this.now(), ...livemode, ...fields };
    for (const name of left[kind] ?? []) delete made[name];
    return made;
  }
  #add(prefix, kind, fields) {
    return this.#keep(this.#make(this.#id(prefix), kind, fields));
  }
  #keep(made) {
    if (!this.#kinds.has(made.object)) this.#kinds.set(made.object, new Map());
    this.#kinds.get(made.object).set(made.id, made);
    this.#objects.set(made.id, made);
    if (this.#before && !this.#before.has(made.id)) this.#before.set(made.id, null);
    return made;
  }
  #of(kind) { return [...(this.#kinds.get(kind)?.values() ?? [])]; }
  #get(kind, id, param) {
    const found = this.#objects.get(id);
    if (found?.object === kind) {
      if (this.#before && !this.#before.has(id)) this.#before.set(id, clone(found));
      return found;
    }
    throw new Refusal(param ? 400 : 404, `No such ${kind}: '${id}'`, { code: 'resource_missing', param: param ?? 'id' });
  }
  #running(id) {
    const subscription = this.#get('subscription', id);
    if (subscription.status === 'canceled') throw new Error(`${id} has ended`);
    return subscription;
  }

  #payable(session) { return session.status === 'open' && this.now() < session.expires_at; }

  #customer({ email, name }) { return this.#add('cus', 'customer', { email, name }); }

  #product({ description = null, images = [], metadata, name }) {
    return this.#add('prod', 'product', { description, images, metadata: filled(metadata), name, updated: this.now() });
  }

  // The price that a line item or subscription item names or describes.
  #price({ price, price_data: data }, where) {
    if (price && data) throw onlyOne(`${where}[price]`, 'price', 'price_data');
    if (price) return this.#get('price', price, `${where}[price]`);
    if (!data) throw missing(`${where}[price]`);
    const param = `${where}[price_data]`;
    if (!data.product && !data.product_data) throw missing(`${param}[product]`);
    if (data.product && data.product_data) throw onlyOne(`${param}[product]`, 'product', 'product_data');
    if ((data.unit_amount === undefined) === (data.unit_amount_decimal === undefined)) {
      throw wrong('You must specify either `unit_amount` or `unit_amount_decimal`.', `${param}[unit_amount]`, 'parameter_missing');
    }
    const unit = data.unit_amount ?? Math.round(Number(data.unit_amount_decimal));
    if (!(unit >= 0)) throw wrong(`Invalid non-negative integer: ${unit}`, `${param}[unit_amount]`, 'parameter_invalid_integer');
    if (!/^[a-z]{3}$/.test(data.currency)) throw wrong(`Invalid currency: ${data.currency}`, `${param}[currency]`);
    const product = data.product ? this.#get('product', data.product, `${param}[product]`) : this.#product(data.product_data);
    const { interval, interval_count = 1 } = data.recurring ?? {};
    return this.#add('price', 'price', {
      currency: data.currency, product: product.id, tax_behavior: data.tax_behavior ?? 'unspecified', type: interval ? 'recurring' : 'one_time',
      recurring: interval ? { interval, interval_count, meter: null, trial_period_days: null, usage_type: 'licensed' } : null,
      unit_amount: unit, unit_amount_decimal: String(data.unit_amount_decimal ?? unit),
    });
  }

  // ---- Money ------------------------------------------------------------------------------------------------------------

  // The currency meant where none is said: the account's, or that of the first movement.
  #currency() { return this.settles?.[0] ?? this.#of('balance_transaction')[0]?.currency ?? 'usd'; }

  // One movement of the account's balance, by `source`. `fee`: what Stripe takes, by the amount in the balance's currency.
  #move(type, category, source, { amount = source.amount, description, fee = () => 0, feeText = 'Stripe processing fees' }) {
    const { currency } = source;
    const to = !this.settles || this.settles.includes(currency) ? currency : this.settles[0];
    const worth = one => inDollars[one] ?? 0.5;
    const rate = to === currency ? null : Number((worth(currency) / worth(to)).toFixed(6));
    const settled = rate === null ? amount : Math.sign(amount) * Math.round(Math.abs(amount) * rate * 10 ** (digitsOf(to) - digitsOf(currency)));
    const taken = fee(settled);
    return this.#add('txn', 'balance_transaction', {
      amount: settled, available_on: this.now(), currency: to, description, exchange_rate: rate, fee: taken,
      fee_details: taken ? [{ amount: taken, application: null, currency: to, description: feeText, type: 'stripe_fee' }] : [],
      net: settled - taken, reporting_category: category, source: source.id, type,
    });
  }

  #intent({ amount, currency, customer = null, description = null, metadata = {}, who }) {
    const intent = this.#add('pi', 'payment_intent', { amount, currency, customer, description, metadata: filled(metadata), payment_method: who.card });
    intent.client_secret = `${intent.id}_secret_stand_in`;
    return intent;
  }

  // Takes the money of an intent. Stripe books it a moment later: the function that comes back does that.
  #charge(intent, who) {
    const charge = this.#makeCharge(intent, who);
    Object.assign(intent, { amount_received: intent.amount, last_payment_error: null, latest_charge: charge.id, status: 'succeeded' });
    this.#event('charge.succeeded', charge);
    return () => {
      charge.balance_transaction = this.#move('charge', 'charge', charge, { description: intent.description, fee: settled => Math.round(settled * 0.029) + 30 }).id;
      this.#event('charge.updated', charge, { balance_transaction: null });
    };
  }
  #makeCharge(intent, who) {
    const { id, amount, currency, customer, description, metadata, receipt_email } = intent;
    const { email, name, brand, last4, debit } = who;
    const card = debit ? null : {
      ...clone(examples?.charge.payment_method_details.card ?? {}), ...none('installments three_d_secure wallet'), amount_authorized: amount, brand,
      last4, network: brand,
    };
    const details = debit ? { sepa_debit: { ...none('branch_code country generated_from mandate'), bank_code: '37040044', fingerprint: 'stand_in', last4: '3000' }, type: 'sepa_debit' } : { card, type: 'card' };
    return this.#add(debit ? 'py' : 'ch', 'charge', {
      amount, amount_captured: amount, billing_details: { ...none('phone tax_id'), address: noAddress, email, name }, currency, customer, description,
      metadata: { ...metadata }, payment_intent: id, payment_method: who.card, payment_method_details: details, receipt_email,
      receipt_url: `${this.url}/receipts/${id}`,
    });
  }

  #payOnce(session, who) {
    const { receipt_email = null, ...data } = this.#behind.get(session.id).payment_intent_data ?? {};
    const { amount_total: amount, currency, customer } = session;
    const intent = this.#intent({ amount, currency, customer, description: data.description, metadata: data.metadata, who });
    intent.receipt_email = receipt_email;
    const settle = this.#charge(intent, who);
    this.#event('payment_intent.succeeded', intent);
    Object.assign(session, { payment_intent: intent.id, payment_status: 'paid' });
    this.#event('checkout.session.completed', session);
    settle();
  }

  #refund({ charge: chargeId, payment_intent: intentId, amount, metadata = {}, reason = null }) {
    if (!chargeId && !intentId) throw wrong('One of these params should be provided: payment_intent or charge.', 'charge', 'parameter_missing');
    const charge = this.#get('charge', chargeId ?? this.#get('payment_intent', intentId, 'payment_intent').latest_charge, 'charge');
    if (charge.refunded) throw wrong(`Charge ${charge.id} has already been refunded.`, undefined, 'charge_already_refunded');
    if (charge.disputed) throw wrong(`Charge ${charge.id} has been charged back; cannot issue a refund.`, undefined, 'charge_disputed');
    const rest = charge.amount - charge.amount_refunded;
    amount ??= rest;
    if (amount <= 0) throw wrong('Invalid positive integer', 'amount', 'parameter_invalid_integer');
    const { currency, payment_intent: intent } = charge;
    if (amount > rest) {
      throw wrong(`Refund amount (${spoken(amount, currency)}) is greater than unrefunded amount on charge (${spoken(rest, currency)})`, 'amount');
    }
    const refund = this.#add('re', 'refund', { amount, charge: charge.id, currency, metadata: filled(metadata), payment_intent: intent, reason });
    const description = `REFUND FOR CHARGE${charge.description ? ` (${charge.description})` : ''}`;
    refund.balance_transaction = this.#move('refund', 'refund', refund, { amount: -amount, description }).id;
    const previous = { amount_refunded: charge.amount_refunded, ...(amount === rest && { refunded: false }) };
    Object.assign(charge, { amount_refunded: charge.amount_refunded + amount, refunded: amount === rest });
    this.#event('refund.created', refund);
    this.#event('charge.refunded', charge, previous);
    return refund;
  }

  // ---- Subscriptions ----------------------------------------------------------------------------------------------------

  #subscribe(session, who) {
    const { items, subscription_data: data = {} } = this.#behind.get(session.id);
    const trialEnd = data.trial_end ?? (data.trial_period_days ? this.now() + data.trial_period_days * day : null);
    const { currency, customer } = session;
    const subscription = this.#add('sub', 'subscription', {
      billing_cycle_anchor: trialEnd ?? this.now(), currency, customer, default_payment_method: who.card, description: data.description ?? null,
      metadata: filled(data.metadata), start_date: this.now(), status: trialEnd ? 'trialing' : 'incomplete', trial_end: trialEnd,
      trial_start: trialEnd ? this.now() : null,
    });
    this.#behind.set(subscription.id, { who, pending: 0 });
    subscription.items = { object: 'list', data: [], has_more: false, url: `/v1/subscription_items?subscription=${subscription.id}` };
    for (const { price, quantity } of items.filter(one => one.price.recurring)) this.#addItem(subscription, price, quantity);
    this.#setPeriod(subscription, this.now(), trialEnd);
    const coupon = this.#objects.get(session.discounts[0]?.coupon);
    if (coupon && !(coupon.duration === 'once' && !trialEnd)) this.#discount(subscription, coupon);
    // Checkout tells in no dependable order, the session first of all: the subscription is not active yet when it says complete.
    const tell = () => {
      const payment_status = session.amount_total ? 'paid' : 'no_payment_required';
      Object.assign(session, { subscription: subscription.id, invoice: subscription.latest_invoice, payment_status });
      this.#event('checkout.session.completed', session);
      this.#event('customer.subscription.created', subscription);
      if (!trialEnd) this.#change(subscription, { status: 'active' });
    };
    this.#bill(subscription, 'subscription_create', { amount: session.amount_total, tell }).settle();
  }

  // From now on invoices are lower; by a coupon for `once` the next one alone.
  #discount(subscription, { id, duration, duration_in_months: months }) {
    const end = duration === 'repeating' ? periodEnd(this.now(), { interval: 'month', interval_count: months }, this.now()) : null;
    const source = { coupon: id, type: 'coupon' };
    subscription.discounts = [this.#add('di', 'discount', { customer: subscription.customer, end, source, start: this.now(), subscription: subscription.id }).id];
  }
  #couponNow({ discounts: [id] }) { return id && this.#objects.get(this.#objects.get(id).source.coupon); }

  #addItem(subscription, price, quantity = 1) {
    const item = this.#make(this.#id('si'), 'subscription_item', { subscription: subscription.id });
    this.#setPrice(item, price, quantity);
    subscription.items.data.push(item);
    return item;
  }
  #setPrice(item, price, quantity) {
    const { id, created, currency, product, unit_amount: amount, unit_amount_decimal: amount_decimal, recurring: { interval, interval_count } } = price;
    const plan = { ...clone(fresh.plan), id, object: 'plan', amount, amount_decimal, created, currency, interval, interval_count, livemode: false, product };
    Object.assign(item, { price: clone(price), plan, quantity });
  }

  #amountOf(subscription) { return subscription.items.data.reduce((sum, { price, quantity }) => sum + price.unit_amount * quantity, 0); }
  #setPeriod(subscription, start, end) {
    for (const item of subscription.items.data) {
      item.current_period_start = start;
      item.current_period_end = end ?? periodEnd(start, item.price.recurring, subscription.billing_cycle_anchor);
    }
  }

  #nextPeriod(subscription) {
    const before = clone(subscription);
    const start = subscription.items.data[0].current_period_end;
    this.#setPeriod(subscription, start);
    if (subscription.pause_collection?.resumes_at && subscription.pause_collection.resumes_at <= start) subscription.pause_collection = null;
    if ((this.#objects.get(subscription.discounts[0])?.end ?? Infinity) <= start) subscription.discounts = [];
    this.#change(subscription, { status: 'active' }, before);
  }

  // Sets fields and tells of all that has changed since `before`.
  #change(subscription, fields, before = clone(subscription)) {
    Object.assign(subscription, fields);
    const changed = Object.keys(before).filter(name => canonical(before[name]) !== canonical(subscription[name]));
    if (changed.length) this.#event('customer.subscription.updated', subscription, Object.fromEntries(changed.map(name => [name, before[name]])));
  }

  #cancel(subscription, details) {
    const cancellation_details = { ...none('comment feedback reason'), ...details };
    Object.assign(subscription, { status: 'canceled', canceled_at: subscription.canceled_at ?? this.now(), ended_at: this.now(), cancellation_details });
    this.#event('customer.subscription.deleted', subscription);
    return subscription;
  }

  // An invoice over `amount`, less what a coupon takes off, and what is still owed or owing from changes, charged to the subscription's card at once.
  // `tell`: events that come between the charge and the invoice's.
  #bill(subscription, reason, { amount = this.#amountOf(subscription), fails = false, tell = () => {} } = {}) {
    const behind = this.#behind.get(subscription.id);
    const first = reason === 'subscription_create';  // Checkout has taken the coupon off already
    const coupon = first ? null : this.#couponNow(subscription);
    const total = amount - offOf(coupon, amount) + behind.pending;
    if (coupon?.duration === 'once') subscription.discounts = [];
    const due = Math.max(total, 0);
    behind.pending = Math.min(total, 0);
    const paused = !first && subscription.pause_collection?.behavior;
    const invoice = this.#invoice(subscription, reason, total, due);
    subscription.latest_invoice = invoice.id;
    const nothing = { invoice, settle: () => {} };
    if (paused) {
      invoice.status = { void: 'void', keep_as_draft: 'draft', mark_uncollectible: 'uncollectible' }[paused];
      return nothing;
    }
    if (due === 0) {
      tell();
      this.#paid(invoice);
      return nothing;
    }
    const { currency, customer } = subscription;
    const description = first ? 'Subscription creation' : 'Subscription update';
    const intent = this.#intent({ amount: due, currency, customer, description, who: behind.who });
    const payment = { payment_intent: intent.id, type: 'payment_intent' };
    this.#add('inpay', 'invoice_payment', { amount_requested: due, currency, invoice: invoice.id, payment });
    if (!fails) return { invoice, settle: this.#payInvoice(invoice, subscription, tell) };
    this.#failInvoice(invoice);
    return nothing;
  }

  #invoice(subscription, reason, total, due) {
    const { name, email } = this.#behind.get(subscription.id).who;
    const { currency, customer, id, metadata } = subscription;
    const invoice = this.#add('in', 'invoice', {
      amount_due: due, amount_remaining: due, billing_reason: reason, currency, customer, customer_email: email, customer_name: name,
      effective_at: this.now(),
      parent: { quote_details: null, subscription_details: { metadata: { ...metadata }, subscription: id }, type: 'subscription_details' },
      period_end: this.now(), period_start: this.now(),
      status_transitions: { ...none('marked_uncollectible_at paid_at voided_at'), finalized_at: this.now() }, subtotal: total,
      subtotal_excluding_tax: total, total,
      total_excluding_tax: total, webhooks_delivered_at: this.now(),
    });
    invoice.hosted_invoice_url = `${this.url}/invoices/${invoice.id}`;
    invoice.number = `STANDIN-${invoice.id.slice(-4)}`;
    invoice.lines = { object: 'list', data: [this.#line(invoice, subscription, total)], has_more: false, url: `/v1/invoices/${invoice.id}/lines` };
    return invoice;
  }

  // The one line of an invoice; changes within a period have no lines of their own here.
  #line(invoice, { currency, id, items, metadata }, total) {
    const { current_period_start: start, current_period_end: end, id: item, price, quantity } = items.data[0];
    const details = { invoice_item: null, proration: false, proration_details: { credited_items: null }, subscription: id, subscription_item: item };
    return this.#make(this.#id('il'), 'line_item', {
      amount: total, currency, invoice: invoice.id, metadata: { ...metadata }, period: { end, start }, quantity, subscription: id, subtotal: total,
      parent: { invoice_item_details: null, subscription_item_details: details, type: 'subscription_item_details' },
      pricing: { price_details: { price: price.id, product: price.product }, type: 'price_details', unit_amount_decimal: price.unit_amount_decimal },
    });
  }

  #paymentOf(invoice) { return this.#of('invoice_payment').find(one => one.invoice === invoice.id); }
  #payInvoice(invoice, subscription, tell = () => {}) {
    const payment = this.#paymentOf(invoice);
    const intent = this.#get('payment_intent', payment.payment.payment_intent);
    const settle = this.#charge(intent, this.#behind.get(subscription.id).who);
    tell();
    this.#event('payment_intent.succeeded', intent);
    Object.assign(payment, { amount_paid: payment.amount_requested, status: 'paid', status_transitions: { canceled_at: null, paid_at: this.now() } });
    this.#paid(invoice);
    return settle;
  }
  #paid(invoice) {
    const { amount_due: amount_paid, attempt_count } = invoice;
    Object.assign(invoice, { amount_paid, amount_remaining: 0, attempt_count: attempt_count + 1, attempted: true, next_payment_attempt: null, status: 'paid' });
    invoice.status_transitions.paid_at = this.now();
    this.#event('invoice.paid', invoice);
  }
  #failInvoice(invoice) {
    const intent = this.#get('payment_intent', this.#paymentOf(invoice).payment.payment_intent);
    intent.last_payment_error = { code: 'card_declined', decline_code: 'generic_decline', message: 'Your card was declined.', type: 'card_error' };
    Object.assign(invoice, { attempt_count: invoice.attempt_count + 1, attempted: true, next_payment_attempt: this.now() + 3 * day });
    this.#event('invoice.payment_failed', invoice);
  }

  #updateSubscription(p, id) {
    const subscription = this.#get('subscription', id);
    const allowed = subscription.status === 'canceled' ? ['metadata', 'cancellation_details', 'expand'] : Object.keys(p);
    const free = Object.keys(p).every(name => allowed.includes(name));
    if (!free) throw wrong('A canceled subscription can only update its cancellation_details and metadata.');
    if (p.cancel_at !== undefined && p.cancel_at_period_end !== undefined) throw onlyOne('cancel_at', 'cancel_at', 'cancel_at_period_end');
    const before = clone(subscription);
    const oldAmount = this.#amountOf(subscription);
    if (p.items) this.#changeItems(subscription, p.items);
    if (p.metadata !== undefined) subscription.metadata = p.metadata === '' ? {} : filled({ ...subscription.metadata, ...p.metadata });
    for (const name of ['description', 'pause_collection']) if (p[name] !== undefined) subscription[name] = p[name] === '' ? null : p[name];
    if (subscription.pause_collection) subscription.pause_collection.resumes_at ??= null;
    if (p.default_payment_method) subscription.default_payment_method = p.default_payment_method;
    const { current_period_end: end } = subscription.items.data[0];
    if (p.cancel_at_period_end !== undefined) this.#cancelLater(subscription, p.cancel_at_period_end ? end : null, p.cancel_at_period_end);
    const at = typeof p.cancel_at === 'number' ? p.cancel_at : p.cancel_at && end;  // min_period_end and max_period_end are one here
    if (p.cancel_at !== undefined) this.#cancelLater(subscription, at || null, false);
    if (p.cancellation_details) Object.assign(subscription.cancellation_details, p.cancellation_details);
    const settle = this.#rebill(subscription, before, oldAmount, p);
    this.#change(subscription, {}, before);
    settle();
    return subscription;
  }

  #cancelLater(subscription, when, atPeriodEnd) {
    Object.assign(subscription, { cancel_at: when, cancel_at_period_end: atPeriodEnd, canceled_at: when === null ? null : this.now() });
    subscription.cancellation_details = { ...none('comment feedback'), reason: when === null ? null : 'cancellation_requested' };
  }

  #changeItems(subscription, items) {
    const { current_period_start, current_period_end } = subscription.items.data[0];
    items.forEach((given, i) => {
      const where = `items[${i}]`;
      const item = given.id && subscription.items.data.find(one => one.id === given.id);
      if (given.id && !item) throw wrong(`No such subscription item: '${given.id}'`, `${where}[id]`, 'resource_missing');
      if (given.deleted) { subscription.items.data = subscription.items.data.filter(one => one !== item); return; }
      const changes = given.price || given.price_data;
      const price = changes || !item ? this.#price(given, where) : item.price;
      if (!price.recurring) throw wrong('This field only accepts prices with `type=recurring`.', `${where}[price]`);
      if (price.currency !== subscription.currency) throw wrong(`The price is not in ${subscription.currency}, the subscription's currency.`, `${where}[price]`);
      const quantity = given.quantity ?? (changes || !item ? 1 : item.quantity);
      if (item) this.#setPrice(item, price, quantity);
      else Object.assign(this.#addItem(subscription, price, quantity), { current_period_start, current_period_end });
    });
    if (!subscription.items.data.length) throw wrong('A subscription must have at least one active plan.', 'items');
    const intervals = new Set(subscription.items.data.map(({ price: { recurring } }) => `${recurring.interval} ${recurring.interval_count}`));
    if (intervals.size > 1) throw wrong('The stand-in has no subscriptions with several intervals.', 'items');
  }

  // What a change costs now or with the next invoice. Another interval begins a new period, paid at once.
  #rebill(subscription, before, oldAmount, { proration_behavior: proration = 'create_prorations', trial_end: trialEnd }) {
    const behind = this.#behind.get(subscription.id);
    const [was, is] = [before.items.data[0], subscription.items.data[0]];
    const newAmount = this.#amountOf(subscription);
    const free = subscription.status === 'trialing';
    if (typeof trialEnd === 'number') {
      subscription.trial_start ??= this.now();
      Object.assign(subscription, { billing_cycle_anchor: trialEnd, status: 'trialing', trial_end: trialEnd });
      this.#setPeriod(subscription, this.now(), trialEnd);
      return () => {};
    }
    const otherInterval = ['interval', 'interval_count'].some(name => was.price.recurring[name] !== is.price.recurring[name]);
    const ahead = (was.current_period_end - this.now()) / (was.current_period_end - was.current_period_start);
    const share = free || proration === 'none' ? 0 : Math.min(1, Math.max(0, ahead));
    if (free ? trialEnd === 'now' : otherInterval) {
      behind.pending -= Math.round(oldAmount * share);
      Object.assign(subscription, { billing_cycle_anchor: this.now(), status: 'active', ...(free && { trial_end: this.now() }) });
      this.#setPeriod(subscription, this.now());
      if (subscription.cancel_at_period_end) subscription.cancel_at = is.current_period_end;
      return this.#bill(subscription, 'subscription_update').settle;
    }
    behind.pending += Math.round((newAmount - oldAmount) * share);
    return proration === 'always_invoice' && behind.pending > 0 ? this.#bill(subscription, 'subscription_update', { amount: 0 }).settle : () => {};
  }

  // ---- The API's requests -----------------------------------------------------------------------------------------------

  #handlers = {
    'POST /v1/checkout/sessions': p => this.#createSession(p),
    'POST /v1/checkout/sessions/{id}/expire': (p, id) => {
      const session = this.#get('checkout.session', id);
      if (session.status !== 'open') throw wrong(`Only open Checkout Sessions can be expired. This Checkout Session has a status of ${session.status}.`);
      Object.assign(session, { status: 'expired', url: null });
      this.#event('checkout.session.expired', session);
      return session;
    },
    'POST /v1/subscriptions/{id}': (p, id) => this.#updateSubscription(p, id),
    'DELETE /v1/subscriptions/{id}': (p, id) => {
      const subscription = this.#get('subscription', id);
      if (subscription.status === 'canceled') throw new Refusal(404, `No such subscription: '${id}'`, { code: 'resource_missing', param: 'id' });
      return this.#cancel(subscription, { reason: 'cancellation_requested', ...p.cancellation_details });
    },
    'POST /v1/coupons': p => this.#createCoupon(p),
    'POST /v1/refunds': p => this.#refund(p),
    'GET /v1/refunds': p => this.#list('refund', p, one => same(one, p, 'charge', 'payment_intent')),
    'GET /v1/invoices': p => this.#list('invoice', p, one => same(one, p, 'customer', 'status') && (!p.subscription || one.parent?.subscription_details?.subscription === p.subscription)),
    'GET /v1/invoice_payments': p =>
      this.#list('invoice_payment', p, one => same(one, p, 'invoice', 'status') && same(one.payment, p.payment ?? {}, 'type', 'payment_intent')),
    'GET /v1/balance_transactions': p => {
      if (p.payout && !this.#get('payout', p.payout, 'payout').automatic) {
        throw wrong('Balance transaction history can only be filtered on automatic transfers, not manual.', 'payout');
      }
      return this.#list('balance_transaction', p, one => same(one, p, 'type', 'source', 'currency') && (!p.payout || this.#payoutOf.get(one.id) === p.payout));
    },
    'GET /v1/balance': () => {
      const sums = { [this.#currency()]: 0 };
      for (const { currency, net } of this.#of('balance_transaction')) sums[currency] = (sums[currency] ?? 0) + net;
      const of = amount => Object.keys(sums).map(currency => ({ amount: amount(currency), currency, source_types: { card: amount(currency) } }));
      return { object: 'balance', available: of(currency => sums[currency]), livemode: false, pending: of(() => 0) };
    },
    'POST /v1/billing_portal/sessions': p => {
      if (!p.customer) throw missing('customer');
      this.#get('customer', p.customer, 'customer');
      const { type, ...given } = p.flow_data ?? {};
      const flow = type ? { ...noFlow, ...given, type } : null;
      const session = this.#add('bps', 'billing_portal.session', { ...pick(p, 'configuration customer locale return_url'), flow });
      session.url = `${this.url}/portal/${session.id}`;
      return session;
    },
  };

  #list(kind, { limit = 10, starting_after: after, ending_before: before, created }, fits) {
    if (limit < 1 || limit > 100) throw wrong('Limit should be between 1 and 100.', 'limit', 'parameter_invalid_integer');
    const { gt = -Infinity, gte = -Infinity, lt = Infinity, lte = Infinity } = typeof created === 'number' ? { gte: created, lte: created } : created ?? {};
    const inTime = ({ created: at }) => at > gt && at >= gte && at < lt && at <= lte;
    const found = this.#of(kind).filter(one => inTime(one) && fits(one)).reverse().sort((a, b) => b.created - a.created);
    const place = id => {
      const at = found.findIndex(one => one.id === this.#get(kind, id, after ? 'starting_after' : 'ending_before').id);
      return at < 0 ? found.length : at;
    };
    const rest = after ? found.slice(place(after) + 1) : before ? found.slice(0, place(before)).reverse() : found;
    const data = rest.slice(0, limit);
    return { object: 'list', data: before ? data.reverse() : data, has_more: rest.length > limit };
  }

  #createSession(p) {
    if (!p.mode) throw missing('mode');
    if (p.mode === 'setup' || (p.ui_mode ?? 'hosted_page') !== 'hosted_page') throw wrong('The stand-in has no such sessions.', 'mode');
    if (!p.success_url) throw missing('success_url');
    for (const name of ['success_url', 'cancel_url']) {
      if (p[name] !== undefined && !isUrl(p[name])) throw wrong('Not a valid URL', name, 'url_invalid');
    }
    if (p.customer && p.customer_email) throw onlyOne('customer', 'customer', 'customer_email');
    if (p.customer) this.#get('customer', p.customer, 'customer');
    const { customer_email: email } = p;
    if (email && !/^[^@\s]+@[^@\s]+$/.test(email)) throw wrong(`Invalid email address: ${email}`, 'customer_email', 'email_invalid');
    const recurring = p.mode === 'subscription';
    for (const name of recurring ? ['payment_intent_data', 'customer_creation'] : ['subscription_data', 'payment_method_collection']) {
      if (p[name] !== undefined) throw wrong(`You can not pass \`${name}\` in \`${p.mode}\` mode.`, name);
    }
    if (p.expires_at < this.now() + 1740 || p.expires_at > this.now() + day + 60) {
      throw wrong('The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session creation.', 'expires_at');
    }
    const trial = p.subscription_data?.trial_period_days !== undefined || p.subscription_data?.trial_end !== undefined;
    if (p.subscription_data?.trial_period_days < 1) throw wrong('Invalid positive integer', 'subscription_data[trial_period_days]');
    const items = this.#lineItems(p, recurring);
    const currency = items[0].price.currency;
    const subtotal = items.reduce((sum, { price, quantity }) => sum + (trial && price.recurring ? 0 : price.unit_amount * quantity), 0);
    const coupon = this.#couponOf(p.discounts, currency);
    const off = offOf(coupon, subtotal);
    const total = subtotal - off;
    const least = smallest[currency] ?? 1;
    if (total < least && !(recurring && total === 0)) {
      throw wrong(`The Checkout Session's total amount due must add up to at least ${spoken(least, currency)}.`, undefined, 'amount_too_small');
    }
    const session = this.#add('cs_test', 'checkout.session', {
      ...pick(p, `allow_promotion_codes billing_address_collection cancel_url client_reference_id customer customer_email locale mode origin_context payment_method_types
        submit_type success_url`),
      amount_subtotal: subtotal, amount_total: total, currency, discounts: coupon ? [{ coupon: coupon.id, promotion_code: null }] : [],
      total_details: { amount_discount: off, amount_shipping: 0, amount_tax: 0 }, customer_creation: recurring ? 'always' : p.customer_creation ?? 'if_required',
      customer_details: email ? detailsOf({ email }) : null, expires_at: p.expires_at ?? this.now() + day, metadata: filled(p.metadata),
      payment_method_collection: recurring ? p.payment_method_collection ?? 'always' : 'if_required',
    });
    session.url = `${this.url}/pay/${session.id}`;
    this.#behind.set(session.id, { items, payment_intent_data: p.payment_intent_data, subscription_data: p.subscription_data });
    return session;
  }

  #couponOf(discounts = [], currency) {
    if (discounts.length > 1 || discounts.some(one => one.promotion_code)) throw wrong('The stand-in takes one coupon and no promotion codes.', 'discounts');
    if (!discounts[0]?.coupon) return null;
    const coupon = this.#get('coupon', discounts[0].coupon, 'discounts[0][coupon]');
    if (coupon.currency && coupon.currency !== currency) throw wrong(`The coupon is not in ${currency}.`, 'discounts[0][coupon]');
    coupon.times_redeemed += 1;
    return coupon;
  }

  #createCoupon(p) {
    const { amount_off: amount, percent_off: percent, duration = 'once', duration_in_months: months } = p;
    if ((amount === undefined) === (percent === undefined)) throw wrong('Must provide percent_off or amount_off.', 'percent_off', 'parameter_missing');
    if (percent !== undefined && !(percent > 0 && percent <= 100)) throw wrong('Percent off must be greater than 0 and at most 100.', 'percent_off');
    if (amount !== undefined && !p.currency) throw missing('currency');
    if ((duration === 'repeating') !== months > 0) throw wrong('duration_in_months goes with the duration `repeating` alone.', 'duration_in_months');
    if (this.#objects.has(p.id)) throw wrong('Coupon already exists.', 'id', 'resource_already_exists');
    const id = p.id ?? this.#id('coupon');
    const coupon = this.#make(id, 'coupon', { ...pick(p, 'amount_off currency duration_in_months name percent_off'), duration, metadata: filled(p.metadata) });
    return this.#keep(coupon);
  }

  #lineItems(p, recurring) {
    if (!p.line_items?.length) throw missing('line_items');
    const items = p.line_items.map((given, i) => {
      if (!(given.quantity > 0)) throw missing(`line_items[${i}][quantity]`);
      return { price: this.#price(given, `line_items[${i}]`), quantity: given.quantity };
    });
    if (!recurring && items.some(({ price }) => price.recurring)) throw wrong('You specified `payment` mode but passed a recurring price.', 'mode');
    if (recurring && !items.some(({ price }) => price.recurring)) throw wrong('You must provide at least one recurring price in `subscription` mode.', 'mode');
    if (new Set(items.map(({ price }) => price.currency)).size > 1) throw wrong('All prices must have the same currency.', 'line_items');
    return items;
  }

  // ---- Expansion --------------------------------------------------------------------------------------------------------

  #expand(object, where) {
    if (!object || where === '' || where === 'data') return;
    if (object.object === 'list') { for (const one of object.data) this.#expand(one, where.slice(5)); return; }
    const { field, to, rest } = stepOf(object.object, where) ?? {};
    if (!field) return;
    const names = field.split('.');
    const name = names.pop();
    const place = names.reduce((at, one) => at?.[one], object);
    if (!place) return;
    const whole = id => (typeof id === 'string' && this.object(id)) || id;
    if (place[name] !== undefined) place[name] = Array.isArray(place[name]) ? place[name].map(whole) : whole(place[name]);
    else if (to[0].startsWith('[')) {
      const data = this.all(to[0].slice(1, -1)).filter(one => one[object.object] === object.id).reverse();
      place[name] = { object: 'list', data, has_more: false, url: `/v1/${object.object}s/${object.id}/${name}` };
    }
    for (const one of [place[name]].flat()) if (typeof one === 'object') this.#expand(one, rest);
  }

  // ---- HTTP -------------------------------------------------------------------------------------------------------------

  async #serve(request, response) {
    const url = new URL(request.url, this.url);
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString('utf8');
    if (!url.pathname.startsWith('/v1/')) return this.#page(request, response, url, body);
    const asked = { method: request.method, path: url.pathname, params: {}, headers: request.headers, status: 0 };
    this.requests.push(asked);
    let fault = this.#faults.shift();
    const trouble = this.trouble?.({ ...asked, params: Object.fromEntries(new URLSearchParams(url.search.slice(1) || body)) });
    if (trouble === 'stall') await new Promise(go => this.#stalled.push(go));
    else if (trouble !== undefined && trouble !== null) fault ??= typeof trouble === 'object' ? trouble : { status: trouble };
    const key = asked.method === 'POST' ? asked.headers['idempotency-key'] : undefined;
    let answer = this.#broke.get(key) ?? (fault && !fault.after ? null : this.#answer(asked, url, body));
    if (fault) answer = fault.status ? this.#broken(fault.status) : null;
    if (fault?.kept && key) this.#broke.set(key, answer);
    if (!answer) return request.socket.destroy();
    asked.status = answer.status;
    const headers = { 'Content-Type': 'application/json', 'Request-Id': this.#id('req'), 'Stripe-Version': apiVersion, ...answer.headers };
    response.writeHead(answer.status, headers);
    response.end(JSON.stringify(answer.body, null, 2));
  }

  #broken(status) {
    const error = {
      409: { code: 'lock_timeout', message: 'This object cannot be accessed right now.', type: 'invalid_request_error' },
      429: { code: 'rate_limit', message: 'Request rate limit exceeded.', type: 'invalid_request_error' },
    }[status] ?? { message: 'An unknown error occurred', type: 'api_error' };
    return { status, body: { error } };
  }

  #answer(asked, url, body) {
    try {
      this.#admit(asked.headers);
      const { route, id } = routeOf(asked.method, asked.path) ?? {};
      if (!route) throw new Refusal(404, `Unrecognized request URL (${asked.method}: ${asked.path}).`);
      const form = asked.method === 'POST' ? body : [url.search.slice(1), body].filter(Boolean).join('&');
      const formEncoded = /^application\/x-www-form-urlencoded\b/.test(asked.headers['content-type'] ?? '');
      if (body && !formEncoded) throw wrong('Invalid request: the body must be form encoded (application/x-www-form-urlencoded).');
      if (asked.method === 'POST' && url.search) throw wrong('The stand-in takes the parameters of a POST in its body alone.');
      asked.params = parseForm(form);
      asked.params = validate(asked.method, asked.path, asked.params);
      return asked.method === 'POST' ? this.#once(asked, () => this.#carryOut(route, id, asked)) : this.#carryOut(route, id, asked);
    } catch (error) {
      if (error instanceof WrongRequest) error = wrong(error.message, error.param, error.code);
      if (error instanceof Refusal) return { status: error.status, body: error.body };
      return { status: 500, body: { error: { message: `The stand-in broke: ${error.stack}`, type: 'api_error' } } };
    }
  }

  #admit(headers) {
    const key = headers.authorization?.match(/^Bearer (.*)$/)?.[1];
    if (key !== this.secretKey) throw new Refusal(401, key ? `Invalid API Key provided: ${key.slice(0, 8)}****` : 'You did not provide an API key.');
    const version = headers['stripe-version'];
    if (version !== apiVersion) throw wrong(`The stand-in speaks version ${apiVersion}, not ${version}.`, 'Stripe-Version');
  }

  // A POST with the key of an earlier one gets that one's answer.
  #once({ path: where, params, headers }, carryOut) {
    const key = headers['idempotency-key'];
    if (!key || key.length > 255) throw wrong('The stand-in wants an Idempotency-Key of at most 255 characters with each POST.', 'Idempotency-Key');
    const mark = canonical([where, params]);
    const first = this.#answers.get(key);
    if (first && first.mark !== mark) {
      const message = `Keys for idempotent requests can only be used with the same parameters they were first used with: '${key}'`;
      throw new Refusal(400, message, { type: 'idempotency_error' });
    }
    if (first) return { ...first.answer, headers: { 'Idempotent-Replayed': 'true' } };
    const answer = carryOut();
    this.#answers.set(key, { mark, answer });
    return answer;
  }

  #carryOut(route, id, { path: where, params, headers }) {
    for (const name of notBuilt[route.kind] ?? []) {
      if (name.split('.').reduce((at, one) => at?.[one], params)) throw wrong(`The stand-in does not know what ${name} does.`, name);
    }
    for (const one of params.expand ?? []) {
      if (one.split('.').length > 4) throw wrong(`You cannot expand more than 4 levels of a property (${one}).`, 'expand');
      if (!canExpand([route.kind], one)) throw wrong(`This property cannot be expanded (${one}).`, 'expand');
    }
    const counts = { ...this.#counts };
    this.#before = route.method === 'GET' ? null : new Map();
    this.#asking = headers['idempotency-key'] ?? null;
    try {
      const handle = this.#handlers[`${route.method} ${route.pattern}`] ?? (() => this.#get(route.kind, id));
      const found = clone(handle(params, id));
      if (found.object === 'list') found.url = where;
      for (const one of params.expand ?? []) this.#expand(found, one);
      return { status: 200, body: found };
    } catch (error) {
      this.#undo(counts);
      throw error;
    } finally { this.#asking = this.#before = null; }
  }

  // What is refused changes nothing.
  #undo(counts) {
    this.#counts = counts;
    for (const [id, was] of this.#before ?? []) {
      const now = this.#objects.get(id);
      if (was) {
        for (const name of Object.keys(now)) delete now[name];
        Object.assign(now, was);
      } else {
        this.#kinds.get(now.object).delete(id);
        this.#objects.delete(id);
      }
    }
  }

  // ---- Pages ------------------------------------------------------------------------------------------------------------

  async #page(request, response, url, body) {
    const [, kind, id] = url.pathname.split('/');
    const found = this.#objects.get(id);
    if (kind === 'portal' && found?.object === 'billing_portal.session') {
      return send(response, 200, 'Your subscription', `<p><a href="${escape(found.return_url ?? '/')}">Back</a></p>`);
    }
    if (kind !== 'pay' || found?.object !== 'checkout.session') return send(response, 404, 'Not found', '<p>There is no such page.</p>');
    if (!this.#payable(found)) return send(response, 200, 'Nothing to pay', `<p>This payment is ${escape(found.status)}.</p>`);
    if (request.method === 'POST') {
      const { email, name } = parseForm(body);
      await this.pay(id, { email, name });
      response.writeHead(303, { Location: found.success_url.replaceAll('{CHECKOUT_SESSION_ID}', id) });
      return response.end();
    }
    const { recurring } = this.#behind.get(id).items.find(({ price }) => price.recurring)?.price ?? {};
    const each = recurring ? ` each ${recurring.interval_count > 1 ? `${recurring.interval_count} ` : ''}${recurring.interval}` : '';
    const email = found.customer_email ?? this.#objects.get(found.customer)?.email ?? '';
    send(response, 200, 'Pay', `<p><strong data-testid="amount">${escape(spoken(found.amount_total, found.currency))}</strong>${each}</p>
<form method="post" action="/pay/${id}">
<p><label for="email">E-mail</label> <input id="email" name="email" type="email" autocomplete="email" required value="${escape(email)}"></p>
<p><label for="name">Name on card</label> <input id="name" name="name" autocomplete="cc-name"></p>
<p><button type="submit">Pay</button></p>
</form>
${found.cancel_url ? `<p><a href="${escape(found.cancel_url)}">Back</a></p>` : ''}`);
  }
}

function send(response, status, title, content) {
  response.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' });
  response.end(`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title} – Stripe stand-in</title></head>
<body><main><h1>${title}</h1>
${content}
</main></body>
</html>
`);
}
