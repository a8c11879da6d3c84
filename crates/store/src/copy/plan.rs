//! What is copied from where: every column of every PostgreSQL table, and its place in SQLite.

use super::column::{Column, Kind};

/// A table of the target.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) name: &'static str,
    pub(super) columns: &'static [Column],
    /// Where its rows come from, in this order.
    pub(super) parts: &'static [Part],
}

/// A place in the source: a table, or some of its columns.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) table: &'static str,
    /// The columns that order the scan. It resumes after their values.
    pub(super) key: &'static [&'static str],
    /// Columns that have another name in the target.
    differs: &'static [(&'static str, &'static str)],
    /// Which rows count.
    pub(super) only: &'static str,
}

impl Part {
    /// A table that is the same in both.
    const fn same(table: &'static str, key: &'static [&'static str]) -> Self {
        Self { table, key, differs: &[], only: "true" }
    }

    /// The source's name for a column of the target.
    pub(super) fn expression(&self, column: &'static str) -> &'static str {
        self.differs.iter().find(|(name, _)| *name == column).map_or(column, |(_, expression)| *expression)
    }
}

/// The table that is copied last. It says who made the database; no server starts on it before it holds the source's
/// value.
pub(super) const NOTES: Table = Table {
    name: "notes",
    columns: &[Column("name", Kind::Text), Column("value", Kind::Text)],
    parts: &[Part::same("notes", &["name"])],
};

/// The other tables. Accounts precede the tables that refer to them.
pub(super) const TABLES: &[Table] = &[
    Table {
        name: "accounts",
        columns: &[
            Column("id", Kind::Uuid),
            Column("email", Kind::Text),
            Column("canonical_email", Kind::Text),
            Column("email_verified", Kind::Bool),
            Column("name", Kind::Text),
            Column("password", Kind::Text),
            Column("hash_recipe", Kind::Text),
            Column("locations", Kind::Numbers),
            Column("locale", Kind::Text),
            Column("provider", Kind::Text),
            Column("status", Kind::Text),
            Column("must_reset", Kind::Bool),
            Column("second_factor", Kind::Bool),
            Column("epoch", Kind::Number),
            Column("epoch_at", Kind::Instant),
            Column("created_at", Kind::Instant),
            Column("updated_at", Kind::Instant),
            Column("profile", Kind::Json),
            Column("directory", Kind::Text),
            Column("directory_key", Kind::Text),
            Column("directory_address", Kind::Bytes),
            Column("directory_version", Kind::Bytes),
            Column("external_id", Kind::Text),
            Column("imported_hash", Kind::Bytes),
            Column("imported_locked", Kind::Bool),
            Column("imported_address", Kind::Bytes),
        ],
        parts: &[Part {
            differs: &[(
                "locations",
                "(SELECT '{' || ifnull(group_concat(location, ',' ORDER BY position), '') || '}'
                  FROM account_locations WHERE account = accounts.id)",
            )],
            ..Part::same("accounts", &["id"])
        }],
    },
    Table {
        name: "sign_ups",
        columns: &[
            Column("account", Kind::Uuid),
            Column("password", Kind::Text),
            Column("hash_recipe", Kind::Text),
            Column("contested", Kind::Bool),
            Column("expires_at", Kind::Instant),
        ],
        parts: &[Part::same("sign_ups", &["account"])],
    },
    Table {
        name: "declined_offers",
        columns: &[
            Column("account", Kind::Uuid),
            Column("password", Kind::Text),
            Column("hash_recipe", Kind::Text),
            Column("contested", Kind::Bool),
            Column("expires_at", Kind::Instant),
        ],
        parts: &[Part::same("declined_offers", &["account"])],
    },
    Table {
        name: "refused_offers",
        columns: &[Column("account", Kind::Uuid), Column("expires_at", Kind::Instant)],
        parts: &[Part::same("refused_offers", &["account"])],
    },
    Table {
        name: "mailed_resets",
        columns: &[
            Column("account", Kind::Uuid),
            Column("address_key", Kind::Bytes),
            Column("epoch", Kind::Number),
            Column("expires_at", Kind::Instant),
        ],
        parts: &[Part::same("mailed_resets", &["account", "address_key"])],
    },
    Table {
        name: "sign_in_places",
        columns: &[
            Column("account", Kind::Uuid),
            Column("mark", Kind::Text),
            Column("first_at", Kind::Instant),
            Column("over_at", Kind::Instant),
        ],
        parts: &[Part::same("sign_in_places", &["account", "mark"])],
    },
    Table {
        name: "directory_writes",
        columns: &[
            Column("account", Kind::Uuid),
            Column("id", Kind::Uuid),
            Column("token", Kind::Bytes),
            Column("version", Kind::Bytes),
            Column("epoch", Kind::Number),
            Column("location", Kind::Number),
            Column("mailed_to", Kind::Bytes),
            Column("network", Kind::Text),
            Column("device", Kind::Text),
            Column("channel", Kind::Text),
            Column("locale", Kind::Text),
            Column("browser_locale", Kind::Text),
            Column("begun_at", Kind::Instant),
            Column("leased_until", Kind::Instant),
        ],
        parts: &[Part::same("directory_writes", &["account"])],
    },
    Table {
        name: "second_factors",
        columns: &[
            Column("account", Kind::Uuid),
            Column("sealed", Kind::Bytes),
            Column("created_at", Kind::Instant),
            Column("confirmed_at", Kind::Instant),
            Column("last_step", Kind::Number),
            Column("wrong_tries", Kind::Number),
            Column("wrong_at", Kind::Instant),
            Column("own", Kind::Bool),
        ],
        parts: &[Part::same("second_factors", &["account"])],
    },
    Table {
        name: "recovery_codes",
        columns: &[Column("account", Kind::Uuid), Column("digest", Kind::Bytes)],
        parts: &[Part::same("recovery_codes", &["account", "digest"])],
    },
    Table {
        name: "tokens",
        columns: &[
            Column("digest", Kind::Bytes),
            Column("purpose", Kind::Text),
            Column("account", Kind::Uuid),
            Column("epoch", Kind::Number),
            Column("location", Kind::Number),
            Column("session", Kind::Uuid),
            Column("redirect_to", Kind::Text),
            Column("expires_at", Kind::Instant),
            Column("used_at", Kind::Instant),
            Column("offer", Kind::Bytes),
            Column("mailed_to", Kind::Bytes),
            Column("bearer_expires_at", Kind::Instant),
            Column("moves_to", Kind::Text),
        ],
        parts: &[Part::same("tokens", &["digest"])],
    },
    Table {
        name: "sign_in_trials",
        columns: &[
            Column("address_key", Kind::Bytes),
            Column("network", Kind::Text),
            Column("wrong", Kind::Number),
            Column("next_at", Kind::Instant),
            Column("familiar_until", Kind::Instant),
            Column("over_at", Kind::Instant),
        ],
        parts: &[Part::same("sign_in_trials", &["address_key", "network"])],
    },
    Table {
        name: "codes",
        columns: &[
            Column("address_key", Kind::Bytes),
            Column("purpose", Kind::Text),
            Column("request", Kind::Uuid),
            Column("digest", Kind::Bytes),
            Column("account", Kind::Uuid),
            Column("epoch", Kind::Number),
            Column("location", Kind::Number),
            Column("tries", Kind::Number),
            Column("max_tries", Kind::Number),
            Column("expires_at", Kind::Instant),
            Column("offer", Kind::Bytes),
        ],
        parts: &[Part::same("codes", &["address_key", "purpose"])],
    },
    Table {
        name: "earlier_codes",
        columns: &[
            Column("address_key", Kind::Bytes),
            Column("purpose", Kind::Text),
            Column("digest", Kind::Bytes),
            Column("request", Kind::Uuid),
            Column("offer", Kind::Bytes),
            Column("expires_at", Kind::Instant),
        ],
        parts: &[Part::same("earlier_codes", &["address_key", "purpose", "digest"])],
    },
    Table {
        name: "wrong_codes",
        columns: &[
            Column("address_key", Kind::Bytes),
            Column("tried_at", Kind::Bytes),
            Column("over_at", Kind::Instant),
        ],
        parts: &[Part::same("wrong_codes", &["address_key"])],
    },
    ADDRESS_BUDGETS,
    Table {
        name: "network_limits",
        columns: &[Column("network", Kind::Text), Column("counter", Kind::Text), Column("full_at", Kind::Instant)],
        parts: &[Part::same("network_limits", &["network", "counter"])],
    },
    Table {
        name: "outbox",
        columns: &[
            Column("id", Kind::Uuid),
            Column("subject", Kind::Text),
            Column("address", Kind::Text),
            Column("address_key", Kind::Bytes),
            Column("channel", Kind::Text),
            Column("location", Kind::Number),
            Column("locale", Kind::Text),
            Column("browser_locale", Kind::Text),
            Column("redirect_to", Kind::Text),
            Column("network", Kind::Text),
            Column("device", Kind::Text),
            Column("account", Kind::Uuid),
            Column("epoch", Kind::Number),
            Column("accepted_at", Kind::Instant),
            Column("state", Kind::Text),
            Column("due_at", Kind::Instant),
            Column("claim", Kind::Number),
            Column("failures", Kind::Number),
            Column("reason", Kind::Text),
            Column("settled_at", Kind::Instant),
            Column("notice_allowed", Kind::Bool),
            Column("moves", Kind::Uuid),
            Column("recorded", Kind::Bool),
            Column("owner", Kind::Uuid),
            Column("mail", Kind::Bytes),
            Column("mailbox", Kind::Bytes),
            Column("sender", Kind::Text),
            Column("provider_id", Kind::Text),
            Column("delivered_at", Kind::Instant),
            Column("bounced_at", Kind::Instant),
            Column("bounce", Kind::Text),
            Column("complained_at", Kind::Instant),
            Column("report", Kind::Text),
        ],
        parts: &[Part::same("outbox", &["id"])],
    },
    Table {
        name: "stopped_mailboxes",
        columns: &[
            Column("mailbox", Kind::Bytes),
            Column("account", Kind::Uuid),
            Column("bounced_until", Kind::Instant),
            Column("complained_until", Kind::Instant),
            Column("over_at", Kind::Instant),
        ],
        parts: &[Part::same("stopped_mailboxes", &["mailbox"])],
    },
    Table {
        name: "sessions",
        columns: &[
            Column("id", Kind::Uuid),
            Column("account", Kind::Uuid),
            Column("epoch", Kind::Number),
            Column("client", Kind::Text),
            Column("created_at", Kind::Instant),
            Column("expires_at", Kind::Instant),
            Column("ended_at", Kind::Instant),
            Column("areas", Kind::Text),
            Column("told_at", Kind::Instant),
            Column("refreshed_at", Kind::Instant),
            Column("browser", Kind::Text),
            Column("os", Kind::Text),
        ],
        parts: &[Part::same("sessions", &["id"])],
    },
    Table {
        name: "refresh_tokens",
        columns: &[
            Column("digest", Kind::Bytes),
            Column("session", Kind::Uuid),
            Column("expires_at", Kind::Instant),
            Column("rotated_at", Kind::Instant),
        ],
        parts: &[Part::same("refresh_tokens", &["digest"])],
    },
    Table {
        name: "locations",
        columns: &[
            Column("id", Kind::Number),
            Column("settings", Kind::BinaryJson),
            Column("created_at", Kind::Instant),
            Column("updated_at", Kind::Instant),
        ],
        parts: &[Part::same("locations", &["id"])],
    },
    Table {
        name: "location_templates",
        columns: &[
            Column("location", Kind::Number),
            Column("name", Kind::Text),
            Column("digest", Kind::Bytes),
            Column("changed_at", Kind::Instant),
            Column("text", Kind::Text),
        ],
        parts: &[Part::same("location_templates", &["location", "name"])],
    },
    Table {
        name: "images",
        columns: &[
            Column("digest", Kind::Bytes),
            Column("kind", Kind::Text),
            Column("bytes", Kind::Bytes),
            Column("added_at", Kind::Instant),
        ],
        parts: &[Part::same("images", &["digest"])],
    },
    Table {
        name: "notice_limits",
        columns: &[Column("location", Kind::Number), Column("full_at", Kind::Instant)],
        parts: &[Part::same("notice_limits", &["location"])],
    },
    Table {
        name: "repeatable_requests",
        columns: &[
            Column("key", Kind::Bytes),
            Column("content", Kind::Bytes),
            Column("status", Kind::Number),
            Column("answer", Kind::Text),
            Column("over_at", Kind::Instant),
        ],
        parts: &[Part::same("repeatable_requests", &["key"])],
    },
    Table {
        name: "data_keys",
        columns: &[
            Column("id", Kind::Text),
            Column("kind", Kind::Text),
            Column("wrapped", Kind::Bytes),
            Column("created_at", Kind::Instant),
            Column("active_at", Kind::Instant),
        ],
        parts: &[Part::same("data_keys", &["id"])],
    },
    Table {
        name: "audit",
        columns: &[
            Column("id", Kind::Number),
            Column("number", Kind::Number),
            Column("digest", Kind::Bytes),
            Column("at", Kind::Instant),
            Column("action", Kind::Text),
            Column("account", Kind::Uuid),
            Column("address_key", Kind::Bytes),
            Column("location", Kind::Number),
            Column("network", Kind::Text),
            Column("outcome", Kind::Text),
            Column("count", Kind::Number),
            Column("actor", Kind::Text),
            Column("mark", Kind::Bytes),
        ],
        parts: &[Part::same("audit", &["id"])],
    },
    Table {
        name: "audit_ends",
        columns: &[
            Column("name", Kind::Text),
            Column("number", Kind::Number),
            Column("digest", Kind::Bytes),
            Column("mark", Kind::Bytes),
        ],
        parts: &[Part::same("audit_ends", &["name"])],
    },
    Table {
        name: "webhook_subscriptions",
        columns: &[Column("url", Kind::Text), Column("event", Kind::Text)],
        parts: &[Part::same("webhook_subscriptions", &["url", "event"])],
    },
    Table {
        name: "webhooks",
        columns: &[
            Column("id", Kind::Uuid),
            Column("url", Kind::Text),
            Column("event", Kind::Text),
            Column("data", Kind::Text),
            Column("state", Kind::Text),
            Column("happened_at", Kind::Instant),
            Column("due_at", Kind::Instant),
            Column("claim", Kind::Number),
            Column("failures", Kind::Number),
            Column("settled_at", Kind::Instant),
            Column("reason", Kind::Text),
        ],
        parts: &[Part::same("webhooks", &["id"])],
    },
];

/// "Never" is the epoch in SQLite and NULL in PostgreSQL.
const ADDRESS_BUDGETS: Table = Table {
    name: "address_budgets",
    columns: &[
        Column("address_key", Kind::Bytes),
        Column("mails_full_at", Kind::Instant),
        Column("reset_mails_full_at", Kind::Instant),
        Column("reset_password_cooldown_until", Kind::Instant),
        Column("reset_password_full_at", Kind::Instant),
        Column("sign_in_cooldown_until", Kind::Instant),
        Column("sign_in_full_at", Kind::Instant),
        Column("verify_email_cooldown_until", Kind::Instant),
        Column("verify_email_full_at", Kind::Instant),
        Column("sign_up_cooldown_until", Kind::Instant),
    ],
    parts: &[Part {
        differs: &[
            ("mails_full_at", "nullif(mails_full_at, 0)"),
            ("reset_mails_full_at", "nullif(reset_mails_full_at, 0)"),
            ("reset_password_cooldown_until", "nullif(reset_password_cooldown_until, 0)"),
            ("reset_password_full_at", "nullif(reset_password_full_at, 0)"),
            ("sign_in_cooldown_until", "nullif(sign_in_cooldown_until, 0)"),
            ("sign_in_full_at", "nullif(sign_in_full_at, 0)"),
            ("verify_email_cooldown_until", "nullif(verify_email_cooldown_until, 0)"),
            ("verify_email_full_at", "nullif(verify_email_full_at, 0)"),
            ("sign_up_cooldown_until", "nullif(sign_up_cooldown_until, 0)"),
        ],
        ..Part::same("address_budgets", &["address_key"])
    }],
};
