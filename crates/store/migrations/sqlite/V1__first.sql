-- Instants are microseconds since 1970-01-01T00:00:00Z, identifiers the 16 bytes of a UUID, secrets only ever digests.

-- "Reky": marks the file as ours, so that no other program's database is taken for one.
PRAGMA application_id = 0x52656b79;

-- The recipe says by which algorithm and work factors the password's hash was made. Its index answers which recipes
-- there are.
CREATE TABLE accounts (
    id BLOB NOT NULL PRIMARY KEY,
    email TEXT NOT NULL,
    canonical_email TEXT NOT NULL UNIQUE,
    email_verified INTEGER NOT NULL,
    name TEXT,
    password TEXT,
    hash_recipe TEXT,
    locale TEXT,
    provider TEXT,
    status TEXT NOT NULL,
    must_reset INTEGER NOT NULL,
    second_factor INTEGER NOT NULL DEFAULT 0,
    epoch INTEGER NOT NULL,
    epoch_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    profile TEXT NOT NULL DEFAULT '{}',
    CHECK ((password IS NULL) = (hash_recipe IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX accounts_hash_recipe ON accounts (hash_recipe) WHERE hash_recipe IS NOT NULL;

-- What sign-ups offered for an account's address. A row that does not expire holds an account's own password, until
-- somebody proves to read the address.
CREATE TABLE sign_ups (
    account BLOB NOT NULL PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
    password TEXT NOT NULL,
    hash_recipe TEXT NOT NULL,
    contested INTEGER NOT NULL,
    expires_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX sign_ups_over ON sign_ups (expires_at) WHERE expires_at IS NOT NULL;

-- The secret of an authenticator app, sealed; asked for once it is confirmed, which accounts.second_factor says too.
CREATE TABLE second_factors (
    account BLOB NOT NULL PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
    sealed BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    confirmed_at INTEGER,
    last_step INTEGER NOT NULL,
    wrong_tries INTEGER NOT NULL,
    wrong_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Those that are left.
CREATE TABLE recovery_codes (
    account BLOB NOT NULL REFERENCES second_factors ON DELETE CASCADE,
    digest BLOB NOT NULL,
    PRIMARY KEY (account, digest)
) STRICT, WITHOUT ROWID;

-- Position 0 is the account's own location.
CREATE TABLE account_locations (
    account BLOB NOT NULL REFERENCES accounts ON DELETE CASCADE,
    position INTEGER NOT NULL,
    location INTEGER NOT NULL,
    PRIMARY KEY (account, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE locations (
    id INTEGER NOT NULL PRIMARY KEY,
    settings TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

-- Templates that a location has of its own, with the SHA-256 of the text, by which nodes see changes.
CREATE TABLE location_templates (
    location INTEGER NOT NULL,
    name TEXT NOT NULL,
    digest BLOB NOT NULL,
    changed_at INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (location, name)
) STRICT;

-- Requests have an address until they are settled, notices an account. A claim moves due_at to the lease's end and
-- raises the claim's number. The operator's list goes by id: version 7 UUIDs rise with time.
CREATE TABLE outbox (
    id BLOB NOT NULL PRIMARY KEY,
    state TEXT NOT NULL,
    subject TEXT NOT NULL,
    address TEXT,
    address_key BLOB,
    channel TEXT,
    location INTEGER NOT NULL,
    locale TEXT,
    browser_locale TEXT,
    redirect_to TEXT,
    network TEXT NOT NULL,
    account BLOB,
    epoch INTEGER,
    accepted_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    claim INTEGER NOT NULL DEFAULT 0,
    failures INTEGER NOT NULL DEFAULT 0,
    settled_at INTEGER,
    reason TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_due ON outbox (due_at) WHERE state = 'pending';
CREATE INDEX outbox_settled ON outbox (settled_at) WHERE settled_at IS NOT NULL;
CREATE INDEX outbox_given_up ON outbox (id) WHERE state = 'gave_up';

-- How often an address may be asked for: for the mails of all purposes when their bucket is full again, for each
-- purpose until when its cooldown runs and when its bucket is full again. One row, so that a request writes one.
-- From over_at on nothing in it limits anything.
CREATE TABLE address_limits (
    address_key BLOB NOT NULL PRIMARY KEY,
    over_at INTEGER NOT NULL,
    mails_full_at INTEGER NOT NULL,
    reset_password_cooldown_until INTEGER NOT NULL,
    reset_password_full_at INTEGER NOT NULL,
    sign_in_cooldown_until INTEGER NOT NULL,
    sign_in_full_at INTEGER NOT NULL,
    verify_email_cooldown_until INTEGER NOT NULL,
    verify_email_full_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX address_limits_over ON address_limits (over_at);

CREATE TABLE code_failures (
    address_key BLOB NOT NULL PRIMARY KEY,
    full_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX code_failures_over ON code_failures (full_at);

CREATE TABLE network_limits (
    network TEXT NOT NULL,
    counter TEXT NOT NULL,
    full_at INTEGER NOT NULL,
    PRIMARY KEY (network, counter)
) STRICT, WITHOUT ROWID;
CREATE INDEX network_limits_over ON network_limits (full_at);

-- Sign-ins by password, by the address that was typed, from each network and from all strange ones together.
CREATE TABLE sign_in_trials (
    address_key BLOB NOT NULL,
    network TEXT NOT NULL,
    wrong INTEGER NOT NULL,
    next_at INTEGER NOT NULL,
    familiar_until INTEGER NOT NULL,
    over_at INTEGER NOT NULL,
    PRIMARY KEY (address_key, network)
) STRICT, WITHOUT ROWID;
CREATE INDEX sign_in_trials_over ON sign_in_trials (over_at);

-- The newest code of an address and purpose. Without an account it is a decoy, as tokens are.
CREATE TABLE codes (
    address_key BLOB NOT NULL,
    purpose TEXT NOT NULL,
    request BLOB NOT NULL,
    digest BLOB NOT NULL,
    account BLOB REFERENCES accounts ON DELETE CASCADE,
    epoch INTEGER NOT NULL,
    location INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (address_key, purpose)
) STRICT, WITHOUT ROWID;
CREATE INDEX codes_over ON codes (expires_at);
CREATE INDEX codes_account ON codes (account) WHERE account IS NOT NULL;

CREATE TABLE sessions (
    id BLOB NOT NULL PRIMARY KEY,
    account BLOB NOT NULL REFERENCES accounts ON DELETE CASCADE,
    epoch INTEGER NOT NULL,
    client TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_account ON sessions (account, client);
CREATE INDEX sessions_over ON sessions (expires_at);

CREATE TABLE tokens (
    digest BLOB NOT NULL PRIMARY KEY,
    purpose TEXT NOT NULL,
    account BLOB REFERENCES accounts ON DELETE CASCADE,
    epoch INTEGER NOT NULL,
    location INTEGER NOT NULL,
    session BLOB REFERENCES sessions ON DELETE CASCADE,
    redirect_to TEXT,
    expires_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX tokens_over ON tokens (expires_at);
CREATE INDEX tokens_account ON tokens (account) WHERE account IS NOT NULL;
CREATE INDEX tokens_session ON tokens (session) WHERE session IS NOT NULL;

-- Rotated ones stay until their time is over, so that a replay is recognised.
CREATE TABLE refresh_tokens (
    digest BLOB NOT NULL PRIMARY KEY,
    session BLOB NOT NULL REFERENCES sessions ON DELETE CASCADE,
    expires_at INTEGER NOT NULL,
    rotated_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX refresh_tokens_session ON refresh_tokens (session);
CREATE INDEX refresh_tokens_over ON refresh_tokens (expires_at);

-- How many no-account notices a location has sent; a row for each location at most.
CREATE TABLE notice_limits (
    location INTEGER NOT NULL PRIMARY KEY,
    full_at INTEGER NOT NULL
) STRICT;

-- Requests of the product's own backend that may come twice, with the answer to those that are done.
CREATE TABLE repeatable_requests (
    key BLOB NOT NULL PRIMARY KEY,
    content BLOB NOT NULL,
    status INTEGER,
    answer TEXT,
    over_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX repeatable_requests_over ON repeatable_requests (over_at);

CREATE TABLE data_keys (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    wrapped BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    active_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Steps add records; the sealer gives them their numbers, without gaps, and their digests. Numbers are never given twice.
CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    number INTEGER,
    digest BLOB,
    at INTEGER NOT NULL,
    action TEXT NOT NULL,
    account BLOB,
    address_key BLOB,
    location INTEGER,
    network TEXT,
    outcome TEXT NOT NULL,
    count INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE UNIQUE INDEX audit_sealed ON audit (number) WHERE number IS NOT NULL;
CREATE INDEX audit_unsealed ON audit (id) WHERE number IS NULL;

-- The newest sealed record, and the last one that was deleted because its time was over.
CREATE TABLE audit_ends (
    name TEXT NOT NULL PRIMARY KEY,
    number INTEGER NOT NULL,
    digest BLOB NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO audit_ends (name, number, digest) VALUES ('anchor', 0, zeroblob(32)), ('head', 0, zeroblob(32));

-- Who wants to be told of what, as the settings of the server that started last say.
CREATE TABLE webhook_subscriptions (
    url TEXT NOT NULL,
    event TEXT NOT NULL,
    PRIMARY KEY (url, event)
) STRICT, WITHOUT ROWID;

-- A message for each receiver, claimed as the outbox is.
CREATE TABLE webhooks (
    id BLOB NOT NULL PRIMARY KEY,
    url TEXT NOT NULL,
    event TEXT NOT NULL,
    data TEXT NOT NULL,
    state TEXT NOT NULL,
    happened_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    claim INTEGER NOT NULL DEFAULT 0,
    failures INTEGER NOT NULL DEFAULT 0,
    settled_at INTEGER,
    reason TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX webhooks_due ON webhooks (url, due_at) WHERE state = 'pending';
CREATE INDEX webhooks_settled ON webhooks (settled_at) WHERE settled_at IS NOT NULL;

CREATE TABLE notes (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
