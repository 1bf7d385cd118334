import Foundation
import HuesCore
import Testing

@testable import HuesKit

/// What the phone says of its battery, and what becomes of photos then.
@MainActor @Suite(.timeLimit(.minutes(2)))
struct BatteryTests {
    @Test(arguments: [(-1, nil), (0, 0), (0.05, 5), (0.2, 20), (1, 100), (1.01, 100)] as [(Float, UInt8?)])
    func aLevelIsAPercentage(level: Float, percent: UInt8?) {
        let battery = Battery(level: level, isCharging: false, isSaved: true)
        #expect(battery == Battery(percent: percent, isSaved: true))
    }

    @Test func photosWaitWhileTheBatteryIsLowAndGoOnTheCharger() async throws {
        let device = TestDevice(try Phone(RunningCity()))
        device.network = .metered
        let app = try await RunningApp(device)
        let client = try app.session.client
        let id = try await client.createReport()
        try await client.edit(id, .category(id: "road-damage"))
        try await client.edit(id, .text(text: "Ổ gà sâu trước chợ Đông Ba"))
        let market = Location(point: Point(lat: 16.4698, lon: 107.5786), source: .pin)
        try await client.edit(id, .location(location: market))
        try await client.addPhoto(to: id, file: photo("derived_hue_gps_o6.jpg"))
        try await client.submit(id)
        // So that the text is there and the photo could go.
        try await client.setPhotosWaitForUnmetered(true)
        try await client.setNetwork(.metered)
        try await client.sync()
        try await client.setPhotosWaitForUnmetered(false)

        device.battery = Battery(level: 0.1, isCharging: false, isSaved: false)
        try await untilPhoto(of: id, in: client) { $0 == .batteryLow }
        #expect(try await client.sync().waiting == 1)
        device.battery = Battery(level: 0.1, isCharging: true, isSaved: true)
        try await untilPhoto(of: id, in: client) { $0 != .batteryLow }
        #expect(try await client.sync().waiting == 0)
    }

    /// Looks why the photo waits, now and at each change.
    private func untilPhoto(of id: ReportId, in client: HuesClient, _ isSo: (Reason?) -> Bool) async throws {
        let changes = client.events()
        if isSo(try await reason(id, client)) { return }
        for await _ in changes where isSo(try await reason(id, client)) { return }
        Issue.record("it never became so")
    }

    private func reason(_ id: ReportId, _ client: HuesClient) async throws -> Reason? {
        guard case .sendingPhotos(_, _, let reason, _) = try await client.report(id).state else { return nil }
        return reason
    }
}
