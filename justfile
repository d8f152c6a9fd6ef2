# The words for everyday work; `just` lists them.

default:
    @just --list

# All that must pass before a change lands.
ci:
    bash .ci/run

test:
    cargo test

# Writes the golden files anew; review the difference like code.
bless:
    PLENARY_BLESS=1 cargo test

fmt:
    cargo fmt

lint:
    cargo clippy --all-targets -- -D warnings

# No word that must not land.
forbid:
    bash .ci/forbid

doc:
    cargo doc --no-deps --open

# Ratios against bare loops and sqlite3, in one run.
bench:
    cargo bench
