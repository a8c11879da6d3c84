//! Spans of steps, for traces: a step's name and how long it took, nothing of what it read or wrote.

use std::any::type_name;

use rekey_core::EntryId;
use tracing::Span;

/// The span of a step, named for the method whose closure `F` is. Steps that no request or delivery waits for have
/// none: janitors and clocks would fill the traces.
pub(crate) fn of<F>(system: &'static str) -> Span {
    made(|| method_of(type_name::<F>()), system)
}

/// The span of a step of this name.
pub(crate) fn named(name: &'static str, system: &'static str) -> Span {
    made(|| name, system)
}

/// The name is made only for spans: most steps have none, and finding it in a type's name takes as long as reading a
/// row.
fn made(name: impl FnOnce() -> &'static str, system: &'static str) -> Span {
    if Span::current().is_none() {
        return Span::none();
    }
    let name = name();
    tracing::debug_span!(
        target: "rekey::trace",
        "store",
        otel.name = name,
        otel.kind = "client",
        db.system.name = system,
        db.operation.name = name,
    )
}

/// Tells the trace of a request which entry of the outbox it makes: the delivery of its email, perhaps by another node,
/// is a trace of its own and names the same.
pub(crate) fn tell_entry(entry: EntryId) {
    Span::current().record("rekey.entry", tracing::field::display(entry));
}

/// `accept_request` in `…::<impl Trait for Store>::accept_request<'_, '_>::{{closure}}::{{closure}}`.
fn method_of(path: &'static str) -> &'static str {
    let method = path.split("::{{closure}}").next().unwrap_or(path);
    let method = method.rsplit("::").next().unwrap_or(method);
    method.split('<').next().unwrap_or(method)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name<F: Fn()>(_: F) -> &'static str {
        method_of(type_name::<F>())
    }

    #[test]
    fn a_step_is_called_what_its_method_is() {
        assert_eq!(name(|| {}), "a_step_is_called_what_its_method_is");
        assert_eq!(method_of("a::<impl b::Trait for c::Store>::seal<'_, '_>::{{closure}}::{{closure}}"), "seal");
        assert_eq!(method_of("plain"), "plain");
    }
}
