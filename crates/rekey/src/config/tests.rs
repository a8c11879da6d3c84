use proptest::prelude::*;
use rekey_core::rate::Rate;
use rekey_core::time::Duration;

use super::settings::Setting;
use super::*;

mod sources;

const NEEDED: &str = r#"
public_url = "https://id.example.com"
secret = "jHQEVb9q15GC+LalJ/yjhhbaoJC8dgrb5oJgHC1J+JQ="
"#;

fn from(dev: bool, file: &str, environment: &[(&str, &str)]) -> Result<Config, ConfigError> {
    let variables = environment.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    let file = Layer::toml("rekey.toml", file).unwrap();
    Config::from_layers([file, Layer::environment(variables)], dev)
}

fn file(more: &str) -> Result<Config, ConfigError> {
    from(false, &format!("{NEEDED}{more}"), &[])
}

fn complaint(more: &str) -> String {
    file(more).unwrap_err().to_string()
}

#[test]
fn the_two_settings_that_nobody_can_guess_are_demanded_together() {
    let complaints = from(false, "", &[]).unwrap_err().0;
    let named: Vec<_> = complaints.iter().filter_map(|error| error.setting.as_deref()).collect();
    assert_eq!(named, ["public_url", "secret"]);
    assert!(complaints.iter().all(|error| error.message.contains("rekey config init")));
}

#[test]
fn development_needs_nothing() {
    let config = from(true, "", &[]).unwrap();
    assert!(config.server.database_url.to_string().ends_with("/data/dev.db"));
    assert_eq!(config.server.listen.to_string(), "127.0.0.1:8080");
    assert!(matches!(config.outlet, Outlet::Captured));
}

#[test]
fn development_never_mails_anybody_nor_touches_the_real_secret() {
    let mail = "[mail]\nsmtp_url = \"smtp://mail.example.com\"\nfrom = \"a@example.com\"\n";
    let config = from(true, &format!("{NEEDED}{mail}"), &[]).unwrap();
    assert!(matches!(config.outlet, Outlet::Captured));
    assert!(config.server.secret.is_none());
}

#[test]
fn development_listens_on_loopback_unless_it_is_told_where() {
    assert!(from(true, "", &[]).unwrap().server.listen.0.ip().is_loopback());
    assert!(from(true, "", &[("REKEY_LISTEN", "0.0.0.0:8080")]).unwrap().server.listen.0.ip().is_unspecified());
}

#[test]
fn the_environment_goes_before_the_file_and_the_file_before_what_is_built_in() {
    let config = from(
        false,
        &format!("{NEEDED}listen = \"127.0.0.1:1\"\n[limits]\ncooldown = \"2m\"\nrequests_per_address = \"9/1h\"\n"),
        &[("REKEY_LIMITS__COOLDOWN", "3m")],
    );
    let config = config.unwrap();
    assert_eq!(config.limits.cooldown, Duration::from_mins(3));
    assert_eq!(config.limits.requests_per_address, Some(Rate::new(9, Duration::from_hours(1))));
    assert_eq!(config.limits.mails_per_address, Some(Rate::new(20, Duration::from_hours(24))));
    assert_eq!(config.server.listen.to_string(), "127.0.0.1:1");
}

#[test]
fn every_limit_can_be_switched_off() {
    let limits = file(
        "[limits]\ncooldown = \"off\"\nrequests_per_address = \"off\"\nmails_per_address = \"off\"\n\
         resets_per_address = \"off\"\n\
         requests_per_network = \"off\"\nfailures_per_network = \"off\"\n",
    );
    let limits = limits.unwrap().limits;
    assert_eq!(limits.cooldown, Duration::ZERO);
    let rates = limits.settings();
    assert!(rates.requests_per_address.is_none() && rates.mails_per_address.is_none());
    assert!(rates.resets_per_address.is_none());
    assert!(rates.requests_per_network.is_none() && rates.failures_per_network.is_none());
}

