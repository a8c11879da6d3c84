//! The tables of known systems.

use std::collections::BTreeSet;

use super::dialect::{Dialect, TableName};
use super::hash_format::HashFormat;
use super::statement::{Role, Statement};
use super::statements::{Rights, Statements};

/// A system whose tables are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Preset {
    /// Django's `auth_user`, or a user model that extends `AbstractUser`.
    Django,
    /// Better Auth's `user`, `account` and `session`.
    BetterAuth,
    /// Supabase's `auth.users`.
    Supabase,
    /// Laravel's `users`.
    Laravel,
    /// `users` of a Rails app with Devise.
    Devise,
    /// WordPress' `wp_users` and `wp_usermeta`.
    WordPress,
}

impl Preset {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Django, Self::BetterAuth, Self::Supabase, Self::Laravel, Self::Devise, Self::WordPress];

    /// What the settings call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Django => "django",
            Self::BetterAuth => "better-auth",
            Self::Supabase => "supabase",
            Self::Laravel => "laravel",
            Self::Devise => "devise",
            Self::WordPress => "wordpress",
        }
    }

    /// The format of its hashes, unless the settings name another.
    pub fn format(self) -> HashFormat {
        match self {
            Self::Django => HashFormat::DjangoPbkdf2,
            Self::BetterAuth => HashFormat::BetterAuth,
            Self::Supabase | Self::Devise => HashFormat::Bcrypt2a,
            Self::Laravel => HashFormat::Bcrypt2y,
            Self::WordPress => HashFormat::WordPress,
        }
    }

    /// Whether its sessions hold a digest of the hash, so that they end with it.
    pub(super) fn ends_sessions_by_the_hash(self) -> bool {
        matches!(self, Self::Django | Self::Devise)
    }

    /// Whether its users may be in a table of another name.
    pub fn takes_table(self) -> bool {
        !matches!(self, Self::BetterAuth | Self::Supabase)
    }

    /// Whether it runs on servers of this kind.
    pub fn runs_on(self, dialect: Dialect) -> bool {
        match self {
            Self::Supabase => dialect == Dialect::Postgres,
            Self::WordPress => dialect == Dialect::MySql,
            Self::Django | Self::BetterAuth | Self::Laravel | Self::Devise => true,
        }
    }

    /// The tables whose columns decide what is asked: first that of the users, then others, which may be absent.
    pub(super) fn tables(self, users: Option<&TableName>) -> Vec<TableName> {
        let users = users.cloned().unwrap_or_else(|| match self {
            Self::Django => TableName::known("auth_user"),
            Self::BetterAuth => TableName::known("user"),
            Self::Supabase => TableName::known("users").within("auth"),
            Self::Laravel | Self::Devise => TableName::known("users"),
            Self::WordPress => TableName::known("wp_users"),
        });
        let others = match self {
            Self::BetterAuth => vec![users.beside("account"), users.beside("session")],
            Self::Supabase | Self::Laravel => vec![users.beside("sessions")],
            Self::WordPress => vec![users.beside(format!("{}usermeta", prefix(users.name())))],
            Self::Django | Self::Devise => Vec::new(),
        };
        [vec![users], others].concat()
    }

    /// Its statements over tables with these columns. Fails with the name of an absent table or column.
    pub(super) fn statements(self, tables: &[Table], dialect: Dialect) -> Result<Statements, String> {
        match self {
            Self::Django => django(tables, dialect),
            Self::BetterAuth => better_auth(tables, dialect),
            Self::Supabase => supabase(tables, dialect),
            Self::Laravel => laravel(tables, dialect),
            Self::Devise => devise(tables, dialect),
            Self::WordPress => wordpress(tables, dialect),
        }
    }
}

/// A table of the database.
pub(super) struct Table {
    pub(super) name: TableName,
    /// Empty if the table does not exist, or may not be read.
    pub(super) columns: BTreeSet<String>,
    /// Those of MySQL whose collation tells capital letters from small ones.
    pub(super) exact: BTreeSet<String>,
}

impl Table {
    fn has(&self, column: &str) -> bool {
        self.columns.contains(column)
    }

    fn require(&self, columns: &[&str]) -> Result<(), String> {
        let name = &self.name;
        if self.columns.is_empty() {
            return Err(format!("there is no table `{name}`, or the database user may not see it"));
        }
        match columns.iter().find(|column| !self.has(column)) {
            None => Ok(()),
            Some(column) => Err(format!(
                "the table `{name}` has no column `{column}`, or the database user may not see it; for tables that differ, \
                 leave preset out and write find, get and set_password"
            )),
        }
    }
}

