import Foundation
import HuesCore
import HuesKit
import Testing

/// Warnings, as the home screen, the list and the page show them.
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

        let app = try await RunningApp(TestDevice(phone))
        let session = try app.session
        await until { session.isOffline }
        let (home, list) = (HomeModel(session: session, language: .en), AlertsModel(session: session, language: .vi))
        await home.refresh()
        await list.refresh()
        #expect(home.worst?.severity == .severe && home.worst?.headline == "The Hương river rises to alarm level III")
        #expect(list.lines?.map(\.headline) == ["Lũ trên sông Hương lên mức báo động III"])
        #expect(list.lines?.flatMap(\.touches) == ["Nhà"])
        #expect(home.asOf == asOf && list.asOf == asOf && !list.isStale && session.notice == nil)

        let page = AlertModel(session: session, sha256: try #require(home.worst?.id), language: .vi)
        await page.refresh()
        #expect(!page.instructions.isEmpty && !page.descriptions.isEmpty && !page.areas.isEmpty)
        #expect(!page.source.isEmpty && page.sent != nil && page.asOf == asOf && page.map != nil)
    }

    @Test func aListThatIsOpenShowsANewWarning() async throws {
        let app = try await RunningApp(TestDevice(phone))
        app.device.network = .unmetered
        let list = AlertsModel(session: try app.session)
        app.run { await list.run() }
        await until { list.lines == [] }
        try await city.publish(warning: try flood(at: .now))
        await list.ask()
        await until { list.lines?.count == 1 }
    }

    @Test func aCityThatCanNotBeReachedIsSaidAndWhatIsKnownStays() async throws {
        try await city.publish(warning: try flood(at: .now))
        _ = try await fetched()
        let app = try await RunningApp(TestDevice(phone))
        let session = try app.session
        await until { session.isOffline }
        let list = AlertsModel(session: session)
        await list.ask()
        await list.refresh()
        #expect(session.notice == Reason.noNetwork.words() && list.lines?.count == 1 && !list.isAsking)
    }

    /// Fetches the warnings on a phone that is switched off then; when they were true.
    private func fetched() async throws -> Words {
        let client = try await phone.open()
        try await client.watch(Point(lat: 16.4698, lon: 107.5786), name: "Nhà")
        try await client.setNetwork(.unmetered)
        #expect(try await client.sync().unreached == nil)
        let asOf = try #require(try await client.alerts(in: [.vi]).asOf)
        let words = try await client.words(for: asOf)
        try await client.shutDown()
        return words
    }
}
