// Boxes to sign up for newsletters: the address is looked at when typing stops, faults stand beside their fields, and the
// page stays. Loaded when somebody goes into a box; without it the form is posted as it is.
const pause = 700;     // ms without a key
const workBits = 14;   // as the server asks (newsletters/guard.h)

export function helpSignUp(form) {
  if (form.dataset.helped) return;
  form.dataset.helped = 'yes';
  new SignUp(form);
}

// A number that makes SHA-256 of "token:email:number" begin with zero bits: cheap for one person, dear for a robot's
// thousands. Empty where the browser has no means for it; the server is slower then, not closed.
async function workFor(token, email) {
  if (!globalThis.crypto?.subtle) return '';
  const encoder = new TextEncoder();
  for (let start = 0; start < 2_000_000; start += 64) {
    const hashes = await Promise.all(Array.from({ length: 64 }, (_, i) => crypto.subtle.digest('SHA-256', encoder.encode(`${token}:${email}:${start + i}`))));
    const found = hashes.findIndex(hash => (new DataView(hash).getUint16(0) >> (16 - workBits)) === 0);
    if (found >= 0) return String(start + found);
  }
  return '';
}

class SignUp {
  constructor(form) {
    this.form = form;
    this.input = form.elements.email;
    this.error = document.getElementById(`${this.input.id}-error`);
    this.words = Object.fromEntries([...form.querySelector('template.words').content.querySelectorAll('[data-words]')].map(one => [one.dataset.words, one.textContent]));
    this.input.addEventListener('input', () => this.typed());
    this.input.addEventListener('change', () => this.check());
    form.addEventListener('submit', event => this.submit(event));
    if (this.input.value) this.typed();  // while this was on its way
  }

  typed() {
    clearTimeout(this.timer);
    this.say('');
    this.timer = setTimeout(() => this.check(), pause);
  }

  async check() {
    clearTimeout(this.timer);
    const email = this.input.value;
    if (!email.trim() || email === this.checked) return;
    this.checked = email;
    try {
      const answer = await this.post('/newsletters/check/', { email });
      if (email !== this.input.value) return;
      const found = await answer.json();
      if (answer.ok) this.offer(found.suggestion);
      else if (answer.status === 422) this.say(found.detail);
      if (answer.ok) this.prepare();
    } catch { /* the server says it when the form is sent */ }
  }

  prepare() {
    const email = this.input.value;
    if (this.work?.email !== email) this.work = { email, proof: workFor(this.form.elements.token.value, email) };
    return this.work.proof;
  }

  post(path, fields) {
    return fetch(path, { method: 'POST', credentials: 'omit', headers: { Accept: 'application/json' }, body: new URLSearchParams(fields) });
  }

  // Beside the field; said to whoever cannot see it when the field is left or asked about.
  say(text) {
    this.error.textContent = text;
    this.error.hidden = !text;
    this.form.querySelector('.suggestion')?.remove();
    if (text) {
      this.input.setAttribute('aria-invalid', 'true');
      this.input.setAttribute('aria-describedby', this.error.id);
    } else {
      this.input.removeAttribute('aria-invalid');
      this.input.removeAttribute('aria-describedby');
    }
  }

  offer(address) {
    if (!address) return this.say('');
    this.say(this.words.meant.replace('{address}', address));
    const button = Object.assign(document.createElement('button'), { type: 'button', textContent: this.words.yes.replace('{address}', address) });
    button.addEventListener('click', () => {
      this.input.value = address;
      this.say('');
      this.input.focus();
      this.check();
    });
    const line = Object.assign(document.createElement('p'), { className: 'suggestion' });
    line.append(button);
    this.error.after(line);
  }

  whole(text) {
    const place = this.form.querySelector('.form-error');
    place.textContent = text;
    place.hidden = !text;
  }

  choiceFault(text) {
    const place = document.getElementById('newsletter-error');
    if (!place || !this.form.contains(place)) return this.whole(text);
    place.textContent = text;
    place.hidden = false;
    this.form.querySelector('[name=newsletter]')?.focus();
  }

  async submit(event) {
    event.preventDefault();
    clearTimeout(this.timer);
    if (this.sending) return;
    this.sending = true;
    this.form.setAttribute('aria-busy', 'true');
    this.whole('');
    try {
      await this.send();
    } catch {
      this.whole(this.words.failed);
    }
    this.form.removeAttribute('aria-busy');
    this.sending = false;
  }

  async send() {
    const fields = new FormData(this.form);
    fields.set('work', await this.prepare());
    // What was offered has been seen: pressing the button again means it.
    if (this.form.querySelector('.suggestion')) fields.set('use', 'typed');
    const answer = await this.post('/newsletters/', fields);
    if (answer.ok) return this.done();
    const { detail, field, suggestion } = await answer.json();
    if (suggestion) {
      this.offer(suggestion);
      this.input.focus();
    } else if (field === 'email') {
      this.say(detail);
      this.input.focus();
    } else if (field === 'newsletter') this.choiceFault(detail);
    else this.whole(detail);
  }

  done() {
    const place = this.form.querySelector('.form-done');
    for (const part of this.form.querySelectorAll('.choices, .newsletters, .email-field > :not(.form-done), .box-line, .small')) part.hidden = true;
    place.hidden = false;
    place.tabIndex = -1;
    place.focus();
  }
}
