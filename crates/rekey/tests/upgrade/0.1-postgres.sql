CREATE TABLE public.accounts (
    id uuid NOT NULL,
    email text NOT NULL,
    canonical_email text NOT NULL COLLATE pg_catalog."C",
    email_verified boolean NOT NULL,
    name text,
    password text,
    hash_recipe text COLLATE pg_catalog."C",
    locations integer[] NOT NULL,
    locale text,
    provider text,
    status text NOT NULL,
    must_reset boolean NOT NULL,
    second_factor boolean DEFAULT false NOT NULL,
    epoch bigint NOT NULL,
    epoch_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    profile json DEFAULT '{}'::json NOT NULL,
    CONSTRAINT accounts_check CHECK (((password IS NULL) = (hash_recipe IS NULL)))
);
CREATE TABLE public.address_limits (
    address_key bytea NOT NULL,
    counter text NOT NULL COLLATE pg_catalog."C",
    cooldown_until timestamp with time zone,
    full_at timestamp with time zone,
    idle_from timestamp with time zone GENERATED ALWAYS AS (GREATEST(cooldown_until, full_at)) STORED
);
CREATE TABLE public.audit (
    id bigint NOT NULL,
    number bigint,
    digest bytea,
    at timestamp with time zone NOT NULL,
    action text NOT NULL,
    account uuid,
    address_key bytea,
    location integer,
    network text,
    outcome text NOT NULL,
    count bigint DEFAULT 1 NOT NULL
);
CREATE TABLE public.audit_ends (
    name text NOT NULL,
    number bigint NOT NULL,
    digest bytea NOT NULL
);
ALTER TABLE public.audit ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.audit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.codes (
    address_key bytea NOT NULL,
    purpose text NOT NULL,
    request uuid NOT NULL,
    digest bytea NOT NULL,
    account uuid,
    epoch bigint NOT NULL,
    location integer NOT NULL,
    tries integer NOT NULL,
    expires_at timestamp with time zone NOT NULL
);
CREATE TABLE public.data_keys (
    id text NOT NULL,
    kind text NOT NULL,
    wrapped bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    active_at timestamp with time zone NOT NULL
);
CREATE TABLE public.location_templates (
    location integer NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    digest bytea NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    text text NOT NULL
);
CREATE TABLE public.locations (
    id integer NOT NULL,
    settings jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);
