-- Only adds: a 0.1 node goes on working beside this one.

-- How often a code may be tried; 0.1 gives each code three tries.
ALTER TABLE codes ADD COLUMN max_tries integer NOT NULL DEFAULT 3;

-- What is counted for an address, in one row: until when cooldowns run and when buckets are full again, NULL for never. It
-- takes over what address_limits holds. Rows that 0.1 writes there from now on count for 0.1 alone.
CREATE TABLE address_budgets (
    address_key bytea PRIMARY KEY,
    mails_full_at timestamptz,
    reset_mails_full_at timestamptz,
    reset_password_cooldown_until timestamptz,
    reset_password_full_at timestamptz,
    sign_in_cooldown_until timestamptz,
    sign_in_full_at timestamptz,
    verify_email_cooldown_until timestamptz,
    verify_email_full_at timestamptz,
    sign_up_cooldown_until timestamptz,
    over_at timestamptz GENERATED ALWAYS AS (greatest(
        mails_full_at, reset_mails_full_at, reset_password_cooldown_until, reset_password_full_at, sign_in_cooldown_until,
        sign_in_full_at, verify_email_cooldown_until, verify_email_full_at, sign_up_cooldown_until)) STORED
);
CREATE INDEX address_budgets_over ON address_budgets (over_at);
INSERT INTO address_budgets (
        address_key, mails_full_at, reset_password_cooldown_until, reset_password_full_at, sign_in_cooldown_until,
        sign_in_full_at, verify_email_cooldown_until, verify_email_full_at)
    SELECT address_key,
           max(full_at) FILTER (WHERE counter = 'mails'),
           max(cooldown_until) FILTER (WHERE counter = 'reset_password'),
           max(full_at) FILTER (WHERE counter = 'reset_password'),
           max(cooldown_until) FILTER (WHERE counter = 'sign_in'),
           max(full_at) FILTER (WHERE counter = 'sign_in'),
           max(cooldown_until) FILTER (WHERE counter = 'verify_email'),
           max(full_at) FILTER (WHERE counter = 'verify_email')
    FROM address_limits WHERE counter <> 'wrong_codes' GROUP BY address_key;

-- When the last wrong codes of an address were tried: microseconds, eight bytes each. What 0.1 counted in
-- address_limits as 'wrong_codes' counts as tried now.
CREATE TABLE wrong_codes (
    address_key bytea PRIMARY KEY,
    tried_at    bytea NOT NULL,
    over_at     timestamptz NOT NULL
);
CREATE INDEX wrong_codes_over ON wrong_codes (over_at);
INSERT INTO wrong_codes (address_key, tried_at, over_at)
    SELECT address_key,
           decode(repeat(lpad(to_hex((extract(epoch FROM now()) * 1000000)::bigint), 16, '0'),
                         least(10, ceil(extract(epoch FROM full_at - now()) / 8640))::integer), 'hex'),
           now() + interval '24 hours'
    FROM address_limits WHERE counter = 'wrong_codes' AND full_at > now();

-- Whether an address without an account may be told. What 0.1 accepts may be; it counts its notices in notice_limits when it sends them.
ALTER TABLE outbox ADD COLUMN notice_allowed boolean NOT NULL DEFAULT true;

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
-- Resets that were mailed, by address: what ends a "this wasn't me" link that went to it before.
CREATE TABLE mailed_resets (
    account     uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
    address_key bytea NOT NULL,
    epoch       bigint NOT NULL,
    expires_at  timestamptz NOT NULL,
    PRIMARY KEY (account, address_key)
);
CREATE INDEX mailed_resets_over ON mailed_resets (expires_at);

-- Who acted, and the mark of the program that wrote the record. Those of 0.1 have neither, and move the anchor without a
-- mark.
ALTER TABLE audit ADD COLUMN actor text;
ALTER TABLE audit ADD COLUMN mark bytea;
ALTER TABLE audit_ends ADD COLUMN mark bytea;

-- Whether the audit trail says that the mail was asked for: a request has one such record, however often its delivery is
-- tried.
ALTER TABLE outbox ADD COLUMN recorded boolean NOT NULL DEFAULT false;

-- Codes of earlier attempts at a mail, which may have arrived: good until its entry is settled. They share the tries of
-- the newest one in codes.
CREATE TABLE earlier_codes (
    address_key bytea NOT NULL,
    purpose     text NOT NULL,
    digest      bytea NOT NULL,
    request     uuid NOT NULL,
    offer       bytea,
    expires_at  timestamptz NOT NULL,
    PRIMARY KEY (address_key, purpose, digest)
);
CREATE INDEX earlier_codes_over ON earlier_codes (expires_at);

-- Where a session was used from: the first 16 bits of IPv4 addresses, the first 32 of IPv6 ones. And when its owner was told.
ALTER TABLE sessions ADD COLUMN areas text NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN told_at timestamptz;

