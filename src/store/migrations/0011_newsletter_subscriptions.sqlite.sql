-- Who gets which newsletter, with what segments ask for beside it, so that a million of them are counted by reading one
-- tree in its order.
CREATE TABLE newsletter_subscriptions (
    newsletter_id BIGINT NOT NULL REFERENCES newsletters (id),
    reader_id BIGINT NOT NULL REFERENCES readers (id),
    since BIGINT NOT NULL,
    language TEXT NOT NULL,
    paid INTEGER NOT NULL,
    engaged_at BIGINT NOT NULL,
    mailable INTEGER NOT NULL,
    PRIMARY KEY (newsletter_id, reader_id)
) WITHOUT ROWID;
CREATE INDEX newsletter_subscriptions_of_reader ON newsletter_subscriptions (reader_id);
