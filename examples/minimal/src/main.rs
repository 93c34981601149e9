//! The server.

fn main() {
    println!("a stand-in");
}
