#!/bin/sh
# make-xcframework.sh: builds the core for iPhones and their simulators and leaves Frameworks/HuesCoreFFI.xcframework and the generated
# Swift sources where Package.swift looks for them. Runs on a Mac, with Xcode's command line tools and the Rust targets
# aarch64-apple-ios, aarch64-apple-ios-sim and x86_64-apple-ios (`rustup target add …`).
set -eu
cd "$(dirname "$0")/.."
target=$(cargo metadata --no-deps --format-version 1 | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')
export IPHONEOS_DEPLOYMENT_TARGET=17.0
cargo xtask bindings
for triple in aarch64-apple-ios aarch64-apple-ios-sim x86_64-apple-ios; do
    cargo build --locked --release --package hues-bindings --target "$triple"
done
made="$target/xcframework"
rm -rf "$made" ios/Frameworks/HuesCoreFFI.xcframework
mkdir -p "$made/headers" "$made/simulator" ios/Frameworks
cp ios/Sources/HuesCoreFFI/HuesCoreFFI.h ios/Sources/HuesCoreFFI/module.modulemap "$made/headers/"
lipo -create -output "$made/simulator/libhues_bindings.a" \
    "$target/aarch64-apple-ios-sim/release/libhues_bindings.a" "$target/x86_64-apple-ios/release/libhues_bindings.a"
xcodebuild -create-xcframework \
    -library "$target/aarch64-apple-ios/release/libhues_bindings.a" -headers "$made/headers" \
    -library "$made/simulator/libhues_bindings.a" -headers "$made/headers" \
    -output ios/Frameworks/HuesCoreFFI.xcframework
