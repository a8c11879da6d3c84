//! The examples of pages, typed at a server, give what the pages show.

use std::path::Path;
use std::process::Command;

use super::sandbox::Sandbox;

const ADMIN: &str = "0123456789abcdef0123456789abcdef0123456789abcdef";
/// The addresses of the server on pages.
const SHOWN: [&str; 3] = ["https://id.example.com", "http://127.0.0.1:8080", "localhost:8080"];

/// A command after `$`, and what the page shows as its answer.
#[derive(Debug, PartialEq)]
struct Example {
    command: String,
    answer: String,
}

/// The examples on a page. `rekey` itself is not among them: `documented` looks at its commands.
fn examples(page: &str) -> Vec<Example> {
    let mut examples: Vec<Example> = Vec::new();
    let mut is_open = false;
    for line in page.lines().map(str::trim) {
        if let Some(command) = line.strip_prefix("$ ") {
            examples.push(Example { command: command.to_owned(), answer: String::new() });
            is_open = true;
        } else if let (true, Some(example)) = (is_open, examples.last_mut()) {
            let part = if example.command.ends_with('\\') { &mut example.command } else { &mut example.answer };
            part.push('\n');
            part.push_str(line);
            // An empty line ends an answer, except the one between head and body.
            let is_head = example.answer.starts_with("\nHTTP/") && !example.answer.contains("\n\n");
            is_open = !line.is_empty() || is_head;
        }
    }
    examples.retain(|example| !example.command.starts_with("rekey "));
    examples
}

/// Types the examples into one shell, and gives what each printed.
fn typed(examples: &[Example]) -> Vec<String> {
    let sandbox = Sandbox::empty().set("REKEY_LISTEN", "127.0.0.1:0").set("REKEY_ADMIN__TOKEN", ADMIN);
    let server = sandbox.serve(&["serve", "--dev"]);
    let reset = format!("curl -s {}/_dev/inbox.json | grep -o 'reset?token=[0-9a-f]*' | head -1", server.url);
    let account = format!("curl -s '{}/v1/accounts?email=ann@example.com'", server.url);
    let mut script = vec!["set -e".to_owned()];
    for Example { command, .. } in examples {
        if command.contains("inbox.json") || command.contains("$TOKEN") {
            // People take longer to type than the worker to deliver.
            script.push(format!("until [ -n \"$({reset})\" ]; do :; done"));
            script.push(format!("TOKEN=$({reset} | cut -d= -f2)"));
        }
        let mut command = SHOWN.iter().fold(command.clone(), |command, shown| command.replace(shown, &server.url));
        if let Some(id) = command.split('/').filter_map(|part| part.get(..36)).find(|part| is_id(part)) {
            script.push(format!("ID=$({account} -H 'Authorization: Bearer {ADMIN}' | cut -d'\"' -f6)"));
            command = command.replace(id, "$ID");
        }
        script.push(command.replace("target/release/rekey", env!("CARGO_BIN_EXE_rekey")));
        script.push("printf '\\1'".to_owned());
    }
    let script = script.join("\n");
    let mut shell = Command::new("timeout");
    shell.args(["60", "bash", "-c", &script]).current_dir(sandbox.path("")).env_remove("REKEY_LISTEN");
    let output = shell.env("REKEY_ADMIN__TOKEN", ADMIN).output().unwrap();
    assert!(output.status.success(), "{script}\n{}", String::from_utf8_lossy(&output.stderr));
    let printed = String::from_utf8(output.stdout).unwrap();
    printed.split_terminator('\u{1}').map(str::to_owned).collect()
}

fn is_id(text: &str) -> bool {
    text.len() == 36 && text.bytes().filter(|byte| *byte == b'-').count() == 4
}

/// A text without white space, in which ids, times and counts of seconds are `#`.
fn masked(text: &str) -> String {
    let is_part = |c: char| c.is_ascii_hexdigit() || ".:-".contains(c);
    let mut masked = String::new();
    let mut rest: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    while let Some(start) = rest.find(|c: char| c.is_ascii_hexdigit()) {
        let run = rest[start..].find(|c| !is_part(c)).unwrap_or(rest.len() - start);
        let is_varying = (run >= 8 || run == 2) && rest[start..start + run].contains(|c: char| c.is_ascii_digit());
        masked.push_str(&rest[..start]);
        masked.push_str(if is_varying { "#" } else { &rest[start..start + run] });
        rest.drain(..start + run);
    }
    masked + &rest
}

/// Whether the answer has the lines that a page shows, in their order. `…` matches anything.
fn is_shown(shown: &str, answer: &str) -> bool {
    let answer = masked(answer);
    let mut pieces = shown.lines().flat_map(|line| line.split('…')).map(masked);
    let mut at = 0;
    pieces.all(|piece| match answer[at..].find(&piece) {
        Some(found) => {
            at += found + piece.len();
            true
        }
        None => false,
    })
}

#[test]
fn the_examples_of_pages_do_what_the_pages_show() {
    for (page, count) in [("README.md", 4), ("docs/dialects/singularity.md", 4), ("docs/backend-api.md", 5)] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(page);
        let examples = examples(&std::fs::read_to_string(path).unwrap());
        assert!(examples.len() >= count, "{page}: {examples:#?}");
        for (example, answer) in examples.iter().zip(typed(&examples)) {
            assert!(is_shown(&example.answer, &answer), "{page}: {}\n{answer}", example.command);
            assert!(!example.command.ends_with(" audit") || answer.contains("recovery_requested"), "{answer}");
        }
    }
}

#[test]
fn an_answer_is_compared_without_what_differs_each_time() {
    let page = "    $ curl a \\\n        -b\n    {\"remaining\": 58,\n     \"id\": \"01a2058c-1eff-7ce7-9218-5793ce9c4a3e\", …}\n\n    $ rekey audit\n";
    let [example] = &examples(page)[..] else { panic!("one example") };
    assert_eq!(example.command, "curl a \\\n-b");
    let answer = "{\"remaining\":60,\"id\":\"01a22c09-d75a-75e6-8cec-2f580e3f8c4f\",\"more\":1}";
    assert!(is_shown(&example.answer, answer));
    assert!(!is_shown(&example.answer, &answer.replace("remaining", "cooldown")));
    assert!(!is_shown("{\"status\":200}", "{\"status\":400}"));
}
