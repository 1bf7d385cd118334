//! `uniffi-bindgen`: makes the Kotlin and Swift sources out of the compiled, unstripped library.

fn main() {
    uniffi::uniffi_bindgen_main();
}
