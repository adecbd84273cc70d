-- What readers give and what they get for it.
CREATE TABLE tiers (
    id BIGINT PRIMARY KEY,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    benefits TEXT NOT NULL,
    prices TEXT NOT NULL,
    trial_days INTEGER NOT NULL,
    offered INTEGER NOT NULL,
    position INTEGER NOT NULL,
    created_at BIGINT NOT NULL
);

-- Written before the processor is asked; whatever is made of one there bears its id.
CREATE TABLE pledges (
    id BIGINT PRIMARY KEY,
    processor TEXT NOT NULL,
    cadence TEXT NOT NULL,
    amount BIGINT NOT NULL,
    currency TEXT NOT NULL,
    tier_id BIGINT,
    appeal_id BIGINT,
    wording INTEGER NOT NULL,
    reader_id BIGINT,
    dedication TEXT NOT NULL,
    anonymous INTEGER NOT NULL,
    gift_months INTEGER NOT NULL,
    gift_email TEXT NOT NULL,
    language TEXT NOT NULL,
    source TEXT NOT NULL,
    browser TEXT NOT NULL,
    checkout TEXT NOT NULL,
    state TEXT NOT NULL,
    email TEXT NOT NULL,
    name TEXT NOT NULL,
    payer TEXT NOT NULL,
    subscription TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    settled_at BIGINT NOT NULL
);
CREATE INDEX pledges_by_state ON pledges (state, id);
CREATE INDEX pledges_of_reader ON pledges (reader_id, id);
CREATE INDEX pledges_by_checkout ON pledges (checkout);
CREATE INDEX pledges_of_appeal ON pledges (appeal_id, wording, state);

CREATE TABLE memberships (
    id BIGINT PRIMARY KEY,
    reader_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    tier_id BIGINT,
    pledge_id BIGINT,
    processor TEXT NOT NULL,
    subscription TEXT NOT NULL,
    payer TEXT NOT NULL,
    cadence TEXT NOT NULL,
    amount BIGINT NOT NULL,
    currency TEXT NOT NULL,
    status TEXT NOT NULL,
    ends INTEGER NOT NULL,
    started_at BIGINT NOT NULL,
    paid_until BIGINT NOT NULL,
    asked_at BIGINT NOT NULL,
    note TEXT NOT NULL
);
CREATE INDEX memberships_of_reader ON memberships (reader_id);
CREATE INDEX memberships_by_subscription ON memberships (subscription);

-- What processors told us; settled_at is written with what it led to.
CREATE TABLE payment_events (
    id TEXT PRIMARY KEY,
    type TEXT NOT NULL,
    object_kind TEXT NOT NULL,
    object TEXT NOT NULL,
    charge TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    settled_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    attempts INTEGER NOT NULL,
    error TEXT NOT NULL
);
CREATE INDEX payment_events_due ON payment_events (settled_at, due_at);

-- Writes at a processor, with the key that makes doing one twice the same as once. Written before each; `answer` is
-- empty until there was one.
CREATE TABLE processor_calls (
    key TEXT PRIMARY KEY,
    what TEXT NOT NULL,
    subject TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    answer TEXT NOT NULL
);
CREATE INDEX processor_calls_of_subject ON processor_calls (what, subject);

-- The books. Only ever added to (0013 sees to that).
CREATE TABLE ledger_entries (
    id BIGINT PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    at BIGINT NOT NULL,
    day TEXT NOT NULL,
    pledge_id BIGINT,
    tier_id BIGINT,
    appeal_id BIGINT,
    charge TEXT NOT NULL,
    note TEXT NOT NULL,
    booked_at BIGINT NOT NULL
);
CREATE INDEX ledger_entries_by_day ON ledger_entries (day, id);
CREATE INDEX ledger_entries_of_charge ON ledger_entries (charge);
CREATE INDEX ledger_entries_of_pledge ON ledger_entries (pledge_id);
CREATE TABLE ledger_lines (
    entry_id BIGINT NOT NULL REFERENCES ledger_entries (id),
    line INTEGER NOT NULL,
    account TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount BIGINT NOT NULL,
    PRIMARY KEY (entry_id, line)
);

-- What editors ask readers for, in several wordings.
CREATE TABLE appeals (
    id BIGINT PRIMARY KEY,
    name TEXT NOT NULL,
    place TEXT NOT NULL,
    paragraph INTEGER NOT NULL,
    audience TEXT NOT NULL,
    wordings TEXT NOT NULL,
    active INTEGER NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    position INTEGER NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE TABLE appeal_days (
    appeal_id BIGINT NOT NULL REFERENCES appeals (id),
    wording INTEGER NOT NULL,
    day TEXT NOT NULL,
    seen BIGINT NOT NULL,
    clicked BIGINT NOT NULL,
    PRIMARY KEY (appeal_id, wording, day)
);

-- The practice processor's memory: nobody's money, thrown away with a real key.
CREATE TABLE practice_objects (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    parent TEXT NOT NULL,
    at BIGINT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX practice_objects_of_parent ON practice_objects (parent);
CREATE INDEX practice_objects_by_kind ON practice_objects (kind, at);
