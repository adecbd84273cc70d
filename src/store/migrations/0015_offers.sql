-- Memberships for less, by a link that the newsroom gives out.
CREATE TABLE offers (
    id BIGINT PRIMARY KEY,
    name TEXT NOT NULL,
    code TEXT NOT NULL UNIQUE,
    tier_id BIGINT NOT NULL,
    cadence TEXT NOT NULL,
    percent_off INTEGER NOT NULL,
    months INTEGER NOT NULL,
    active INTEGER NOT NULL,
    ends_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
ALTER TABLE pledges ADD COLUMN offer_id BIGINT;
CREATE INDEX pledges_of_offer ON pledges (offer_id);

-- Whose it was wanted to be forgotten: what the processor tells of them later is not kept.
ALTER TABLE pledges ADD COLUMN forgotten INTEGER NOT NULL DEFAULT 0;