CREATE TABLE public.network_limits (
    network text NOT NULL COLLATE pg_catalog."C",
    counter text NOT NULL COLLATE pg_catalog."C",
    full_at timestamp with time zone NOT NULL
);
CREATE TABLE public.notes (
    name text NOT NULL,
    value text NOT NULL
);
CREATE TABLE public.notice_limits (
    location integer NOT NULL,
    full_at timestamp with time zone NOT NULL
);
CREATE TABLE public.outbox (
    id uuid NOT NULL,
    subject text NOT NULL,
    address text,
    address_key bytea,
    channel text,
    location integer NOT NULL,
    locale text,
    browser_locale text,
    redirect_to text,
    network text NOT NULL,
    account uuid,
    epoch bigint,
    accepted_at timestamp with time zone NOT NULL,
    state text DEFAULT 'pending'::text NOT NULL,
    due_at timestamp with time zone NOT NULL,
    claim bigint DEFAULT 0 NOT NULL,
    failures integer DEFAULT 0 NOT NULL,
    reason text,
    settled_at timestamp with time zone
);
CREATE TABLE public.recovery_codes (
    account uuid NOT NULL,
    digest bytea NOT NULL
);
CREATE TABLE public.refinery_schema_history (
    version integer NOT NULL,
    name character varying(255),
    applied_on character varying(255),
    checksum character varying(255)
);
CREATE TABLE public.refresh_tokens (
    digest bytea NOT NULL,
    session uuid NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    rotated_at timestamp with time zone
);
CREATE TABLE public.repeatable_requests (
    key bytea NOT NULL,
    content bytea NOT NULL,
    status integer,
    answer text,
    over_at timestamp with time zone NOT NULL
);
CREATE TABLE public.second_factors (
    account uuid NOT NULL,
    sealed bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    confirmed_at timestamp with time zone,
    last_step bigint NOT NULL,
    wrong_tries integer NOT NULL,
    wrong_at timestamp with time zone NOT NULL
);
CREATE TABLE public.sessions (
    id uuid NOT NULL,
    account uuid NOT NULL,
    epoch bigint NOT NULL,
    client text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone
);
CREATE TABLE public.sign_in_trials (
    address_key bytea NOT NULL,
    network text NOT NULL COLLATE pg_catalog."C",
    wrong integer NOT NULL,
    next_at timestamp with time zone NOT NULL,
    familiar_until timestamp with time zone NOT NULL,
    over_at timestamp with time zone NOT NULL
);
CREATE TABLE public.sign_ups (
    account uuid NOT NULL,
    password text NOT NULL,
    hash_recipe text NOT NULL,
    contested boolean NOT NULL,
    expires_at timestamp with time zone
);
CREATE TABLE public.tokens (
    digest bytea NOT NULL,
    purpose text NOT NULL,
    account uuid,
    epoch bigint NOT NULL,
    location integer NOT NULL,
    session uuid,
    redirect_to text,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone
);
CREATE TABLE public.webhook_subscriptions (
    url text NOT NULL,
    event text NOT NULL
);
CREATE TABLE public.webhooks (
    id uuid NOT NULL,
    url text NOT NULL,
    event text NOT NULL,
    data text NOT NULL,
    state text DEFAULT 'pending'::text NOT NULL,
    happened_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    claim bigint DEFAULT 0 NOT NULL,
    failures integer DEFAULT 0 NOT NULL,
    settled_at timestamp with time zone,
    reason text
);
INSERT INTO public.accounts VALUES ('01a22b4d-4f0d-7910-b56d-76f42106db64', 'person0@example.com', 'person0@example.com', false, NULL, '$argon2id$v=19$m=7168,t=1,p=1$l8rjrW7hEkDXsLRg+6P5Cg$gk0PP0SRxcwk4T3HNYk5skfKRHFNDeEtS3mNYKYVX3o', 'argon2id 7168 1 1', '{1}', NULL, NULL, 'active', false, false, 0, '2026-11-30 07:13:36.526178+00', '2026-11-30 07:13:36.526178+00', '2026-11-30 07:13:36.526178+00', '{}');
INSERT INTO public.accounts VALUES ('01a22b4d-4f6a-7fa2-8842-f7fe8deefc56', 'person1@example.com', 'person1@example.com', false, NULL, '$argon2id$v=19$m=7168,t=1,p=1$JOSjQT6qPyTSOyj+T5jEOw$gWABMlk1/VYzOcj6eLERB7LdCgj//wfBF7yydUEnFIE', 'argon2id 7168 1 1', '{1}', NULL, NULL, 'active', false, false, 0, '2026-11-30 07:13:36.618293+00', '2026-11-30 07:13:36.618293+00', '2026-11-30 07:13:36.618293+00', '{}');
INSERT INTO public.accounts VALUES ('01a22b4d-4f9c-701b-a27d-ff4963802815', 'person2@example.com', 'person2@example.com', false, NULL, '$argon2id$v=19$m=7168,t=1,p=1$9QRknwdXgUc9EmCi2P31vw$RgBw3wqRzXkCF3oHfg92mTBS/HiRlekM5AO/3PCwYSo', 'argon2id 7168 1 1', '{1}', NULL, NULL, 'active', false, false, 0, '2026-11-30 07:13:36.668842+00', '2026-11-30 07:13:36.668842+00', '2026-11-30 07:13:36.668842+00', '{}');
INSERT INTO public.accounts VALUES ('01a22b4d-4fc7-736a-9a6e-f2f7c340a60d', 'person3@example.com', 'person3@example.com', false, NULL, '$argon2id$v=19$m=7168,t=1,p=1$RIsKXfn7cjw1dLohXW9mDg$sMmuK/M11tD8ev38wICeXkSJNXUjZWlP0Cj423wCj5E', 'argon2id 7168 1 1', '{1}', NULL, NULL, 'active', false, false, 0, '2026-11-30 07:13:36.712166+00', '2026-11-30 07:13:36.712166+00', '2026-11-30 07:13:36.712166+00', '{}');
INSERT INTO public.address_limits VALUES ('\xd54c85a3d02e771f65c03eef0343127e98d5b159f087da75b5445e54be3518f7', 'mails', NULL, '2026-11-30 08:25:36.851319+00', DEFAULT);
INSERT INTO public.address_limits VALUES ('\xd54c85a3d02e771f65c03eef0343127e98d5b159f087da75b5445e54be3518f7', 'reset_password', '2026-11-30 07:14:36.851319+00', '2026-11-30 07:18:36.851319+00', DEFAULT);
INSERT INTO public.address_limits VALUES ('\x8d9b4c4cd73f50f4a062439c98b14bf3c5ff851a7f3f38cce727edf5d20a869c', 'mails', NULL, '2026-11-30 08:25:36.871582+00', DEFAULT);
INSERT INTO public.address_limits VALUES ('\x8d9b4c4cd73f50f4a062439c98b14bf3c5ff851a7f3f38cce727edf5d20a869c', 'reset_password', '2026-11-30 07:14:36.871582+00', '2026-11-30 07:18:36.871582+00', DEFAULT);
INSERT INTO public.address_limits VALUES ('\xd9c73fda5af664183b7df381efe102f02b8e450b288fcc84577ad3a4cc05dca9', 'mails', NULL, '2026-11-30 08:25:39.058866+00', DEFAULT);
INSERT INTO public.address_limits VALUES ('\xd9c73fda5af664183b7df381efe102f02b8e450b288fcc84577ad3a4cc05dca9', 'reset_password', '2026-11-30 07:14:39.058866+00', '2026-11-30 07:18:39.058866+00', DEFAULT);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (1, 1, '\xd9af1ecd42b0cd01f04a91a50db7dd6c10dae60ae97949652b1e5dd07a999061', '2026-11-30 07:13:36.475638+00', 'key_created', NULL, NULL, NULL, NULL, 'done', 1);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (2, 2, '\xadb7b2a4b35d8d9ff9606a15a538538224c5aa4f6ac882a0ee8c0dd04e296c79', '2026-11-30 07:13:36.480073+00', 'key_created', NULL, NULL, NULL, NULL, 'done', 1);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (3, 3, '\x914a2335c5190830b9fd9d54d7d966b61e0f84c16c853703343f92ea7dbb6b6d', '2026-11-30 07:13:36.48417+00', 'key_created', NULL, NULL, NULL, NULL, 'done', 1);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (4, 4, '\xd990ecc6bdaa2b858fae426521fd73b5d5b4f514911ba38d34a99cf09180b789', '2026-11-30 07:13:36.526178+00', 'account_created', '01a22b4d-4f0d-7910-b56d-76f42106db64', NULL, NULL, NULL, 'done', 1);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (5, 5, '\x8a8d3ba2a0b77399f93d9cca86196e5abbafaf20e1f0652b15e710d49c1aa1cb', '2026-11-30 07:13:36.618293+00', 'account_created', '01a22b4d-4f6a-7fa2-8842-f7fe8deefc56', NULL, NULL, NULL, 'done', 1);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (6, 6, '\x545b2f7e01b0d6d30573f58fde99a9d9c63de0e5a7e26f7f9c4287946542a419', '2026-11-30 07:13:36.668842+00', 'account_created', '01a22b4d-4f9c-701b-a27d-ff4963802815', NULL, NULL, NULL, 'done', 1);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (7, 7, '\x40ce204f6691481022385f4316249165ca81e274aa88ce1f5abfd870b5048d4a', '2026-11-30 07:13:36.712166+00', 'account_created', '01a22b4d-4fc7-736a-9a6e-f2f7c340a60d', NULL, NULL, NULL, 'done', 1);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (8, 8, '\x4ec9c2f92df5378c0fb39d36cf2725c5eec6c62c24ba0a9e90361cdc41c42317', '2026-11-30 07:13:36.872153+00', 'recovery_requested', '01a22b4d-4f0d-7910-b56d-76f42106db64', '\xd54c85a3d02e771f65c03eef0343127e98d5b159f087da75b5445e54be3518f7', 1, '127.0.0.1', 'done', 1);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (9, 9, '\xa69519e89a66bd85cce7919b2af3ef77a5aa583936020f9ca51160923811c01e', '2026-11-30 07:13:36.887653+00', 'recovery_requested', '01a22b4d-4f6a-7fa2-8842-f7fe8deefc56', '\x8d9b4c4cd73f50f4a062439c98b14bf3c5ff851a7f3f38cce727edf5d20a869c', 1, '127.0.0.1', 'done', 1);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (10, 10, '\x150c087ce0852809b4fb40fc6e80b305123e31fb9107212d7a46f7dd030e731c', '2026-11-30 07:13:36.934337+00', 'signed_in', '01a22b4d-4f9c-701b-a27d-ff4963802815', NULL, NULL, '127.0.0.1', 'done', 1);
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (11, 11, '\x656ce9e23128eac01c1441c9f443416a7a034af71a0c2fc1af3658749e1b6121', '2026-11-30 07:13:39.069146+00', 'recovery_requested', '01a22b4d-4fc7-736a-9a6e-f2f7c340a60d', '\xd9c73fda5af664183b7df381efe102f02b8e450b288fcc84577ad3a4cc05dca9', 1, '127.0.0.1', 'done', 1);
INSERT INTO public.audit_ends VALUES ('anchor', 0, '\x0000000000000000000000000000000000000000000000000000000000000000');
INSERT INTO public.audit_ends VALUES ('head', 11, '\x656ce9e23128eac01c1441c9f443416a7a034af71a0c2fc1af3658749e1b6121');
INSERT INTO public.codes VALUES ('\x8d9b4c4cd73f50f4a062439c98b14bf3c5ff851a7f3f38cce727edf5d20a869c', 'reset_password', '01a22b4d-5062-7eb0-91ea-cf4e916ee888', '\x59dd216d683a43029e24366093925bf2f2d33d4c5767575a7415d726b0ba7bb2', '01a22b4d-4f6a-7fa2-8842-f7fe8deefc56', 0, 1, 0, '2026-11-30 07:23:36.887653+00');
INSERT INTO public.data_keys VALUES ('7c96e2903f327029', 'signing', '\x01609c154d4e9e39f876fd7f86d2b5cdb24df1d85a95e5c84a1b46fa37661accae138180fdb15a12f622b8470fc41addb7e3a835874f3cbfb4a4e32b24b21f310677837760def6d8cec8c9da19616e875a6b9ece5c55333977719eb5672caab6a987cf20c537c97f46a165f8a42504209d16b6ff995c9f02d23111405578163c20ed4a54d6793ab1c5a852b1eac395570b3620c75a221a4f6c2206cd316d57440f1b4b70090e631433abcf69b59ea77e12f1ef6e8196fda105b64fd32d0ab8fa4bc0b6228bc9eed8632992aa58932b38ed1bd551e43430943232d9a129af8f519308b4b99fa2ece04c26c4ee224665ef8d9fb5f1932238863c6040f40392aa1a0b06aa64cf41fb1dfb9061d7125b65e09f5766e8816506a004ed624eed6ac4752f082871a425f8806afc2e899d10a79e0ce6d433863485dbd381ddfc8884ecb90055411fc9178c1464f970c2791cbc3a4e71b5d3b64e3e2f77c4e1528edc18eb5cf8052417180d30ecc235a3674202c4f52ccfafff2f940e4d08bc89a3b35cf10ecdafaf1f9dd9768811012c67a3b5d44a3039917cea76937b58f2a2244966ce1963028e172da80e5c83a51eff852374218320f9d5ab9ae34996f390ed88acbb536193a9e81a82308cacd868e6de9f103d2dc9d4fc37a60664f7c935c8242b10593a2c934c311fcc49826eb9e9a04f88e86c06a1802506fe76b68789f374627ab2ec6b3eb741e7ed0667938d7842b482c59789e54fe62b6221d0e635900e7bfea2e3baa6d7fa8a90677bb583984b5293fca0325ccd13aae132140b409c366106f6122b95ea47f313c4739841d66e905e01194bed38d95df64d4531fd4206959b9e10eca7665701331c3be93bba3bf9c7143afd16a158345c15446023c32b98362251f6f7072c114af16bf0dd61a350a26cc7a937a9ae1477a10f704f396bdd9fa4a33ba60944b6527863ae1be9af882a8f81686c8e682fc4d93a633a088c2479f319316dbcf58489c0999016589f9d6f6a57e43e6ac9334e19ef86c3a249d4539002c67c50af6c06c956cf0e4a0a025dc1a53f66d1a6f2e3a472684a61b9e4dae9ab4773918e54de44d548a26988f546ce62ed2af234c85e4c13822abd442e19c5879ccc34ebfe391035972e5a41cdf156101ee6241f59cdfc7226702005e9ea952bbdd2146595bc57d802fd78cf60c90469ba0adbfc5fb6a76ca35f30bef6281531e9633858a72d6f94d3d7616126606c3a8015ea9043dd37caf6127d0f832a57508b7de9c1262a77016a41580f19ff5f3db7e2e270e5522a6db27b2479cd67c9e9a8687720de33c71f5ff0f16ec264dfe8cbe89a97895cbaea1ca68158e09080ed085bd5f7dc6021289374b15f564c06b09ff4d4f1116127d0b7d9fc51afa47084ad3ea5ea3442bfd495e39acace162ffbf79cffb846440ad9b67394261cc68d03ac63ce54f933712c4d541ffe6c1af6a98410cd01d4297dc25fda0c5d082471e9b2270655457e3d546ebfee362a13cf162524ce84eca77685716906f9de0ec219ded7e55b1a91e74ba7e46096f7a1af1aa9cc40614ea51c3cefc32a69da051fb22457f03407b5e66cb5578e7925cb961e2fe3746e21215ed084b69ac4b8b39bdd3892c04c41b81c2f238bebfb751a71f24f95874278bba97b5c1c8259589a2afd9b922eb7d9f752af0829b55545e7b4b8c9821f901d4f53d54d6aeb10e7d2728ee0f388b7f9e948cfbac29d01e95e71fea178b28355d1d302daa3b10e', '2026-11-30 07:13:36.475414+00', '2026-11-30 07:13:36.475414+00');
INSERT INTO public.data_keys VALUES ('28e4ef5addf41bef', 'digest', '\x01a430ece2845384b8663fa3e2271519635862e84c0691b818f19dc6ebbd10544a7991534c90a233c83d3772793f590590b81a3cbbd9aa723600cf55a8', '2026-11-30 07:13:36.479944+00', '2026-11-30 07:13:36.479944+00');
INSERT INTO public.data_keys VALUES ('b60e831896ea288b', 'totp', '\x018d70f749396cb068a5b60b2eb7ebb85a9c785f3474a95df30315ed15e3f5277c36e551caed31e23538cafcddf4d59f988952cf3e0a591d99a7e7e3d8', '2026-11-30 07:13:36.484056+00', '2026-11-30 07:13:36.484056+00');
INSERT INTO public.notes VALUES ('made_by', 'server');
INSERT INTO public.outbox VALUES ('01a22b4d-5050-71dd-b607-572553ccfdf0', 'reset_password', NULL, '\xd54c85a3d02e771f65c03eef0343127e98d5b159f087da75b5445e54be3518f7', 'nexudus', 1, NULL, NULL, NULL, '127.0.0.1', NULL, NULL, '2026-11-30 07:13:36.851319+00', 'sent', '2026-11-30 07:14:06.853014+00', 1, 0, NULL, '2026-11-30 07:13:36.897054+00');
INSERT INTO public.outbox VALUES ('01a22b4d-5062-7eb0-91ea-cf4e916ee888', 'reset_password', NULL, '\x8d9b4c4cd73f50f4a062439c98b14bf3c5ff851a7f3f38cce727edf5d20a869c', 'insforge', 1, NULL, NULL, NULL, '127.0.0.1', NULL, NULL, '2026-11-30 07:13:36.871582+00', 'sent', '2026-11-30 07:14:06.874468+00', 1, 0, NULL, '2026-11-30 07:13:37.025978+00');
INSERT INTO public.outbox VALUES ('01a22b4d-58ee-7f52-821e-371653f0ea1e', 'reset_password', 'person3@example.com', '\xd9c73fda5af664183b7df381efe102f02b8e450b288fcc84577ad3a4cc05dca9', 'nexudus', 1, NULL, NULL, NULL, '127.0.0.1', NULL, NULL, '2026-11-30 07:13:39.058866+00', 'pending', '2026-11-30 07:13:50.534932+00', 2, 1, 'connecting: Connection refused (os error 111)', NULL);
INSERT INTO public.refinery_schema_history VALUES (1, 'first', '2026-11-30T07:13:35.840034556Z', '4391496290933809805');
INSERT INTO public.refresh_tokens VALUES ('\xfeb2977e8eb4f293c69bb422fca29312c6d39d28effec8661577b0b75af2bcbe', '01a22b4d-50a5-7abb-9c75-250d5199e6d0', '2026-12-15 07:13:36.934337+00', NULL);
INSERT INTO public.sessions VALUES ('01a22b4d-50a5-7abb-9c75-250d5199e6d0', '01a22b4d-4f9c-701b-a27d-ff4963802815', 0, 'rekey-insforge', '2026-11-30 07:13:36.934337+00', '2026-12-15 07:13:36.934337+00', NULL);
INSERT INTO public.sign_in_trials VALUES ('\x0ce23d3646b9a9c008e9e85c775bec29aec2307b3453e6ea6cc451d45216aadd', 'strange', 0, '1970-01-01 00:00:00+00', '1970-01-01 00:00:00+00', '2026-12-01 07:13:36.887673+00');
INSERT INTO public.sign_in_trials VALUES ('\x0ce23d3646b9a9c008e9e85c775bec29aec2307b3453e6ea6cc451d45216aadd', '127.0.0.1', 0, '1970-01-01 00:00:00+00', '2026-12-30 07:13:37.026038+00', '2026-12-30 07:13:37.026038+00');
INSERT INTO public.tokens VALUES ('\x1a971427558cd6a4261af669b0991315b65240f401b2c0c839ce2bb5b57ed81c', 'reset', '01a22b4d-4f0d-7910-b56d-76f42106db64', 0, 1, NULL, NULL, '2026-11-30 08:13:36.872153+00', NULL);
INSERT INTO public.tokens VALUES ('\xd5610c67c7c94fb34f7c492c20d9d37f6eea9d584237c58fbb1ed2cea0b73731', 'reset', '01a22b4d-4f6a-7fa2-8842-f7fe8deefc56', 0, 1, NULL, NULL, '2026-11-30 08:13:36.887653+00', NULL);
INSERT INTO public.tokens VALUES ('\xc70d686176860b14dd53b737e309213674289019eb47b6a3cb25bcd8f66ac531', 'reset', '01a22b4d-4fc7-736a-9a6e-f2f7c340a60d', 0, 1, NULL, NULL, '2026-11-30 08:13:39.069146+00', NULL);
SELECT pg_catalog.setval('public.audit_id_seq', 11, true);
ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_canonical_email_key UNIQUE (canonical_email);
ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.address_limits
    ADD CONSTRAINT address_limits_pkey PRIMARY KEY (address_key, counter);