#[test]
fn a_wrong_value_is_complained_of_by_name_place_and_what_would_be_right() {
    for (wrong, setting, advice) in [
        ("[tokens]\nlink = \"25h\"", "tokens.link", "1m to 1d"),
        ("[tokens]\ncode = \"5\"", "tokens.code", "\"15m\""),
        ("[tokens]\ncode = 5", "tokens.code", "expected a string, found a number"),
        ("[limits]\nrequests_per_network = \"many\"", "limits.requests_per_network", "\"off\""),
        ("[mail]\nsmtp_url = \"mail.example.com\"", "mail.smtp_url", "expected smtp://"),
        ("[mail]\nfrom = \"nobody\"", "mail.from", "email address"),
        ("[mail]\nwait_for_first_attempt = \"1m\"", "mail.wait_for_first_attempt", "0s to 20s"),
        ("[mail]\nenabled = \"maybe\"", "mail.enabled", "expected true or false"),
        ("[passwords]\nmin_length = 4", "passwords.min_length", "8 to 256"),
        ("trusted_proxies = [\"10.0.0.0/8\", \"proxy\"]", "trusted_proxies", "`proxy`: expected an address"),
        (
            "[passwords]\nbreach_check = \"https://list.example.com/range\"",
            "passwords.breach_check",
            "slash at the end",
        ),
        (
            "[passwords]\nbreach_check = \"http://x\"",
            "passwords.breach_check",
            "something about passwords; use https:, or \"off\"",
        ),
        ("[passwords]\nbreach_check = \"x\"", "passwords.breach_check", "https://api.pwnedpasswords.com/range/"),
        ("[passwords]\nbreach_check_timeout = \"1m\"", "passwords.breach_check_timeout", "100ms to 10s"),
        ("dialects = [\"esperanto\"]", "dialects", "nexudus"),
        ("listen = \"8080\"", "listen", "127.0.0.1:8080"),
        ("database_url = \"mysql://db\"", "database_url", "sqlite:PATH"),
        ("database_url = \"postgres://me:p@ss@db\"", "database_url", "%40"),
        ("[database]\ndirect_url = \"sqlite:x\"", "database.direct_url", "postgres://"),
        ("[database]\nmax_connections = 0", "database.max_connections", "1 to 1000"),
        ("[database]\nstatement_timeout = \"1h\"", "database.statement_timeout", "100ms to 10m"),
        ("[database]\nconnect_wait = \"off\"", "database.connect_wait", "\"15m\""),
        ("default_location = 0", "default_location", "1 to"),
        ("cors_origins = [\"https://*.example.com\"]", "cors_origins", "wildcards are not supported"),
        ("database_url = \"postgres://db/rekey?pgbouncer=true\"", "database_url", "pooler = true"),
    ] {
        let text = complaint(wrong);
        assert!(
            text.starts_with(&format!(
                "{setting} (in rekey.toml, line {}): ",
                NEEDED.lines().count() + wrong.lines().count()
            )),
            "{text}"
        );
        assert!(text.contains(advice), "{text}");
    }
}

#[test]
fn a_setting_below_the_wrong_heading_is_told_where_it_belongs() {
    for (text, complaint_of) in [
        (
            "[limits]\ncors_origins = []",
            "limits.cors_origins (in rekey.toml, line 5): does not belong here; move `cors_origins` above the first [table] of the file",
        ),
        (
            "[mail]\nmetrics_listen = \"off\"",
            "mail.metrics_listen (in rekey.toml, line 5): does not belong here; move `metrics_listen` into [telemetry]",
        ),
        (
            "[passwords]\ndirect_url_file = \"x\"",
            "passwords.direct_url_file (in rekey.toml, line 5): does not belong here; move `direct_url_file` into [database]",
        ),
        (
            "[[locations]]\nid = 7\ntrusted_proxies = []",
            "locations.0.trusted_proxies (in rekey.toml, line 6): does not belong here; move `trusted_proxies` above the first [table] of the file",
        ),
        (
            "smtp_url = \"smtp://x\"",
            "smtp_url (in rekey.toml, line 4): does not belong here; move `smtp_url` into [mail]",
        ),
    ] {
        let told = complaint(text);
        assert!(told.contains(complaint_of), "{told}");
    }
    let variable = from(false, NEEDED, &[("REKEY_MAIL__CORS_ORIGINS", "https://a.example")]).unwrap_err().to_string();
    assert!(variable.contains("Its variable is REKEY_CORS_ORIGINS"), "{variable}");
}

