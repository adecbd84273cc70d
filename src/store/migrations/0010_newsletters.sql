-- Newsletters: what readers sign up for. `edition` is JSON: the rule by which the day's edition is filled in.
CREATE TABLE newsletters (
    id BIGINT PRIMARY KEY,
    name TEXT NOT NULL,
    slug TEXT NOT NULL UNIQUE,
    description TEXT NOT NULL,
    language TEXT NOT NULL,
    schedule TEXT NOT NULL,
    sender_name TEXT NOT NULL,
    sender_email TEXT NOT NULL,
    reply_to TEXT NOT NULL,
    picture_id BIGINT REFERENCES pictures (id),
    offered INTEGER NOT NULL,
    preselected INTEGER NOT NULL,
    welcome TEXT NOT NULL,
    edition TEXT NOT NULL,
    position INTEGER NOT NULL,
    created_at BIGINT NOT NULL
);

-- People who read: an address that somebody has shown to be theirs. `folded` is the address without case.
CREATE TABLE readers (
    id BIGINT PRIMARY KEY,
    email TEXT NOT NULL,
    folded TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    language TEXT NOT NULL,
    paid INTEGER NOT NULL,
    source TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    engaged_at BIGINT NOT NULL,
    mailable INTEGER NOT NULL
);

-- Who asked for newsletters and has not confirmed it. `hash` is of the code in the mail; `mails` counts those of the
-- day that began at `mails_since`.
CREATE TABLE sign_ups (
    id BIGINT PRIMARY KEY,
    folded TEXT NOT NULL UNIQUE,
    email TEXT NOT NULL,
    newsletters TEXT NOT NULL,
    language TEXT NOT NULL,
    source TEXT NOT NULL,
    hash TEXT NOT NULL,
    code_expires_at BIGINT NOT NULL,
    mails INTEGER NOT NULL,
    mails_since BIGINT NOT NULL,
    mailed_at BIGINT NOT NULL,
    asked_at BIGINT NOT NULL
);
CREATE INDEX sign_ups_by_code ON sign_ups (hash);
CREATE INDEX sign_ups_by_time ON sign_ups (asked_at);

-- What signs a reader in: sessions, links and digits from a mail. Only hashes are kept. `tries`: wrong digits so far.
CREATE TABLE reader_credentials (
    hash TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    reader_id BIGINT NOT NULL REFERENCES readers (id),
    csrf TEXT NOT NULL,
    tries INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX credentials_of_reader ON reader_credentials (reader_id, kind);
CREATE INDEX reader_credentials_by_end ON reader_credentials (expires_at);

-- Addresses that get no mail of ours, whoever asks. `hash` is of the folded address; `email` is empty where its owner
-- wanted to be forgotten.
CREATE TABLE suppressions (
    hash TEXT PRIMARY KEY,
    email TEXT NOT NULL,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX suppressions_by_time ON suppressions (at);

-- How many joined and left each newsletter, by day of the publication's time zone.
CREATE TABLE newsletter_growth (
    newsletter_id BIGINT NOT NULL REFERENCES newsletters (id),
    day TEXT NOT NULL,
    joined BIGINT NOT NULL,
    departed BIGINT NOT NULL,
    PRIMARY KEY (newsletter_id, day)
);

-- What is written to be sent. `stories`, `briefs`, `segment` and `page` are JSON; `page` is the finished mail, made when
-- sending begins; everybody up to the reader `last_reader` is dealt with. `sender`: the process that has it in hand until
-- `leased_until`.
CREATE TABLE mailings (
    id BIGINT PRIMARY KEY,
    kind TEXT NOT NULL,
    newsletter_id BIGINT NOT NULL REFERENCES newsletters (id),
    status TEXT NOT NULL,
    subject TEXT NOT NULL,
    preview TEXT NOT NULL,
    body TEXT NOT NULL,
    stories TEXT NOT NULL,
    briefs TEXT NOT NULL,
    story_id BIGINT REFERENCES stories (id),
    segment TEXT NOT NULL,
    version BIGINT NOT NULL,
    scheduled_at BIGINT NOT NULL,
    started_at BIGINT NOT NULL,
    finished_at BIGINT NOT NULL,
    audience BIGINT NOT NULL,
    last_reader BIGINT NOT NULL,
    page TEXT NOT NULL,
    trouble TEXT NOT NULL,
    sender TEXT NOT NULL DEFAULT '',
    leased_until BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    created_by BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX mailings_by_status ON mailings (status, scheduled_at);
CREATE INDEX mailings_by_update ON mailings (updated_at, id);
CREATE INDEX mailings_of_newsletter ON mailings (newsletter_id, updated_at);

-- One mail to one reader. `state`: handing (intent written, no answer yet), taken, deferred, refused, in_doubt,
-- bounced; `bounce`: what came back later; times are 0 where it did not happen.
CREATE TABLE deliveries (
    mailing_id BIGINT NOT NULL REFERENCES mailings (id),
    reader_id BIGINT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    at BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    answer TEXT NOT NULL,
    opened_at BIGINT NOT NULL DEFAULT 0,
    clicked_at BIGINT NOT NULL DEFAULT 0,
    left_at BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (mailing_id, reader_id)
);
CREATE INDEX deliveries_of_reader ON deliveries (reader_id);
CREATE INDEX deliveries_open ON deliveries (mailing_id, state, next_at) WHERE state <> 'taken';

-- When one of the system's own letters began to be handed over: it is in doubt if it is still there after that.
ALTER TABLE mails ADD COLUMN handed_at BIGINT NOT NULL DEFAULT 0;