/// What begins the names of WordPress' tables: `wp_` of `wp_users`.
fn prefix(users: &str) -> &str {
    users.strip_suffix("users").unwrap_or(users)
}

/// The two look-ups, which differ in their condition alone.
fn look_ups(columns: &[&str], from: &str, find: &str, get: &str) -> Result<(Statement, Statement), String> {
    let select = |condition: &str| format!("SELECT {} FROM {from} WHERE {condition}", columns.join(", "));
    Ok((parse(&select(find), Role::Find)?, parse(&select(get), Role::Get)?))
}

fn parse(text: &str, role: Role) -> Result<Statement, String> {
    Statement::parse(text, role).map_err(|error| format!("a statement of the preset {error}: {text}"))
}

fn users_of(tables: &[Table]) -> Result<&Table, String> {
    tables.first().ok_or_else(|| "the preset names no table".to_owned())
}

fn django(tables: &[Table], dialect: Dialect) -> Result<Statements, String> {
    let users = users_of(tables)?;
    let read = ["id", "email", "password", "is_active", "is_staff", "is_superuser"];
    users.require(&read)?;
    let table = users.name.quoted(dialect);
    // As in Django, a hash that begins with `!` marks an unusable password.
    let mut columns = vec![
        "id",
        "email",
        "password AS hash",
        "(NOT is_active OR password LIKE '!%') AS locked",
        "(is_staff OR is_superuser) AS privileged",
    ];
    let mut select = read.to_vec();
    if users.has("first_name") {
        columns.push("first_name AS name");
        select.push("first_name");
    }
    if users.has("username") {
        columns.push("username");
        select.push("username");
    }
    let (find, get) = look_ups(&columns, &table, "lower(email) = :address", "id = :id")?;
    let set = format!("UPDATE {table} SET password = :new_hash WHERE id = :id AND password = :old_hash AND is_active");
    Ok(Statements {
        find,
        get,
        set_password: parse(&set, Role::SetPassword)?,
        // Django's sessions hold a digest of the hash, so that they end with it.
        end_sessions: None,
        rights: Rights::default().select(&users.name, &select).update(&users.name, &["password"]),
    })
}

fn better_auth(tables: &[Table], dialect: Dialect) -> Result<Statements, String> {
    let [users, accounts, sessions] = tables else { return Err("the preset names three tables".to_owned()) };
    users.require(&["id", "email", "name"])?;
    accounts.require(&["userId", "providerId", "password", "updatedAt"])?;
    let name = |column: &str| dialect.name(column);
    let (owner, provider, updated) = (name("userId"), name("providerId"), name("updatedAt"));
    let mut columns = vec!["u.id AS id", "u.email AS email", "a.password AS hash", "u.name AS name"];
    let mut select = vec!["id", "email", "name"];
    // The column of the username plugin.
    if users.has("username") {
        columns.push("u.username AS username");
        select.push("username");
    }
    // Columns of the admin plugin.
    if users.has("banned") {
        columns.push("COALESCE(u.banned, FALSE) AS locked");
        select.push("banned");
    }
    if users.has("role") {
        columns.push("(COALESCE(u.role, '') LIKE '%admin%') AS privileged");
        select.push("role");
    }
    let from = format!(
        "{} u LEFT JOIN {} a ON a.{owner} = u.id AND a.{provider} = 'credential'",
        users.name.quoted(dialect),
        accounts.name.quoted(dialect)
    );
    let (find, get) = look_ups(&columns, &from, "u.email = :address", "u.id = :id")?;
    let set = format!(
        "UPDATE {} SET password = :new_hash, {updated} = CURRENT_TIMESTAMP \
         WHERE {owner} = :id AND {provider} = 'credential' AND password = :old_hash",
        accounts.name.quoted(dialect)
    );
    let mut rights = Rights::default()
        .select(&users.name, &select)
        .select(&accounts.name, &["userId", "providerId", "password"])
        .update(&accounts.name, &["password", "updatedAt"]);
    // Sessions may be kept elsewhere, such as in Redis.
    let end_sessions = if sessions.has("userId") {
        rights = rights.select(&sessions.name, &["userId"]).delete(&sessions.name);
        let text = format!("DELETE FROM {} WHERE {owner} = :id", sessions.name.quoted(dialect));
        Some(parse(&text, Role::EndSessions)?)
    } else {
        None
    };
    Ok(Statements { find, get, set_password: parse(&set, Role::SetPassword)?, end_sessions, rights })
}

