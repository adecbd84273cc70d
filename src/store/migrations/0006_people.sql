-- Who may come in, and how. Old credentials get small numbers, which new ids never are.
ALTER TABLE staff ADD COLUMN last_seen BIGINT NOT NULL DEFAULT 0;
ALTER TABLE staff ADD COLUMN invited INTEGER NOT NULL DEFAULT 0;
ALTER TABLE credentials ADD COLUMN id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE credentials ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE credentials ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE credentials ADD COLUMN agent TEXT NOT NULL DEFAULT '';
ALTER TABLE credentials ADD COLUMN last_seen BIGINT NOT NULL DEFAULT 0;
UPDATE credentials SET id = (SELECT COUNT(*) FROM credentials AS other WHERE other.hash <= credentials.hash);
CREATE INDEX credentials_by_id ON credentials (id);

-- `secret` is sealed with the key file in the data folder; `last_step` is the newest half-minute whose code was taken.
CREATE TABLE second_factors (
    staff_id BIGINT PRIMARY KEY REFERENCES staff (id),
    secret TEXT NOT NULL,
    confirmed INTEGER NOT NULL,
    last_step BIGINT NOT NULL
);

CREATE TABLE recovery_codes (
    staff_id BIGINT NOT NULL REFERENCES staff (id),
    hash TEXT NOT NULL,
    PRIMARY KEY (staff_id, hash)
);

-- Mails that wait to be handed over, sealed: a link that lets somebody in may stand in one.
CREATE TABLE mails (
    id BIGINT PRIMARY KEY,
    recipient TEXT NOT NULL,
    message TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
