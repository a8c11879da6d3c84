-- Only adds: a 0.1 program goes on working beside this one, or after it.

-- What address_limits held, and a budget of mails that only resets spend. A table of its own, because 0.1 inserts into
-- address_limits without naming columns. Rows that 0.1 writes there from now on count for 0.1 alone.
CREATE TABLE address_budgets (
    address_key BLOB NOT NULL PRIMARY KEY,
    over_at INTEGER NOT NULL,
    mails_full_at INTEGER NOT NULL,
    reset_mails_full_at INTEGER NOT NULL,
    reset_password_cooldown_until INTEGER NOT NULL,
    reset_password_full_at INTEGER NOT NULL,
    sign_in_cooldown_until INTEGER NOT NULL,
    sign_in_full_at INTEGER NOT NULL,
    verify_email_cooldown_until INTEGER NOT NULL,
    verify_email_full_at INTEGER NOT NULL,
    sign_up_cooldown_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX address_budgets_over ON address_budgets (over_at);
INSERT INTO address_budgets
    SELECT address_key, over_at, mails_full_at, 0, reset_password_cooldown_until, reset_password_full_at,
           sign_in_cooldown_until, sign_in_full_at, verify_email_cooldown_until, verify_email_full_at, 0
    FROM address_limits;

-- How often a code may be tried; 0.1 gives each code three tries.
ALTER TABLE codes ADD COLUMN max_tries INTEGER NOT NULL DEFAULT 3;

-- When the last wrong codes of an address were tried: microseconds, eight bytes each. What 0.1 counted in code_failures
-- counts as tried now.
CREATE TABLE wrong_codes (
    address_key BLOB NOT NULL PRIMARY KEY,
    tried_at BLOB NOT NULL,
    over_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX wrong_codes_over ON wrong_codes (over_at);
INSERT INTO wrong_codes (address_key, tried_at, over_at)
    SELECT address_key,
           unhex(replace(printf('%.*c', min(10, (full_at - now + 8639999999) / 8640000000), 'x'), 'x', printf('%016X', now))),
           now + 86400000000
    FROM code_failures, (SELECT unixepoch() * 1000000 AS now) WHERE full_at > now;

-- Whether an address without an account may be told. What 0.1 accepts may be; it counts its notices in notice_limits when it sends them.
ALTER TABLE outbox ADD COLUMN notice_allowed INTEGER NOT NULL DEFAULT 1;

-- Which offer a mail confirms, and where it went: tokens and codes of earlier versions say neither.
ALTER TABLE tokens ADD COLUMN offer BLOB;
ALTER TABLE tokens ADD COLUMN mailed_to BLOB;
ALTER TABLE codes ADD COLUMN offer BLOB;

-- What sign-ups offered for addresses that had an account. None is ever taken over; a sign-in with one is answered as
-- for an address that had none.
CREATE TABLE declined_offers (
    account BLOB NOT NULL PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
    password TEXT NOT NULL,
    hash_recipe TEXT NOT NULL,
    contested INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX declined_offers_over ON declined_offers (expires_at);

-- Sign-ups that had to wait: what is offered for the account's address until then is contested.
CREATE TABLE refused_offers (
    account BLOB NOT NULL PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX refused_offers_over ON refused_offers (expires_at);

-- When the bearer token ends that asked for a token that passes its session on: what that one gives ends no later.
ALTER TABLE tokens ADD COLUMN bearer_expires_at INTEGER;
-- Resets that were mailed, by address: what ends a "this wasn't me" link that went to it before.
CREATE TABLE mailed_resets (
    account BLOB NOT NULL REFERENCES accounts ON DELETE CASCADE,
    address_key BLOB NOT NULL,
    epoch INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (account, address_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX mailed_resets_over ON mailed_resets (expires_at);

-- Who acted, and the mark of the program that wrote the record. Those of 0.1 have neither, and move the anchor without a
-- mark.
ALTER TABLE audit ADD COLUMN actor TEXT;
ALTER TABLE audit ADD COLUMN mark BLOB;
ALTER TABLE audit_ends ADD COLUMN mark BLOB;

-- Whether the audit trail says that the mail was asked for: a request has one such record, however often its delivery is
-- tried.
ALTER TABLE outbox ADD COLUMN recorded INTEGER NOT NULL DEFAULT 0;

-- Codes of earlier attempts at a mail, which may have arrived: good until its entry is settled. They share the tries of
-- the newest one in codes.
CREATE TABLE earlier_codes (
    address_key BLOB NOT NULL,
    purpose TEXT NOT NULL,
    digest BLOB NOT NULL,
    request BLOB NOT NULL,
    offer BLOB,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (address_key, purpose, digest)
) STRICT, WITHOUT ROWID;
CREATE INDEX earlier_codes_over ON earlier_codes (expires_at);

-- Where a session was used from: the first 16 bits of IPv4 addresses, the first 32 of IPv6 ones. And when its owner was told.
ALTER TABLE sessions ADD COLUMN areas TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN told_at INTEGER;

-- Accounts that live in a directory: what it knows them by, and digests of the address and of the state of the password
-- that they were last seen with. Such a row holds no address, name or password.
ALTER TABLE accounts ADD COLUMN directory TEXT CHECK (directory IS NULL OR (
    email LIKE '%@directory.invalid' AND name IS NULL AND password IS NULL AND locale IS NULL AND provider IS NULL
    AND profile = '{}'
));
ALTER TABLE accounts ADD COLUMN directory_key TEXT;
ALTER TABLE accounts ADD COLUMN directory_address BLOB;
ALTER TABLE accounts ADD COLUMN directory_version BLOB;
CREATE UNIQUE INDEX accounts_directory ON accounts (directory, directory_key) WHERE directory IS NOT NULL;
CREATE INDEX accounts_shadows ON accounts (updated_at) WHERE directory IS NOT NULL;

-- Passwords that are being written to a directory, one for each account. When the lease is over, the directory is asked
-- what became of it: version is the digest of what it said before.
CREATE TABLE directory_writes (
    account BLOB NOT NULL PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
    id BLOB NOT NULL UNIQUE,
    token BLOB NOT NULL,
    version BLOB NOT NULL,
    epoch INTEGER NOT NULL,
    location INTEGER NOT NULL,
    mailed_to BLOB,
    network TEXT NOT NULL,
    device TEXT,
    channel TEXT NOT NULL,
    locale TEXT,
    browser_locale TEXT,
    begun_at INTEGER NOT NULL,
    leased_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX directory_writes_due ON directory_writes (leased_until);

-- What became of a mail: the random name in its Message-ID, whose mailbox it went to (a keyed digest), who carried it, and
-- what was reported of it since. The owner is the account that the mail is about. 0.1 leaves them empty.
ALTER TABLE outbox ADD COLUMN owner BLOB;
ALTER TABLE outbox ADD COLUMN mail BLOB;
ALTER TABLE outbox ADD COLUMN mailbox BLOB;
ALTER TABLE outbox ADD COLUMN sender TEXT;
ALTER TABLE outbox ADD COLUMN provider_id TEXT;
ALTER TABLE outbox ADD COLUMN delivered_at INTEGER;
ALTER TABLE outbox ADD COLUMN bounced_at INTEGER;
ALTER TABLE outbox ADD COLUMN bounce TEXT;
ALTER TABLE outbox ADD COLUMN complained_at INTEGER;
ALTER TABLE outbox ADD COLUMN report TEXT;
CREATE INDEX outbox_mail ON outbox (mail) WHERE mail IS NOT NULL;
CREATE INDEX outbox_owner ON outbox (owner, id) WHERE owner IS NOT NULL;

-- Mailboxes that mails are kept from: until bounced_until all of them, until complained_until notices and sign-in codes.
CREATE TABLE stopped_mailboxes (
    mailbox BLOB NOT NULL PRIMARY KEY,
    account BLOB,
    bounced_until INTEGER,
    complained_until INTEGER,
    over_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX stopped_mailboxes_over ON stopped_mailboxes (over_at);
CREATE INDEX stopped_mailboxes_account ON stopped_mailboxes (account);

-- What the person of a notice used, such as chrome/windows: no more of the browser's own words. 0.1 leaves it empty.
ALTER TABLE outbox ADD COLUMN device TEXT;

-- Logos and icons that locations were given as files, by the SHA-256 of the file. None is deleted: mails that were sent by an
-- API link to it.
CREATE TABLE images (
    digest BLOB NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    bytes BLOB NOT NULL,
    added_at INTEGER NOT NULL
) STRICT;

-- The account that is to get the address of a request, and the address that the account of a token gets.
ALTER TABLE outbox ADD COLUMN moves BLOB;
ALTER TABLE tokens ADD COLUMN moves_to TEXT;

-- When a session was opened or last refreshed, and what its client said that it is. 0.1 leaves them empty.
ALTER TABLE sessions ADD COLUMN refreshed_at INTEGER;
ALTER TABLE sessions ADD COLUMN browser TEXT;
ALTER TABLE sessions ADD COLUMN os TEXT;

-- Networks and devices that accounts were signed in to from: what is not among them is new, and its owner gets a notice.
CREATE TABLE sign_in_places (
    account BLOB NOT NULL REFERENCES accounts ON DELETE CASCADE,
    mark TEXT NOT NULL,
    first_at INTEGER NOT NULL,
    over_at INTEGER NOT NULL,
    PRIMARY KEY (account, mark)
) STRICT, WITHOUT ROWID;
CREATE INDEX sign_in_places_over ON sign_in_places (over_at);

-- What another system knows an account by, and what an import left behind: keyed digests of the hash and of
-- the address that it brought, and whether it locked the account. A reset removes the digest of the hash.
ALTER TABLE accounts ADD COLUMN external_id TEXT;
ALTER TABLE accounts ADD COLUMN imported_hash BLOB;
ALTER TABLE accounts ADD COLUMN imported_locked INTEGER NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN imported_address BLOB;
CREATE UNIQUE INDEX accounts_external_id ON accounts (external_id) WHERE external_id IS NOT NULL;
CREATE INDEX accounts_imported_address ON accounts (imported_address) WHERE imported_address IS NOT NULL;

-- Whether the person set the second factor up. In 0.1, only operators did.
ALTER TABLE second_factors ADD COLUMN own INTEGER NOT NULL DEFAULT 0;
