import Foundation
import HuesCore
import HuesKit
import Testing

/// The client itself: opening, failing, telling what changed.
@Suite(.timeLimit(.minutes(2)))
struct ClientTests {
    let phone: Phone

    init() throws {
        phone = try Phone(RunningCity())
    }

    @Test(arguments: [(KeyGuardError.Locked, ApiError.KeyLocked), (.Lost, .KeyLost)])
    func aKeystoreThatFailsIsNamedAndNothingIsLost(failure: KeyGuardError, error: ApiError) async throws {
        let first = try await phone.open()
        let id = try await first.createReport()
        try await first.shutDown()

        phone.keystore.fail(with: failure)
        await #expect(throws: error) { _ = try await phone.open() }
        #expect(!error.words().vi.isEmpty && !error.words().en.isEmpty)

        phone.keystore.fail(with: nil)
        #expect(try await phone.open().reports(limit: 10).map(\.id) == [id])
    }

    @Test func aSecondClientOnTheSameDataIsRefused() async throws {
        let first = try await phone.open()
        await #expect(throws: ApiError.InUse) { _ = try await phone.open() }
        try await first.shutDown()
        _ = try await phone.open()
    }

    @Test func everyListenerHearsOfAChangeAndTheEnd() async throws {
        let client = try await phone.open()
        let (one, other) = (client.events(), client.events())
        let id = try await client.createReport()
        try await client.shutDown()
        for events in [one, other] {
            var heard: [Event] = []
            for await event in events { heard.append(event) }
            #expect(heard.contains(.reportsChanged(ids: [id])))
        }
    }

    @Test func aClientThatIsShutDownSaysSo() async throws {
        let client = try await phone.open()
        try await client.shutDown()
        await #expect(throws: ApiError.Closed) { try await client.createReport() }
        await #expect(throws: ApiError.Closed) { try await client.sync() }
        var late = client.events().makeAsyncIterator()
        #expect(await late.next() == nil)
    }

    @Test func nobodyIsLoggedInAtFirstAndALoginThatNobodyBeganIsNamed() async throws {
        let client = try await phone.open()
        #expect(try await client.session() == .loggedOut)
        await #expect(throws: ApiError.LoginRequired) { try await client.requireLogin(.one) }
        await #expect(throws: ApiError.self) { try await client.finishLogin("vn.hues:/callback?code=x&state=y") }
    }

    @Test func anIdOfAnotherWorldNamesNothing() async throws {
        let client = try await phone.open()
        await #expect(throws: ApiError.NotFound) { try await client.report(ReportId("not an id")) }
    }

    @Test func theWardOfAPositionIsKnownWithoutANetwork() async throws {
        let client = try await phone.open()
        #expect(try await client.ward(at: Point(lat: 16.4698, lon: 107.5786))?.name == "Phường Phú Xuân")
        #expect(try await client.ward(at: Point(lat: 21.03, lon: 105.85)) == nil)
    }
}