fn supabase(tables: &[Table], dialect: Dialect) -> Result<Statements, String> {
    let [users, sessions] = tables else { return Err("the preset names two tables".to_owned()) };
    let read = [
        "id",
        "email",
        "encrypted_password",
        "raw_user_meta_data",
        "banned_until",
        "deleted_at",
        "is_sso_user",
        "is_super_admin",
    ];
    users.require(&read)?;
    sessions.require(&["user_id"])?;
    let (table, session) = (users.name.quoted(dialect), sessions.name.quoted(dialect));
    let columns = [
        "id",
        "email",
        // People who sign in through others have an empty one.
        "NULLIF(encrypted_password, '') AS hash",
        "raw_user_meta_data->>'full_name' AS name",
        "(COALESCE(banned_until > now(), FALSE) OR deleted_at IS NOT NULL OR is_sso_user) AS locked",
        "COALESCE(is_super_admin, FALSE) AS privileged",
    ];
    let (find, get) = look_ups(&columns, &table, "email = :address", "id = :id")?;
    let set = format!(
        "UPDATE {table} SET encrypted_password = :new_hash, updated_at = now() \
         WHERE id = :id AND encrypted_password = :old_hash"
    );
    Ok(Statements {
        find,
        get,
        set_password: parse(&set, Role::SetPassword)?,
        // Refresh tokens go with their sessions.
        end_sessions: Some(parse(&format!("DELETE FROM {session} WHERE user_id = :id"), Role::EndSessions)?),
        rights: Rights::default()
            .select(&users.name, &read)
            .update(&users.name, &["encrypted_password", "updated_at"])
            .select(&sessions.name, &["user_id"])
            .delete(&sessions.name),
    })
}

fn laravel(tables: &[Table], dialect: Dialect) -> Result<Statements, String> {
    let [users, sessions] = tables else { return Err("the preset names two tables".to_owned()) };
    users.require(&["id", "email", "password"])?;
    let table = users.name.quoted(dialect);
    let mut columns = vec!["id", "email", "password AS hash"];
    let mut select = vec!["id", "email", "password"];
    if users.has("name") {
        columns.push("name");
        select.push("name");
    }
    if users.has("username") {
        columns.push("username");
        select.push("username");
    }
    if users.has("deleted_at") {
        columns.push("(deleted_at IS NOT NULL) AS locked");
        select.push("deleted_at");
    }
    // Laravel keeps addresses as they were typed.
    let (find, get) = look_ups(&columns, &table, &in_any_case("email", users, dialect), "id = :id")?;
    let (set, update) = set_and("password", users, &[("remember_token", "NULL"), ("updated_at", "CURRENT_TIMESTAMP")]);
    let set = format!("UPDATE {table} SET {set} WHERE id = :id AND password = :old_hash");
    let mut rights = Rights::default().select(&users.name, &select).update(&users.name, &update);
    let end_sessions = if sessions.has("user_id") {
        rights = rights.select(&sessions.name, &["user_id"]).delete(&sessions.name);
        let text = format!("DELETE FROM {} WHERE user_id = :id", sessions.name.quoted(dialect));
        Some(parse(&text, Role::EndSessions)?)
    } else {
        None
    };
    Ok(Statements { find, get, set_password: parse(&set, Role::SetPassword)?, end_sessions, rights })
}

fn devise(tables: &[Table], dialect: Dialect) -> Result<Statements, String> {
    let users = users_of(tables)?;
    users.require(&["id", "email", "encrypted_password"])?;
    let table = users.name.quoted(dialect);
    let mut columns = vec!["id", "email", "NULLIF(encrypted_password, '') AS hash"];
    let mut select = vec!["id", "email", "encrypted_password"];
    if users.has("username") {
        columns.push("username");
        select.push("username");
    }
    if users.has("deleted_at") {
        columns.push("(deleted_at IS NOT NULL) AS locked");
        select.push("deleted_at");
    }
    // Devise keeps addresses in lower case.
    let (find, get) = look_ups(&columns, &table, "email = :address", "id = :id")?;
    let more = [("reset_password_token", "NULL"), ("remember_created_at", "NULL"), ("updated_at", "CURRENT_TIMESTAMP")];
    let (set, update) = set_and("encrypted_password", users, &more);
    let set = format!("UPDATE {table} SET {set} WHERE id = :id AND encrypted_password = :old_hash");
    Ok(Statements {
        find,
        get,
        set_password: parse(&set, Role::SetPassword)?,
        // Devise's sessions hold the beginning of the hash, so that they end with it.
        end_sessions: None,
        rights: Rights::default().select(&users.name, &select).update(&users.name, &update),
    })
}

