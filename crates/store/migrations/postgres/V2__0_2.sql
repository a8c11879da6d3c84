-- Which offer a mail confirms, and where it went: tokens and codes of earlier versions say neither.
ALTER TABLE tokens ADD COLUMN offer bytea;
ALTER TABLE tokens ADD COLUMN mailed_to bytea;
ALTER TABLE codes ADD COLUMN offer bytea;

-- What sign-ups offered for addresses that had an account. None is ever taken over; a sign-in with one is answered as
-- for an address that had none.
CREATE TABLE declined_offers (
    account     uuid PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
    password    text NOT NULL,
    hash_recipe text NOT NULL,
    contested   boolean NOT NULL,
    expires_at  timestamptz NOT NULL
);
CREATE INDEX declined_offers_over ON declined_offers (expires_at);

-- Sign-ups that had to wait: what is offered for the account's address until then is contested.
CREATE TABLE refused_offers (
    account    uuid PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
    expires_at timestamptz NOT NULL
);
CREATE INDEX refused_offers_over ON refused_offers (expires_at);

-- When the bearer token ends that asked for a token that passes its session on: what that one gives ends no later.
ALTER TABLE tokens ADD COLUMN bearer_expires_at timestamptz;
