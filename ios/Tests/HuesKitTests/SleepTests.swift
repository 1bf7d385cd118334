import Foundation
import HuesCore
import Testing

@testable import HuesKit

/// An app that nobody looks at holds no file and no lock, and works all the same when it is asked.
@MainActor @Suite(.timeLimit(.minutes(2)))
struct SleepTests {
    let city: RunningCity
    let phone: Phone

    init() throws {
        city = try RunningCity()
        phone = try Phone(city)
    }

    /// The data directory belongs to one client at a time.
    private func expectNothingIsHeld() async throws { try await phone.open().shutDown() }

    private func expectHeld() async { await #expect(throws: ApiError.InUse) { _ = try await phone.open() } }

    @Test func aClientThatSleepsLetsGoAndLetsGoAgainAfterEachCall() async throws {
        let client = try await phone.open()
        let id = try await client.createReport()
        await expectHeld()
        await client.pause()
        try await expectNothingIsHeld()
        try await client.edit(id, .text(text: "Cây đổ"))
        try await expectNothingIsHeld()
        try await client.setNetwork(.unmetered)
        try await client.sync()
        try await expectNothingIsHeld()
        try await client.resume()
        #expect(try await client.report(id).draft.text == "Cây đổ")
        await expectHeld()
    }

    @Test func whatMustNotBeCutOffKeepsItOpenUntilTheSystemGivesNoMoreTime() async throws {
        let client = try await phone.open()
        await client.awake {
            await client.pause()
            _ = try? await client.createReport()
            await expectHeld()
        }
        try await expectNothingIsHeld()
        await client.awake {
            _ = try? await client.createReport()
            await expectHeld()
            await client.cutOff()
            try? await expectNothingIsHeld()
        }
        #expect(try await client.tally().drafts == 2)
    }

    @Test func nobodyHearsAnythingWhileTheAppSleepsAndEverythingAfterwards() async {
        let hub = EventHub()
        let happened = (0..<3).map { Event.reportsChanged(ids: [ReportId("report-\($0)")]) }
        let events = hub.stream(.unbounded)
        hub.hold()
        for event in happened { hub.onEvent(event: event) }
        let awakened = hub.stream(.unbounded)
        hub.release()
        hub.finish()
        for stream in [events, awakened] {
            var heard: [Event] = []
            for await event in stream { heard.append(event) }
            #expect(heard == happened)
        }
    }

    @Test func anAppThatLeavesTheScreenSendsWhatItCanAndLetsGo() async throws {
        let device = TestDevice(phone)
        device.network = .metered
        let app = try await RunningApp(device)
        let client = try app.session.client
        let id = try await client.createReport()
        try await client.edit(id, .category(id: "noise"))
        try await client.edit(id, .text(text: "Karaoke sau 22 giờ."))
        let market = Location(point: Point(lat: 16.4698, lon: 107.5786), source: .pin)
        try await client.edit(id, .location(location: market))
        try await client.submit(id)
        try await client.setNetwork(.metered)
        await app.model.leave()
        #expect(try await city.state().reports.count == 1)
        try await expectNothingIsHeld()
        await app.model.resume()
        await expectHeld()
        // The system's warning comes late: somebody looks already.
        await app.model.cutOff()
        await expectHeld()
    }

    @Test func anAppThatTheSystemWakesWhereNobodySeesItHoldsNothingAfterItsRound() async throws {
        let model = AppModel(device: TestDevice(phone))
        #expect(await model.work()?.waiting == 0)
        try await expectNothingIsHeld()
    }
}