ALTER TABLE ONLY public.audit_ends
    ADD CONSTRAINT audit_ends_pkey PRIMARY KEY (name);
ALTER TABLE ONLY public.audit
    ADD CONSTRAINT audit_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.codes
    ADD CONSTRAINT codes_pkey PRIMARY KEY (address_key, purpose);
ALTER TABLE ONLY public.data_keys
    ADD CONSTRAINT data_keys_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.location_templates
    ADD CONSTRAINT location_templates_pkey PRIMARY KEY (location, name);
ALTER TABLE ONLY public.locations
    ADD CONSTRAINT locations_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.network_limits
    ADD CONSTRAINT network_limits_pkey PRIMARY KEY (network, counter);
ALTER TABLE ONLY public.notes
    ADD CONSTRAINT notes_pkey PRIMARY KEY (name);
ALTER TABLE ONLY public.notice_limits
    ADD CONSTRAINT notice_limits_pkey PRIMARY KEY (location);
ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.recovery_codes
    ADD CONSTRAINT recovery_codes_pkey PRIMARY KEY (account, digest);
ALTER TABLE ONLY public.refinery_schema_history
    ADD CONSTRAINT refinery_schema_history_pkey PRIMARY KEY (version);
ALTER TABLE ONLY public.refresh_tokens
    ADD CONSTRAINT refresh_tokens_pkey PRIMARY KEY (digest);
