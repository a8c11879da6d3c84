-- Instants are the steps' own, digests are bytes, names compare byte by byte, as in Rust.

-- The recipe says by which algorithm and work factors the password's hash was made. Its index answers which recipes
-- there are.
CREATE TABLE accounts (
    id              uuid PRIMARY KEY,
    email           text NOT NULL,
    canonical_email text COLLATE "C" NOT NULL UNIQUE,
    email_verified  boolean NOT NULL,
    name            text,
    password        text,
    hash_recipe     text COLLATE "C",
    locations       integer[] NOT NULL,
    locale          text,
    provider        text,
    status          text NOT NULL,
    must_reset      boolean NOT NULL,
    second_factor   boolean NOT NULL DEFAULT false,
    epoch           bigint NOT NULL,
    epoch_at        timestamptz NOT NULL,
    created_at      timestamptz NOT NULL,
    updated_at      timestamptz NOT NULL,
    profile         json NOT NULL DEFAULT '{}',
    CHECK ((password IS NULL) = (hash_recipe IS NULL))
);
CREATE INDEX accounts_hash_recipe ON accounts (hash_recipe) WHERE hash_recipe IS NOT NULL;

-- What sign-ups offered for an account's address. A row that does not expire holds an account's own password, until
-- somebody proves to read the address.
CREATE TABLE sign_ups (
    account    uuid PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
    password   text NOT NULL,
    hash_recipe text NOT NULL,
    contested  boolean NOT NULL,
    expires_at timestamptz
);
CREATE INDEX sign_ups_over ON sign_ups (expires_at) WHERE expires_at IS NOT NULL;

-- The secret of an authenticator app, sealed; asked for once it is confirmed, which accounts.second_factor says too.
CREATE TABLE second_factors (
    account      uuid PRIMARY KEY,
    sealed       bytea NOT NULL,
    created_at   timestamptz NOT NULL,
    confirmed_at timestamptz,
    last_step    bigint NOT NULL,
    wrong_tries  integer NOT NULL,
    wrong_at     timestamptz NOT NULL
);

-- Those that are left.
CREATE TABLE recovery_codes (
    account uuid NOT NULL,
    digest  bytea NOT NULL,
    PRIMARY KEY (account, digest)
);

-- Decoys belong to nobody and cost the same to write, so there is no foreign key and the index takes them too.
CREATE TABLE tokens (
    digest     bytea PRIMARY KEY,
    purpose    text NOT NULL,
    account uuid,
    epoch      bigint NOT NULL,
    location   integer NOT NULL,
    session uuid,
    redirect_to text,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz
);
CREATE INDEX tokens_account ON tokens (account);
CREATE INDEX tokens_over ON tokens (expires_at);

-- Sign-ins by password, by the address that was typed, from each network and from all strange ones together.
CREATE TABLE sign_in_trials (
    address_key    bytea NOT NULL,
    network        text COLLATE "C" NOT NULL,
    wrong          integer NOT NULL,
    next_at        timestamptz NOT NULL,
    familiar_until timestamptz NOT NULL,
    over_at        timestamptz NOT NULL,
    PRIMARY KEY (address_key, network)
);
CREATE INDEX sign_in_trials_over ON sign_in_trials (over_at);

-- The newest code of an address and purpose; there is no other.
CREATE TABLE codes (
    address_key bytea NOT NULL,
    purpose     text NOT NULL,
    request     uuid NOT NULL,
    digest      bytea NOT NULL,
    account  uuid,
    epoch       bigint NOT NULL,
    location    integer NOT NULL,
    tries       integer NOT NULL,
    expires_at  timestamptz NOT NULL,
    PRIMARY KEY (address_key, purpose)
);
CREATE INDEX codes_account ON codes (account);
CREATE INDEX codes_over ON codes (expires_at);

-- What is counted per address. `counter` is a purpose, 'mails' or 'wrong_codes'; `full_at` is a bucket.
CREATE TABLE address_limits (
    address_key    bytea NOT NULL,
    counter        text COLLATE "C" NOT NULL,
    cooldown_until timestamptz,
    full_at        timestamptz,
    idle_from      timestamptz GENERATED ALWAYS AS (greatest(cooldown_until, full_at)) STORED,
    PRIMARY KEY (address_key, counter)
);
CREATE INDEX address_limits_over ON address_limits (idle_from);

CREATE TABLE network_limits (
    network text COLLATE "C" NOT NULL,
    counter text COLLATE "C" NOT NULL,
    full_at timestamptz NOT NULL,
    PRIMARY KEY (network, counter)
);
CREATE INDEX network_limits_over ON network_limits (full_at);