-- Accounts that live in a directory: what it knows them by, and digests of the address and of the state of the password
-- that they were last seen with. Such a row holds no address, name or password.
ALTER TABLE accounts ADD COLUMN directory text CHECK (directory IS NULL OR (
    email LIKE '%@directory.invalid' AND name IS NULL AND password IS NULL AND locale IS NULL AND provider IS NULL
    AND profile::text = '{}'
));
ALTER TABLE accounts ADD COLUMN directory_key text;
ALTER TABLE accounts ADD COLUMN directory_address bytea;
ALTER TABLE accounts ADD COLUMN directory_version bytea;
CREATE UNIQUE INDEX accounts_directory ON accounts (directory, directory_key) WHERE directory IS NOT NULL;
CREATE INDEX accounts_shadows ON accounts (updated_at) WHERE directory IS NOT NULL;

-- Passwords that are being written to a directory, one for each account. When the lease is over, the directory is asked
-- what became of it: version is the digest of what it said before.
CREATE TABLE directory_writes (
    account        uuid PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
    id             uuid NOT NULL UNIQUE,
    token          bytea NOT NULL,
    version        bytea NOT NULL,
    epoch          bigint NOT NULL,
    location       integer NOT NULL,
    mailed_to      bytea,
    network        text NOT NULL,
    device         text,
    channel        text NOT NULL,
    locale         text,
    browser_locale text,
    begun_at       timestamptz NOT NULL,
    leased_until   timestamptz NOT NULL
);
CREATE INDEX directory_writes_due ON directory_writes (leased_until);

-- What became of a mail: the random name in its Message-ID, whose mailbox it went to (a keyed digest), who carried it, and
-- what was reported of it since. The owner is the account that the mail is about. 0.1 leaves them empty.
ALTER TABLE outbox ADD COLUMN owner uuid;
ALTER TABLE outbox ADD COLUMN mail bytea;
ALTER TABLE outbox ADD COLUMN mailbox bytea;
ALTER TABLE outbox ADD COLUMN sender text;
ALTER TABLE outbox ADD COLUMN provider_id text;
ALTER TABLE outbox ADD COLUMN delivered_at timestamptz;
ALTER TABLE outbox ADD COLUMN bounced_at timestamptz;
ALTER TABLE outbox ADD COLUMN bounce text;
ALTER TABLE outbox ADD COLUMN complained_at timestamptz;
ALTER TABLE outbox ADD COLUMN report text;
CREATE INDEX outbox_mail ON outbox (mail) WHERE mail IS NOT NULL;
CREATE INDEX outbox_owner ON outbox (owner, id) WHERE owner IS NOT NULL;

-- Mailboxes that mails are kept from: until bounced_until all of them, until complained_until notices and sign-in codes.
CREATE TABLE stopped_mailboxes (
    mailbox          bytea PRIMARY KEY,
    account          uuid,
    bounced_until    timestamptz,
    complained_until timestamptz,
    over_at          timestamptz NOT NULL
);
CREATE INDEX stopped_mailboxes_over ON stopped_mailboxes (over_at);
CREATE INDEX stopped_mailboxes_account ON stopped_mailboxes (account);

-- What the person of a notice used, such as chrome/windows: no more of the browser's own words. 0.1 leaves it empty.
ALTER TABLE outbox ADD COLUMN device text;

-- Logos and icons that locations were given as files, by the SHA-256 of the file. None is deleted: mails that were sent by an
-- API link to it.
CREATE TABLE images (
    digest   bytea PRIMARY KEY,
    kind     text NOT NULL,
    bytes    bytea NOT NULL,
    added_at timestamptz NOT NULL
);

-- The account that is to get the address of a request, and the address that the account of a token gets.
ALTER TABLE outbox ADD COLUMN moves uuid;
ALTER TABLE tokens ADD COLUMN moves_to text;

-- When a session was opened or last refreshed, and what its client said that it is. 0.1 leaves them empty.
ALTER TABLE sessions ADD COLUMN refreshed_at timestamptz;
ALTER TABLE sessions ADD COLUMN browser text;
ALTER TABLE sessions ADD COLUMN os text;

-- Networks and devices that accounts were signed in to from: what is not among them is new, and its owner gets a notice.
CREATE TABLE sign_in_places (
    account  uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
    mark     text NOT NULL,
    first_at timestamptz NOT NULL,
    over_at  timestamptz NOT NULL,
    PRIMARY KEY (account, mark)
);
CREATE INDEX sign_in_places_over ON sign_in_places (over_at);

-- What another system knows an account by, and what an import left behind: keyed digests of the hash and of
-- the address that it brought, and whether it locked the account. A reset removes the digest of the hash.
ALTER TABLE accounts ADD COLUMN external_id text;
ALTER TABLE accounts ADD COLUMN imported_hash bytea;
ALTER TABLE accounts ADD COLUMN imported_locked boolean NOT NULL DEFAULT false;
ALTER TABLE accounts ADD COLUMN imported_address bytea;
CREATE UNIQUE INDEX accounts_external_id ON accounts (external_id) WHERE external_id IS NOT NULL;
CREATE INDEX accounts_imported_address ON accounts (imported_address) WHERE imported_address IS NOT NULL;

-- Whether the person set the second factor up. In 0.1, only operators did.
ALTER TABLE second_factors ADD COLUMN own boolean NOT NULL DEFAULT false;