ALTER TABLE ONLY public.repeatable_requests
    ADD CONSTRAINT repeatable_requests_pkey PRIMARY KEY (key);
ALTER TABLE ONLY public.second_factors
    ADD CONSTRAINT second_factors_pkey PRIMARY KEY (account);
ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.sign_in_trials
    ADD CONSTRAINT sign_in_trials_pkey PRIMARY KEY (address_key, network);
ALTER TABLE ONLY public.sign_ups
    ADD CONSTRAINT sign_ups_pkey PRIMARY KEY (account);
ALTER TABLE ONLY public.tokens
    ADD CONSTRAINT tokens_pkey PRIMARY KEY (digest);
ALTER TABLE ONLY public.webhook_subscriptions
    ADD CONSTRAINT webhook_subscriptions_pkey PRIMARY KEY (url, event);
ALTER TABLE ONLY public.webhooks
    ADD CONSTRAINT webhooks_pkey PRIMARY KEY (id);
CREATE INDEX accounts_hash_recipe ON public.accounts USING btree (hash_recipe) WHERE (hash_recipe IS NOT NULL);
CREATE INDEX address_limits_over ON public.address_limits USING btree (idle_from);
CREATE UNIQUE INDEX audit_sealed ON public.audit USING btree (number) WHERE (number IS NOT NULL);
CREATE INDEX audit_unsealed ON public.audit USING btree (id) WHERE (number IS NULL);
CREATE INDEX codes_account ON public.codes USING btree (account);
CREATE INDEX codes_over ON public.codes USING btree (expires_at);
CREATE INDEX network_limits_over ON public.network_limits USING btree (full_at);
CREATE INDEX outbox_due ON public.outbox USING btree (due_at, id) WHERE (state = 'pending'::text);
CREATE INDEX outbox_given_up ON public.outbox USING btree (id) WHERE (state = 'gave_up'::text);
CREATE INDEX outbox_settled ON public.outbox USING btree (settled_at) WHERE (settled_at IS NOT NULL);
CREATE INDEX refresh_tokens_over ON public.refresh_tokens USING btree (expires_at);
CREATE INDEX refresh_tokens_session ON public.refresh_tokens USING btree (session);
CREATE INDEX repeatable_requests_over ON public.repeatable_requests USING btree (over_at);
CREATE INDEX sessions_account ON public.sessions USING btree (account, client);
CREATE INDEX sessions_over ON public.sessions USING btree (expires_at);
CREATE INDEX sign_in_trials_over ON public.sign_in_trials USING btree (over_at);
CREATE INDEX sign_ups_over ON public.sign_ups USING btree (expires_at) WHERE (expires_at IS NOT NULL);
CREATE INDEX tokens_account ON public.tokens USING btree (account);
CREATE INDEX tokens_over ON public.tokens USING btree (expires_at);
CREATE INDEX webhooks_due ON public.webhooks USING btree (url, due_at, id) WHERE (state = 'pending'::text);
CREATE INDEX webhooks_settled ON public.webhooks USING btree (settled_at) WHERE (settled_at IS NOT NULL);
ALTER TABLE ONLY public.sign_ups
    ADD CONSTRAINT sign_ups_account_fkey FOREIGN KEY (account) REFERENCES public.accounts(id) ON DELETE CASCADE;
