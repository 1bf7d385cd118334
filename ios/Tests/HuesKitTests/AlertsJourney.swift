import Foundation
import HuesCore
import HuesKit
import Testing

/// Warnings, as the home screen and the list show them.
@MainActor @Suite(.timeLimit(.minutes(2)))
struct AlertsJourney {
    let city: RunningCity
    let phone: Phone

    init() throws {
        city = try RunningCity()
        phone = try Phone(city)
    }

    @Test func aWarningIsThereWithoutANetworkAndSaysHowOldItIs() async throws {
        try await city.publish(warning: try flood(at: .now))
        let asOf = try await fetched()

        let client = try await phone.open()
        try await client.setNetwork(.none)
        let (home, list) = (HomeModel(client: client, language: .en), AlertsModel(client: client, language: .vi))
        await home.refresh()
        await list.refresh()
        #expect(home.worstAlert?.severity == .severe && home.worstAlert?.alarms == true)
        #expect(home.worstAlert?.infos.map(\.language) == ["en"])
        #expect(list.alerts.flatMap(\.infos).map(\.event) == ["Lũ trên sông Hương"])
        #expect(list.alerts.flatMap(\.touches).map(\.name) == ["Nhà"])
        #expect(list.asOf == asOf && !list.isStale && list.failure == nil)
    }

    @Test func aListThatIsOpenShowsANewWarning() async throws {
        let client = try await phone.open()
        try await client.setNetwork(.unmetered)
        let list = AlertsModel(client: client)
        let following = Task { await list.run() }
        try await city.publish(warning: try flood(at: .now))
        try await client.sync()
        await until { list.alerts.count == 1 }
        following.cancel()
    }

    /// Fetches the warnings on a phone that is switched off then.
    private func fetched() async throws -> Date {
        let client = try await phone.open()
        try await client.watch(Point(lat: 16.4698, lon: 107.5786), name: "Nhà")
        try await client.setNetwork(.unmetered)
        #expect(try await client.sync().unreached == nil)
        let asOf = try #require(try await client.alerts(in: [.vi]).asOf)
        try await client.shutDown()
        return asOf
    }

    /// The project's own flood warning, moved to another time.
    private func flood(at time: Date) throws -> String {
        let cap = URL(fileURLWithPath: try variable("HUES_TEST_DATA")).appendingPathComponent("cap")
        let hanoi = try #require(TimeZone(secondsFromGMT: 7 * 3600))
        // CAP 1.2 section 3.2.1: a time zone is written as an offset, never as "Z".
        let style = Date.ISO8601FormatStyle(timeZoneSeparator: .colon, timeZone: hanoi)
        return try String(contentsOf: cap.appendingPathComponent("hue_flood_warning.xml"), encoding: .utf8)
            .replacingOccurrences(of: "2026-11-23T06:30:00+07:00", with: time.formatted(style))
            .replacingOccurrences(
                of: "2026-11-24T06:30:00+07:00", with: time.addingTimeInterval(86_400).formatted(style))
    }
}