#[test]
fn an_example_that_everybody_knows_is_no_secret() {
    for (setting, section) in [("secret", ""), ("admin.token", ""), ("introspection_clients", ""), ("webhooks", "")] {
        let example = settings::find(setting).unwrap();
        let text = format!("public_url = \"https://id.example.com\"\n{section}{}", toml_line(example, example.example));
        let error = from(false, &text, &[]).unwrap_err().to_string();
        assert!(error.contains("everybody knows") || error.contains("does not look random"), "{setting}: {error}");
        assert!(error.contains("openssl rand -base64 32"), "{setting}: {error}");
    }
    let lists = [
        "[admin]\ntoken = \"0123456789-0123456789-of-the-backend\"\n\
         previous_tokens = [\"k9mQv3xT8wYp2LhN5bRc7JdF4sGz6AeU1oXiVtKyBqM=\"]",
        "[[webhooks]]\nurl = \"https://shop.example.com\"\nevents = [\"password.changed\"]\n\
         secret = \"whsec_pDYRg0tGONrBYedcWFjIq7UxNf6rns0+WVZQqjfgod8=\"\n\
         previous_secrets = [\"whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\"]",
        "[directories.app]\nkind = \"http\"\nurl = \"https://app.example.com\"\n\
         secret = \"whsec_pDYRg0tGONrBYedcWFjIq7UxNf6rns0+WVZQqjfgod8=\"\n\
         previous_secrets = [\"whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\"]",
    ];
    for list in lists {
        let error = complaint(list);
        assert!(error.contains("everybody knows"), "{list}: {error}");
    }
    let moved_on = file("previous_secrets = [\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"]");
    assert!(moved_on.is_ok(), "keys that are sealed under it can still be read");
}

#[test]
fn a_directory_over_a_database_says_what_it_lacks_and_what_does_not_fit() {
    let of = |more: &str| file(&format!("[directories.app]\nkind = \"sql\"\n{more}"));
    let says = |more: &str, words: &str| {
        let error = of(more).unwrap_err().to_string();
        assert!(error.contains(words) && !error.contains("hush"), "{more}: {error}");
    };
    let url = "url = \"postgres://rekey:hush@db.example.com/app\"\n";
    assert!(of(&format!("{url}preset = \"django\"\ntable = \"accounts.user\"")).is_ok());
    let own = "hash = \"argon2id\"\nfind = \"SELECT 1 AS id WHERE :address = ''\"\nget = \"SELECT 1 AS id WHERE :id = ''\"\n\
               set_password = \"UPDATE u SET p = :new_hash WHERE i = :id AND p = :old_hash\"\n";
    assert!(of(&format!("{url}{own}")).is_ok());
    says("preset = \"django\"", "directories.app.url (in rekey.toml, line 4): is missing");
    says(&format!("{url}preset = \"drupal\""), "\"wordpress\"");
    says(&format!("{url}preset = \"wordpress\""), "does not run on PostgreSQL");
    says(&format!("{url}preset = \"supabase\"\ntable = \"users\""), "fixed names");
    says(&format!("{url}preset = \"django\"\n{own}"), "the preset has this statement");
    says(&format!("{url}find = \"SELECT 1\""), "has no :address");
    says(url, "directories.app.set_password (in rekey.toml, line 4): is missing");
    says("url = \"postgres://rekey:hush@db.example.com/app?sslmode=prefer\"\npreset = \"django\"", "verify-full");
}

#[test]
fn tokens_before_the_one_need_one_that_replaces_them() {
    let error = complaint("[admin]\nprevious_tokens = [\"0123456789-0123456789-of-the-backend\"]");
    assert!(error.starts_with("admin.previous_tokens (in rekey.toml, line 5): needs a current token"), "{error}");
}

#[test]
fn a_wrong_variable_is_complained_of_by_its_own_name() {
    let error = from(false, NEEDED, &[("REKEY_TOKENS__LINK", "soon")]).unwrap_err().to_string();
    assert!(error.starts_with("tokens.link (in REKEY_TOKENS__LINK): "), "{error}");
}

