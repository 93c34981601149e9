#!/usr/bin/env bash
# What each preset weighs: writes the table in README.md, between its two comments.
# Builds every preset from nothing, with the crates already downloaded; wants a quiet machine.
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cargo build --release --quiet
binary=$(cargo metadata --no-deps --format-version 1 | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')/release/boilerplate

row() {
    local preset=$1 project=$work/$1
    "$binary" new "$project" --name shop --preset "$preset" --no-git --quiet
    cd "$project"
    local files lines tests crates started
    files=$(find . -type f | wc -l)
    lines=$(find src -name '*.rs' -exec cat {} + | wc -l)
    tests=$(grep -rE '#\[(tokio::)?test' src | wc -l)
    cargo fetch --quiet
    crates=$(cargo tree --edges no-dev --prefix none --format '{p}' | sed 's/ (.*//' | sort -u | wc -l)
    started=$(date +%s)
    CARGO_TARGET_DIR=$project/target cargo build --quiet
    printf '| `--preset %s` | %d | %d | %d | %d | %d s |\n' \
        "$preset" "$files" "$lines" "$tests" "$crates" $(($(date +%s) - started))
    cd - >/dev/null
    rm -rf "$project"
}

{
    echo "| | files | lines of Rust, tests included | tests | crates | cold \`cargo build\`, $(nproc) cores |"
    echo "|---|---|---|---|---|---|"
    for preset in full api minimal; do row "$preset"; done
} | tee "$work/table"

sed -i -e '/<!-- sizes -->/,/<!-- \/sizes -->/{//!d}' -e "/<!-- sizes -->/r $work/table" README.md
