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

    @Test func aRoundInTheBackgroundHearsWhatNetworkAndWhatBatteryThereIs() async throws {
        let id = try await leftBehind()
        let device = TestDevice(phone)
        let model = AppModel(device: device)
        #expect(await model.work()?.waiting == 1 && model.session?.isOffline == true)
        #expect(try await city.state().reports.isEmpty, "there is no network")
        device.network = .metered
        device.battery = Battery(level: 0.1, isCharging: false, isSaved: false)
        #expect(await model.work()?.waiting == 1)
        #expect(try await city.state().reports.count == 1)
        let client = try #require(model.session?.client)
        #expect(try await client.waiting().first?.ways.sendAnyway == .onBattery)
        device.battery = Battery(level: 0.1, isCharging: true, isSaved: false)
        // The system tells that its uploads have ended, and there is one to send from here.
        await model.uploadsEnded()
        #expect(try await client.report(id).state.name() == "delivered")
        try await expectNothingIsHeld()
    }

    @Test func aRoundInTheBackgroundHearsHowMuchRoomThereIs() async throws {
        _ = try await leftBehind()
        try await city.misbehave(
            #"{"fault": "unavailable", "status": 503, "retry_after": "1800", "method": "POST", "path": "/v1/reports"}"#)
        let device = TestDevice(phone)
        device.network = .unmetered
        let model = AppModel(device: device)
        for (space, reason) in [(20_000_000, .storageLow), (64_000_000_000, .turn)] as [(UInt64, Reason)] {
            device.space = space
            await model.work()
            let photo = try #require(try await model.session?.client.waiting().first?.items.dropFirst().first)
            #expect(photo.sentences == [reason.words()])
        }
    }

    /// A report with a photo, written in a process that has ended.
    private func leftBehind() async throws -> ReportId {
        let client = try await phone.open()
        let id = try await client.createReport()
        try await client.edit(id, .category(id: "pollution"))
        try await client.edit(id, .text(text: "Cống nghẹt"))
        let market = Location(point: Point(lat: 16.4698, lon: 107.5786), source: .pin)
        try await client.edit(id, .location(location: market))
        try await client.addPhoto(to: id, file: photo("progressive_cat.jpg"))
        try await client.submit(id)
        try await client.shutDown()
        return id
    }
}
