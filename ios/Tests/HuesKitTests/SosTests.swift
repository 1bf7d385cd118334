import HuesCore
import HuesKit
import Testing

/// A call for help, as an app makes it.
@MainActor @Suite(.timeLimit(.minutes(1)))
struct SosTests {
    let city: RunningCity
    let phone: Phone

    init() throws {
        city = try RunningCity()
        phone = try Phone(city)
    }

    @Test func aCallForHelpReachesTheCityAndIsTakenBack() async throws {
        let app = try await RunningApp(TestDevice(phone))
        let client = try app.session.client
        #expect(try await client.isSosOffered())
        let roof = Location(point: Point(lat: 16.4698, lon: 107.5786), source: .gps)
        let call = SosCall(location: roof, people: 4, needs: [.evacuation], note: "Nước lên tới mái")
        let id = try await client.raise(call)
        let waits = try await client.sos(id)
        #expect(waits.state == .raising(reason: .noNetwork, nextTry: nil) && waits.call == call)
        try await app.connect(.metered)
        _ = try await client.sync()
        guard case .received = try await client.sos(id).state else { Issue.record("it did not arrive"); return }
        try await client.cancel(id)
        _ = try await client.sync()
        #expect(try await client.sos(id).state == .cancelled)
        try await client.dismiss(id)
        #expect(try await client.sosList().isEmpty)
    }
}