fn wordpress(tables: &[Table], dialect: Dialect) -> Result<Statements, String> {
    let [users, meta] = tables else { return Err("the preset names two tables".to_owned()) };
    let read = ["id", "user_login", "user_email", "user_pass", "display_name", "user_status"];
    users.require(&read)?;
    meta.require(&["user_id", "meta_key", "meta_value"])?;
    let (table, details) = (users.name.quoted(dialect), meta.name.quoted(dialect));
    // Of any site of a network.
    let administers = format!(
        "EXISTS (SELECT 1 FROM {details} m WHERE m.user_id = u.ID AND m.meta_key LIKE '%capabilities' \
         AND m.meta_value LIKE '%\"administrator\"%') AS privileged"
    );
    let columns = [
        "u.ID AS id",
        "u.user_email AS email",
        "NULLIF(u.user_pass, '') AS hash",
        "u.display_name AS name",
        "u.user_login AS username",
        "(u.user_status <> 0) AS locked",
        &administers,
    ];
    let find = in_any_case("user_email", users, dialect);
    let (find, get) = look_ups(&columns, &format!("{table} u"), &find, "u.ID = :id")?;
    let set = format!(
        "UPDATE {table} SET user_pass = :new_hash, user_activation_key = '' WHERE ID = :id AND user_pass = :old_hash"
    );
    let end = format!("DELETE FROM {details} WHERE user_id = :id AND meta_key = 'session_tokens'");
    Ok(Statements {
        find,
        get,
        set_password: parse(&set, Role::SetPassword)?,
        end_sessions: Some(parse(&end, Role::EndSessions)?),
        rights: Rights::default()
            .select(&users.name, &read)
            .update(&users.name, &["user_pass", "user_activation_key"])
            .select(&meta.name, &["user_id", "meta_key", "meta_value"])
            .delete(&meta.name),
    })
}

/// Compares addresses that a table may have in capital letters, by its index where a collation does that.
fn in_any_case(column: &str, users: &Table, dialect: Dialect) -> String {
    match dialect {
        Dialect::MySql if !users.exact.contains(column) => format!("{column} = :address"),
        Dialect::MySql | Dialect::Postgres => format!("lower({column}) = :address"),
    }
}

/// What is set of a row besides its hash, as far as the table has it, and the columns that this writes.
fn set_and<'a>(hash: &'a str, users: &Table, more: &[(&'a str, &str)]) -> (String, Vec<&'a str>) {
    let mut set = vec![format!("{hash} = :new_hash")];
    let mut columns = vec![hash];
    for (column, value) in more.iter().filter(|(column, _)| users.has(column)) {
        set.push(format!("{column} = {value}"));
        columns.push(column);
    }
    (set.join(", "), columns)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(name: &str, columns: &[&str]) -> Table {
        let columns = columns.iter().map(|column| (*column).to_owned()).collect();
        Table { name: TableName::parse(name).unwrap(), columns, exact: BTreeSet::new() }
    }

    #[test]
    fn a_table_that_lacks_a_column_is_named_with_it() {
        let users = [table("auth_user", &["id", "email", "password", "is_active", "is_staff"])];
        let problem = Preset::Django.statements(&users, Dialect::Postgres).unwrap_err();
        assert!(problem.contains("`auth_user`") && problem.contains("`is_superuser`"), "{problem}");
        let problem = Preset::Django.statements(&[table("auth_user", &[])], Dialect::Postgres).unwrap_err();
        assert!(problem.contains("no table `auth_user`"), "{problem}");
    }

    #[test]
    fn columns_that_only_some_installations_have_are_used_where_they_are() {
        let sessions = table("sessions", &["id", "user_id"]);
        let full = table("users", &["id", "email", "password", "name", "deleted_at", "remember_token", "updated_at"]);
        let full = Preset::Laravel.statements(&[full, sessions], Dialect::MySql).unwrap();
        assert!(full.find.text(Dialect::MySql).contains("deleted_at"));
        assert!(full.set_password.text(Dialect::MySql).contains("remember_token = NULL"));
        assert!(full.end_sessions.is_some());
        let bare = [table("users", &["id", "email", "password"]), table("sessions", &[])];
        let bare = Preset::Laravel.statements(&bare, Dialect::Postgres).unwrap();
        assert!(!bare.find.text(Dialect::Postgres).contains("deleted_at"));
        assert!(!bare.set_password.text(Dialect::Postgres).contains("remember_token"));
        assert!(bare.end_sessions.is_none());
    }
}
