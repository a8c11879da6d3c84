//! The `rekey` program.

/// An accepted request takes a seventh less CPU than with the system's (docs/bench/profile.md). Without huge pages, which
/// would make an idle server larger by half.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    rekey::cli::main()
}
