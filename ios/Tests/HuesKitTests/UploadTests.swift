import Foundation
import HuesCore
import Testing

@testable import HuesKit

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Photos that the system sends while the app sleeps. Here an ordinary session stands for the background's, which Linux does not have.
@MainActor @Suite(.timeLimit(.minutes(2)))
struct UploadTests {
    let city: RunningCity
    let phone: Phone
    private let outcomes: AsyncStream<Void>
    private let heard: AsyncStream<Void>.Continuation

    init() throws {
        city = try RunningCity()
        phone = try Phone(city)
        (outcomes, heard) = AsyncStream.makeStream()
    }

    @Test func photosGoByTheSystemWhileTheAppSleepsAndTheReceiptFollows() async throws {
        let (app, uploader, id) = try await waitingForWifi()
        await app.model.leave()
        await told()
        #expect(try await app.session.client.backgroundUploads().isEmpty)
        await app.model.uploadsEnded()
        let held = try #require(try await city.state().reports.first)
        #expect(held.attachments.allSatisfy { $0.storedSha256 == $0.sha256 })
        #expect(try await app.session.client.report(id).state == .delivered(number: held.number))
        // Nobody looks, so nothing is held.
        try await phone.open().shutDown()
        uploader.close()
    }

    @Test func whatTheSystemCouldNotSendTheCoreSendsLater() async throws {
        let (app, uploader, id) = try await waitingForWifi()
        try await city.misbehave(#"{"fault": "unavailable", "status": 503, "method": "PATCH", "times": 1}"#)
        await app.model.leave()
        await told()
        let client = try app.session.client
        #expect(try await client.backgroundUploads().isEmpty)
        #expect(try await city.state().reports.first?.attachments.first?.storedSha256 == nil)
        await app.model.resume()
        app.device.network = .unmetered
        try await client.setNetwork(.unmetered)
        #expect(try await client.sync().waiting == 0)
        #expect(try await client.report(id).state.name() == "delivered")
        uploader.close()
    }

    @Test func anAppThatWasEndedBeforeItAskedTheSystemAsksAgainAndNothingIsAskedForTwice() async throws {
        let deaf = DeafUploader()
        let (app, uploader, _) = try await waitingForWifi(deaf)
        uploader.close()
        await app.model.leave()
        let asked = deaf.asked
        #expect(asked.count == 1)
        // It is still under way.
        await app.model.leave()
        #expect(deaf.asked == asked)
        try await app.kill()

        let device = TestDevice(phone)
        device.network = .metered
        let next = try await RunningApp(device)
        let anew = DeafUploader()
        device.uploader = anew
        try await next.session.client.setNetwork(.metered)
        await next.model.leave()
        #expect(anew.asked == asked)
    }

    @Test func aPhoneThatIsNearlyFullHandsNothingOverUntilThereIsRoom() async throws {
        let deaf = DeafUploader()
        let (app, uploader, _) = try await waitingForWifi(deaf)
        uploader.close()
        app.device.space = 20_000_000
        await app.model.leave()
        #expect(deaf.asked.isEmpty)
        app.device.space = 20_000_000_000
        await app.model.leave()
        #expect(deaf.asked.count == 1)
    }

    @Test func aRedirectToSomebodyElseIsNotFollowed() async throws {
        let elsewhere = try RunningCity()
        try await elsewhere.misbehave(#"{"fault": "unavailable", "status": 429, "times": 1}"#)
        let (app, uploader, _) = try await waitingForWifi()
        try await city.misbehave(
            #"{"fault": "redirect", "to": "\#(elsewhere.origin)/v1/uploads/x", "method": "PATCH", "times": 1}"#)
        await app.model.leave()
        await told()
        #expect(try await app.session.client.backgroundUploads().isEmpty)
        #expect(try await city.state().reports.first?.attachments.first?.storedSha256 == nil)
        let categories = try #require(URL(string: "\(elsewhere.origin)/v1/categories"))
        let (_, answer) = try await URLSession.shared.data(from: categories)
        #expect((answer as? HTTPURLResponse)?.statusCode == 429, "nobody had asked it anything")
        uploader.close()
    }

    @Test(arguments: [
        ("https://api.hue-s.example/v1/uploads/b", true), ("https://API.hue-s.example:443/", true),
        ("http://api.hue-s.example/", false), ("https://api.hue-s.example:8443/", false),
        ("https://hue-s.example/", false), ("https://api.hue-s.example@evil.example/", false),
        ("https://evil.example/https://api.hue-s.example/", false), ("file:///v1/uploads/b", false),
    ])
    func anAnswerCountsOnlyWhenItCameFromWhereTheUploadWent(url: String, counts: Bool) throws {
        let asked = Origin(URL(string: "https://api.hue-s.example/v1/uploads/a"))
        let from = try #require(URL(string: url))
        let answer = HTTPURLResponse(
            url: from, statusCode: 204, httpVersion: nil, headerFields: ["Upload-Offset": "7"])
        let outcome = SessionUploader.outcome(answer, nil, from: asked)
        let expected = BackgroundOutcome.answered(status: 204, headers: ["Upload-Offset": "7"])
        #expect(outcome == (counts ? expected : .failed))
        #expect(SessionUploader.outcome(answer, nil, from: Origin(nil)) == .failed)
    }

    @Test(arguments: [("127.0.0.1", true), ("localhost", false), ("evil.example", false)])
    func onlyTheServerOfAnUploadIsTrustedWithIt(host: String, isTrusted: Bool) async throws {
        let (app, uploader, _) = try await waitingForWifi()
        try await city.misbehave(#"{"fault": "hold", "method": "PATCH"}"#)
        await app.model.leave()
        #expect(await uploader.underWay().count == 1)
        let origin = try #require(URL(string: city.origin)), port = try #require(origin.port)
        let spaces = [port, port + 1].map { port in
            URLProtectionSpace(
                host: host, port: port, protocol: "http", realm: nil,
                authenticationMethod: NSURLAuthenticationMethodDefault)
        }
        #expect(await uploader.trusts(spaces[0]) == isTrusted)
        #expect(await uploader.trusts(spaces[1]) == false)
        try await city.behave()
        await told()
        uploader.close()
    }

    /// An app with a report whose photo is to wait for Wi-Fi.
    private func waitingForWifi(
        _ other: (any Uploader)? = nil
    ) async throws -> (RunningApp, SessionUploader, ReportId) {
        let device = TestDevice(phone)
        device.network = .metered
        let app = try await RunningApp(device)
        let model = app.model
        let heard = heard
        let uploader = SessionUploader(
            .ephemeral,
            tell: { id, outcome in
                await model.uploaded(id, outcome)
                heard.yield()
            })
        device.uploader = other ?? uploader
        let client = try app.session.client
        let id = try await client.createReport()
        try await client.edit(id, .category(id: "road-damage"))
        try await client.edit(id, .text(text: "Ổ gà sâu trước chợ Đông Ba"))
        let market = Location(point: Point(lat: 16.4698, lon: 107.5786), source: .pin)
        try await client.edit(id, .location(location: market))
        try await client.addPhoto(to: id, file: photo("derived_hue_gps_o6.jpg"))
        try await client.submit(id)
        try await client.setPhotosWaitForUnmetered(true)
        try await client.setNetwork(.metered)
        return (app, uploader, id)
    }

    /// The system has told what became of an upload, and the app has heard it.
    private func told() async {
        var heard = outcomes.makeAsyncIterator()
        _ = await heard.next()
    }
}

/// One that takes everything and sends nothing.
private final class DeafUploader: Uploader, @unchecked Sendable {
    private let lock = NSLock()
    private var taken: Set<ItemId> = []

    var asked: Set<ItemId> { lock.withLock { taken } }

    func underWay() async -> Set<ItemId> { asked }

    func start(_ upload: BackgroundUpload) { lock.withLock { _ = taken.insert(upload.id) } }
}