#[test]
fn a_wrong_secret_is_never_repeated() {
    for wrong in ["secret = \"hush-hush\"", "secret = 4711"] {
        let text = from(false, &format!("public_url = \"https://a.example\"\n{wrong}"), &[]).unwrap_err().to_string();
        assert!(text.starts_with("secret (in rekey.toml, line 2): "), "{text}");
        assert!(!text.contains("hush-hush") && !text.contains("4711"), "{text}");
    }
}

#[test]
fn a_short_admin_token_is_refused_and_never_repeated() {
    let text = complaint("[admin]\ntoken = \"hush-hush\"");
    assert!(text.starts_with("admin.token (in rekey.toml, line 5): ") && text.contains("32 printable"), "{text}");
    assert!(!text.contains("hush-hush"), "{text}");
    let error = from(false, NEEDED, &[("REKEY_ADMIN__TOKEN", "hush-hush")]).unwrap_err().to_string();
    assert!(error.starts_with("admin.token (in REKEY_ADMIN__TOKEN): "), "{error}");
    let token = "0123456789abcdef0123456789abcdef";
    let config = from(false, NEEDED, &[("REKEY_ADMIN__TOKEN", token)]).unwrap();
    assert!(config.admin.token.is_some() && !format!("{config:?}").contains(token));
    assert!(file("").unwrap().admin.token.is_none());
}

#[test]
fn a_secret_can_stand_in_a_file_but_not_in_both_places() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("secret");
    std::fs::write(&path, "jHQEVb9q15GC+LalJ/yjhhbaoJC8dgrb5oJgHC1J+JQ=\n").unwrap();
    let in_file = format!("secret_file = {:?}\n", path.display().to_string());
    let config = from(false, &format!("public_url = \"https://a.example\"\n{in_file}"), &[]).unwrap();
    assert_eq!(config.server.secret.unwrap().expose().as_str(), "jHQEVb9q15GC+LalJ/yjhhbaoJC8dgrb5oJgHC1J+JQ=");
    assert!(complaint(&in_file).contains("not both"));
    assert!(from(false, "secret_file = \"/nowhere\"", &[]).unwrap_err().to_string().contains("/nowhere can't be read"));
}

#[test]
fn a_postgresql_database_is_used_as_the_section_says() {
    let config = from(
        false,
        &format!("{NEEDED}[database]\npooler = true\nmax_connections = 4\nstatement_timeout = \"2s\"\n"),
        &[
            ("REKEY_DATABASE_URL", "postgres://me:hush@db/rekey"),
            ("REKEY_DATABASE__DIRECT_URL", "postgres://me:hush@direct/rekey"),
        ],
    );
    let config = config.unwrap();
    assert!(!format!("{config:?}").contains("hush"));
    let DatabaseUrl::Postgres(url) = &config.server.database_url else { panic!("{}", config.server.database_url) };
    let settings = config.database.settings(url);
    assert!(settings.pooler && settings.direct_url.is_some());
    assert_eq!((settings.max_connections, settings.statement_timeout), (4, Duration::from_secs(2)));
    assert_eq!(settings.connect_wait, Duration::from_secs(30));
}

#[test]
fn a_direct_url_without_postgresql_and_postgresql_with_dev_are_refused() {
    let text = complaint("[database]\ndirect_url = \"postgres://db/rekey\"");
    assert!(
        text.starts_with("database.direct_url (in rekey.toml, line 5): ") && text.contains("database_url"),
        "{text}"
    );
    let text = from(true, "database_url = \"postgres://db/rekey\"", &[]).unwrap_err().to_string();
    assert!(text.starts_with("database_url (in rekey.toml, line 1): ") && text.contains("sqlite:PATH"), "{text}");
}

