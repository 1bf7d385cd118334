import Foundation
import HuesCore

// How long a page of 50 reports takes in Swift, beside bindings/examples/page.rs, which does the same in Rust. Prints the median in
// microseconds. `HuesBench FOLDER ROUNDS`, with a folder that is not there yet.

/// What is measured does not touch the keystore.
final class OpenKeyGuard: KeyGuard {
    func wrap(secret: Data) throws -> Data { secret }
    func unwrap(wrapped: Data) throws -> Data { wrapped }
    func erase() throws {}
}

guard CommandLine.arguments.count == 3, let rounds = Int(CommandLine.arguments[2]), rounds > 0 else {
    fatalError("usage: HuesBench FOLDER ROUNDS")
}
let client = try Client.open(
    config: Config(dataDir: CommandLine.arguments[1], syncMode: .whenAsked), keyGuard: OpenKeyGuard(), listener: nil)
let page: UInt32 = 50
for number in 0..<page {
    let id = try client.createReport()
    _ = try client.editReport(id: id, edit: .text(text: "Ổ gà sâu trước chợ Đông Ba, số \(number)"))
    _ = try client.editReport(id: id, edit: .category(id: "road-damage"))
}
let clock = ContinuousClock()
var took: [Duration] = []
for _ in 0..<rounds {
    let start = clock.now
    let reports = try client.reports(offset: 0, limit: page)
    took.append(start.duration(to: clock.now))
    precondition(reports.count == Int(page), "a page is full")
}
let median = took.sorted()[rounds / 2].components
print(median.seconds * 1_000_000 + median.attoseconds / 1_000_000_000_000)
