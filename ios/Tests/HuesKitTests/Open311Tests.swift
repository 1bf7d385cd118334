import Foundation
import HuesCore
import HuesKit
import Testing

/// A city that is spoken to by Open311: what it can't do has no place on the screens.
@MainActor @Suite(.timeLimit(.minutes(1)))
struct Open311Tests {
    static let endpoint = Open311(
        path: "/open311/v2", jurisdiction: "hue.example", apiKey: "0123456789abcdef", services: ["noise": "003"])
    let city: RunningCity

    init() throws { city = try RunningCity() }

    @Test func thereIsNoSwitchWithoutAnEffectAndNoPlaceForRepliesThatNeverCome() async throws {
        let (draft, report) = try await reported(Phone(city, open311: Self.endpoint))
        #expect(draft.alwaysPublic?.en.hasPrefix("This city publishes every report") == true)
        #expect(draft.disclosure?.fields.first { $0.field == .position }?.everyone == .shown)
        #expect(report.number != nil && !report.hasReplies)
    }

    @Test func aCityOfTheProtocolHasBoth() async throws {
        let (draft, report) = try await reported(Phone(city))
        #expect(draft.alwaysPublic == nil)
        #expect(draft.disclosure?.fields.first { $0.field == .position }?.everyone == .approximate)
        #expect(report.number != nil && report.hasReplies)
    }

    /// A report that has its number, and the draft that it was.
    private func reported(_ phone: Phone) async throws -> (ReportDraftModel, ReportModel) {
        let device = TestDevice(phone)
        device.network = .unmetered
        let session = try await RunningApp(device).session
        try await session.client.setNetwork(.unmetered)
        let draft = try session.draft(nil)
        draft.edit(.category(id: "noise"))
        draft.text = "Karaoke sau 22 giờ"
        draft.edit(.location(location: Location(point: Point(lat: 16.4698, lon: 107.5786), source: .pin)))
        #expect(await draft.save())
        #expect(await draft.submit())
        try await session.client.sync()
        try await session.client.sync()
        let report = ReportModel(session: session, id: try #require(draft.id))
        await report.refresh()
        return (draft, report)
    }
}