-- `due_at` of a claimed entry is the end of its lease; `claim` numbers the claims, so that a lost one is told.
CREATE TABLE outbox (
    id          uuid PRIMARY KEY,
    subject     text NOT NULL,
    address     text,
    address_key bytea,
    channel     text,
    location    integer NOT NULL,
    locale      text,
    browser_locale text,
    redirect_to text,
    network     text NOT NULL,
    account  uuid,
    epoch       bigint,
    accepted_at timestamptz NOT NULL,
    state       text NOT NULL DEFAULT 'pending',
    due_at      timestamptz NOT NULL,
    claim       bigint NOT NULL DEFAULT 0,
    failures    integer NOT NULL DEFAULT 0,
    reason      text,
    settled_at  timestamptz
);
CREATE INDEX outbox_due ON outbox (due_at, id) WHERE state = 'pending';
CREATE INDEX outbox_settled ON outbox (settled_at) WHERE settled_at IS NOT NULL;
CREATE INDEX outbox_given_up ON outbox (id) WHERE state = 'gave_up';

CREATE TABLE sessions (
    id         uuid PRIMARY KEY,
    account uuid NOT NULL,
    epoch      bigint NOT NULL,
    client     text NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at   timestamptz
);
CREATE INDEX sessions_account ON sessions (account, client);
CREATE INDEX sessions_over ON sessions (expires_at);

CREATE TABLE refresh_tokens (
    digest     bytea PRIMARY KEY,
    session uuid NOT NULL,
    expires_at timestamptz NOT NULL,
    rotated_at timestamptz
);
CREATE INDEX refresh_tokens_session ON refresh_tokens (session);
CREATE INDEX refresh_tokens_over ON refresh_tokens (expires_at);

CREATE TABLE locations (
    id         integer PRIMARY KEY,
    settings   jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);

-- Templates that a location has of its own, with the SHA-256 of the text, by which nodes see changes.
CREATE TABLE location_templates (
    location   integer NOT NULL,
    name       text COLLATE "C" NOT NULL,
    digest     bytea NOT NULL,
    changed_at timestamptz NOT NULL,
    text       text NOT NULL,
    PRIMARY KEY (location, name)
);

-- How many no-account notices a location has sent; a row for each location at most.
CREATE TABLE notice_limits (
    location integer PRIMARY KEY,
    full_at  timestamptz NOT NULL
);

-- Requests of the product's own backend that may come twice, with the answer to those that are done.
CREATE TABLE repeatable_requests (
    key     bytea PRIMARY KEY,
    content bytea NOT NULL,
    status  integer,
    answer  text,
    over_at timestamptz NOT NULL
);
CREATE INDEX repeatable_requests_over ON repeatable_requests (over_at);

CREATE TABLE data_keys (
    id         text PRIMARY KEY,
    kind       text NOT NULL,
    wrapped    bytea NOT NULL,
    created_at timestamptz NOT NULL,
    active_at  timestamptz NOT NULL
);

-- Steps add records; the sealer gives them their numbers, without gaps, and their digests. Steps that run side by side
-- commit in any order, so that `id` tells nothing to whoever reads on from a place.
CREATE TABLE audit (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    number      bigint,
    digest      bytea,
    at          timestamptz NOT NULL,
    action      text NOT NULL,
    account     uuid,
    address_key bytea,
    location    integer,
    network     text,
    outcome     text NOT NULL,
    count       bigint NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX audit_sealed ON audit (number) WHERE number IS NOT NULL;
CREATE INDEX audit_unsealed ON audit (id) WHERE number IS NULL;

-- The newest sealed record, whose row is the sealer's lock, and the last one that was deleted because its time was over.
CREATE TABLE audit_ends (
    name   text PRIMARY KEY,
    number bigint NOT NULL,
    digest bytea NOT NULL
);
INSERT INTO audit_ends (name, number, digest)
    SELECT name, 0, decode(repeat('00', 32), 'hex') FROM unnest(ARRAY['anchor', 'head']) AS name;

-- Who wants to be told of what, as the settings of the server that started last say.
CREATE TABLE webhook_subscriptions (
    url   text NOT NULL,
    event text NOT NULL,
    PRIMARY KEY (url, event)
);

-- A message for each receiver, claimed as the outbox is.
CREATE TABLE webhooks (
    id          uuid PRIMARY KEY,
    url         text NOT NULL,
    event       text NOT NULL,
    data        text NOT NULL,
    state       text NOT NULL DEFAULT 'pending',
    happened_at timestamptz NOT NULL,
    due_at      timestamptz NOT NULL,
    claim       bigint NOT NULL DEFAULT 0,
    failures    integer NOT NULL DEFAULT 0,
    settled_at  timestamptz,
    reason      text
);
CREATE INDEX webhooks_due ON webhooks (url, due_at, id) WHERE state = 'pending';
CREATE INDEX webhooks_settled ON webhooks (settled_at) WHERE settled_at IS NOT NULL;

CREATE TABLE notes (
    name  text PRIMARY KEY,
    value text NOT NULL
);