#[test]
fn mail_is_off_until_there_is_a_way_for_it_to_leave() {
    assert!(matches!(file("").unwrap().outlet, Outlet::Off));
    let smtp = "[mail]\nsmtp_url = \"smtp://mail.example.com\"\n";
    assert!(matches!(file(&format!("{smtp}from = \"a@example.com\"\n")).unwrap().outlet, Outlet::Smtp(_)));
    assert!(matches!(file(&format!("{smtp}enabled = false\n")).unwrap().outlet, Outlet::Off));
    assert!(complaint(smtp).starts_with("mail.from: is missing"));
    assert!(complaint("[mail]\nenabled = true\n").starts_with("mail.smtp_url: is missing"));
}

#[test]
fn a_mail_server_hears_the_name_of_public_url_or_one_that_is_a_host_name() {
    let name =
        |more: &str| match file(&format!("[mail]\nsmtp_url = \"smtp://localhost\"\nfrom = \"a@b.example\"\n{more}")) {
            Ok(config) => match config.outlet {
                Outlet::Smtp(smtp) => Ok(smtp.hello_name.unwrap().to_string()),
                other => panic!("{other:?}"),
            },
            Err(error) => Err(error.to_string()),
        };
    assert_eq!(name("").unwrap(), "id.example.com");
    assert_eq!(name("hello_name = \"mx.example.com\"").unwrap(), "mx.example.com");
    for bad in ["two words", "mx.example.com\\r\\nRSET", "mx.example.com:25", "192.0.2.1"] {
        let error = name(&format!("hello_name = \"{bad}\"")).unwrap_err();
        assert!(error.contains("mail.hello_name"), "{error}");
    }
}

#[test]
fn a_file_without_a_certificate_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ca.pem");
    for content in ["", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "junk"] {
        std::fs::write(&path, content).unwrap();
        let error = complaint(&format!(
            "[mail]\nsmtp_url = \"smtp://localhost\"\nfrom = \"a@b.example\"\nroot_certificates = \"{}\"",
            path.display()
        ));
        assert!(error.contains("mail.root_certificates") && error.contains("holds no certificate"), "{error}");
    }
}

#[test]
fn a_table_of_places_that_is_none_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("city.mmdb");
    std::fs::write(&path, "junk").unwrap();
    let error = complaint(&format!("mail.geoip_file = \"{}\"", path.display()));
    assert!(error.contains("mail.geoip_file") && error.contains("MaxMind's format"), "{error}");
}

#[test]
fn mails_are_thrown_away_only_where_there_is_no_other_way_for_them() {
    let discard = "[mail]\ndiscard = true\nfrom = \"a@example.com\"\n";
    assert!(matches!(file(discard).unwrap().outlet, Outlet::Discard));
    for way in ["smtp_url = \"smtp://mail.example.com\"", "folder = \"mails\""] {
        assert!(complaint(&format!("{discard}{way}\n")).starts_with("mail.discard (in rekey.toml, line 5): "));
    }
}

