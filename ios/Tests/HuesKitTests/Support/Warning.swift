import Foundation

/// The project's own flood warning, moved to another time.
func flood(at time: Date) throws -> String {
    let cap = URL(fileURLWithPath: try variable("HUES_TEST_DATA")).appendingPathComponent("cap")
    guard let hanoi = TimeZone(secondsFromGMT: 7 * 3600) else { throw Trouble("no such time zone") }
    // CAP 1.2 section 3.2.1: a time zone is written as an offset, never as "Z".
    let style = Date.ISO8601FormatStyle(timeZoneSeparator: .colon, timeZone: hanoi)
    return try String(contentsOf: cap.appendingPathComponent("hue_flood_warning.xml"), encoding: .utf8)
        .replacingOccurrences(of: "2026-11-23T06:30:00+07:00", with: time.formatted(style))
        .replacingOccurrences(
            of: "2026-11-24T06:30:00+07:00", with: time.addingTimeInterval(86_400).formatted(style))
}
