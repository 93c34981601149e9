//! Rebuilds the crate when a template changes: `include_dir!` does not ask for it.

fn main() {
    println!("cargo::rerun-if-changed=templates");
}