#[test]
fn a_list_in_the_environment_is_separated_by_commas_or_json_and_nothing_else() {
    let proxies = |text: &str| from(false, NEEDED, &[("REKEY_TRUSTED_PROXIES", text)]);
    for text in ["10.0.0.0/8,::1", "10.0.0.0/8, ::1,", r#"["10.0.0.0/8","::1"]"#, " [ \"10.0.0.0/8\", \"::1\" ]"] {
        let read: Vec<String> =
            proxies(text).unwrap().server.trusted_proxies().iter().map(ToString::to_string).collect();
        assert_eq!(read, ["10.0.0.0/8", "::1/128"], "{text}");
    }
    let client = r#"["shop:9tGq7yVgW3pZsm5O8cF1"]"#;
    let clients = from(false, NEEDED, &[("REKEY_INTROSPECTION_CLIENTS", client)]).unwrap().server.introspection_clients;
    assert_eq!(clients[0].id, "shop");
    for (variable, text) in [
        ("REKEY_TRUSTED_PROXIES", "['::1']"),
        ("REKEY_TRUSTED_PROXIES", r#"["::1""#),
        ("REKEY_INTROSPECTION_CLIENTS", "[shop:9tGq7yVgW3pZsm5O8cF1]"),
        ("REKEY_PREVIOUS_SECRETS", "[jHQEVb9q15GC+LalJ/yjhhbaoJC8dgrb5oJgHC1J+JQ=]"),
        ("REKEY_MAIL__DKIM_KEYS", "[example.com:rekey:/etc/rekey/dkim.pem]"),
    ] {
        let error = from(false, NEEDED, &[(variable, text)]).unwrap_err().to_string();
        assert!(error.contains(variable) && error.contains(r#"a,b or the JSON ["a", "b"]"#), "{error}");
        assert!(!error.contains("9tGq") && !error.contains("jHQE"), "{error}");
    }
    let in_file = complaint("trusted_proxies = 1");
    assert!(in_file.contains("[\"a\", \"b\"] in a file") && in_file.contains("found a number"), "{in_file}");
}

#[test]
fn receivers_that_are_none_are_refused_with_an_example() {
    for text in ["https://shop.example.com/hooks", "[{ url = \"https://shop.example.com/hooks\" }]", "{}"] {
        let error = from(false, NEEDED, &[("REKEY_WEBHOOKS", text)]).unwrap_err().to_string();
        assert!(
            error.starts_with("webhooks (in REKEY_WEBHOOKS): expected tables") && error.contains("whsec_…"),
            "{error}"
        );
    }
    let error = complaint("webhooks = \"https://shop.example.com/hooks\"");
    assert!(error.contains("[[webhooks]] with url, secret and events"), "{error}");
}

pub(super) fn toml_line(setting: &Setting, value: &str) -> String {
    match setting.section() {
        Some(section) => format!("[{section}]\n{} = {value}\n", setting.key()),
        None => format!("{} = {value}\n", setting.key()),
    }
}

proptest! {
    #[test]
    fn a_span_within_bounds_is_taken_as_it_is(minutes in 1_u64..=1440) {
        let config = file(&format!("[tokens]\nlink = \"{minutes}m\"\n")).unwrap();
        prop_assert_eq!(config.tokens.link, Duration::from_secs(minutes * 60));
    }

    #[test]
    fn a_misspelled_setting_is_always_refused_by_name(index in 0..settings::ALL.len(), place in 0_usize..30, letter in "[a-z]") {
        let setting = &settings::ALL[index];
        let mut name = setting.key().to_owned();
        name.insert_str(place.min(name.len()), &letter);
        prop_assume!(settings::ALL.iter().all(|other| other.key() != name));
        let misspelt = match setting.section() {
            Some(section) => format!("[{section}]\n{name} = {}\n", setting.example),
            None => format!("{name} = {}\n", setting.example),
        };
        let text = from(false, &misspelt, &[]).unwrap_err().to_string();
        prop_assert!(text.contains(&name) && text.contains("did you mean"), "{}", text);
    }

    #[test]
    fn no_text_makes_reading_the_configuration_fail_in_another_way(text in "\\PC{0,60}") {
        let variables = settings::ALL.iter().map(|setting| {
            (setting.variable(), text.clone())
        });
        if let Err(error) = Config::from_layers([Layer::environment(variables)], false) {
            prop_assert!(error.0.iter().all(|error| error.setting.is_some()), "{}", error);
        }
    }
}

#[test]
fn debug_shows_no_setting_that_is_secret() {
    let config = file(
        r#"
previous_secrets = ["AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="]
database_url = "postgres://rekey:of-the-database@db.example.com/rekey"
introspection_clients = ["portal:0123456789-of-the-introspection"]
[[webhooks]]
url = "https://shop.example.com/hooks"
secret = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODktb2YtdGhlLXdlYmhvb2s="
events = ["password.changed"]
[mail]
smtp_url = "smtp://me:of-the-mail-server@mail.example.com"
from = "a@example.com"
[admin]
token = "0123456789-0123456789-of-the-backend"
"#,
    )
    .unwrap();
    let shown = format!("{config:?}");
    for secret in ["jHQEVb9q", "AQEBAQEB", "of-the-", "MDEyMzQ1", "[48, 49, 50", "[1, 1, 1"] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
    // Other values are shown, so the settings were read.
    for plain in ["mail.example.com", "shop.example.com", "portal"] {
        assert!(shown.contains(plain), "{plain} in {shown}");
    }
}
