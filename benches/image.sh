#!/usr/bin/env bash
# What the image of a new project weighs and how long it takes: writes the table in README.md,
# between its two comments. Builds from nothing, with the base images already there; wants a quiet
# machine and a container engine with BuildKit.
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
image=boilerplate-bench-$$
trap 'docker rmi --force "$image" >/dev/null 2>&1 || true; rm -rf "$work"' EXIT
export DOCKER_BUILDKIT=1
cargo build --release --quiet
binary=$(cargo metadata --no-deps --format-version 1 | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')/release/boilerplate

"$binary" new "$work/shop" --no-git --quiet
"$binary" -C "$work/shop" add entity Post title:string:120 body:text author:references:users --quiet

# Seconds of a build.
build() {
    local started
    started=$(date +%s)
    docker build --quiet "$@" --tag "$image" "$work/shop" >/dev/null
    echo $(($(date +%s) - started))
}

megabytes() {
    echo $(($(docker image inspect --format '{{.Size}}' "$1") / 1000000))
}

cold=$(build --no-cache)
echo '// touched' >>"$work/shop/src/entities/post/routes.rs"
touched=$(build)
base=$(sed -n 's/^FROM \([^ ]*\)$/\1/p' "$work/shop/Dockerfile" | tail -n 1)
own=$(($(megabytes "$image") - $(megabytes "${base:-debian:bookworm-slim}")))

{
    echo "| the image of a default project with a resource, $(nproc) cores | |"
    echo "|---|---|"
    echo "| size on top of its base image | $own MB |"
    echo "| built from nothing | $cold s |"
    echo "| built again after a touched route | $touched s |"
} | tee "$work/table"

sed -i -e '/<!-- image -->/,/<!-- \/image -->/{//!d}' -e "/<!-- image -->/r $work/table" README.md
