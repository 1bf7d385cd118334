import Foundation
import HuesCore
import HuesKit
import Testing

/// A new key for what is on the phone, and the end of all of it.
@MainActor @Suite(.timeLimit(.minutes(1)))
struct SafetyTests {
    let city: RunningCity
    let phone: Phone

    init() throws {
        city = try RunningCity()
        phone = try Phone(city)
    }

    @Test func aNewKeyTakesOverAndNothingIsLost() async throws {
        let app = try await RunningApp(TestDevice(phone))
        let draft = try app.session.draft(nil)
        draft.text = "Cống nghẹt"
        await draft.addPhoto(file: try photo("progressive_cat.jpg"))
        #expect(await draft.save())
        let safety = SafetyModel(session: try app.session)
        await safety.refresh()
        #expect(safety.change == nil && !safety.hasNewKey)
        await safety.makeKey()
        #expect(safety.hasNewKey && safety.change == nil)
        let read = PhotoModel(draft: draft, photo: try #require(draft.report?.photos.first?.id))
        await read.look()
        #expect(read.picture != nil)

        try await app.session.client.shutDown()
        await safety.makeKey()
        #expect(!safety.hasNewKey)
    }

    @Test func whatIsLostIsCountedAndAfterTheEndTheAppBeginsAnew() async throws {
        let device = TestDevice(phone)
        device.language = .en
        let app = try await RunningApp(device)
        let draft = try app.session.draft(nil)
        draft.text = "Cống nghẹt"
        #expect(await draft.save())
        let safety = SafetyModel(session: try app.session)
        await safety.refresh()
        #expect(safety.erasure.count == 3 && safety.erasure[0].en.contains("1 draft"))
        await app.model.eraseEverything()
        #expect(app.model.language == nil && device.language == nil)
        #expect(try await app.session.client.tally().drafts == 0)
        let after = SafetyModel(session: try app.session)
        await after.refresh()
        #expect(after.erasure[0].vi.hasPrefix("Máy này không có bản nháp"))
    }

    @Test func aKeyThatTheKeystoreKeepsIsSaidAndNothingIsReadAnyMore() async throws {
        let app = try await RunningApp(TestDevice(phone))
        phone.keystore.fail(toErase: true)
        await app.model.eraseEverything()
        guard case .stuck(let stuck) = app.model.phase else {
            Issue.record("\(app.model.phase)")
            return
        }
        #expect(stuck.error == .KeyLocked)
        phone.keystore.fail(toErase: false)
        await stuck.tryAgain()
        #expect(try await app.session.client.tally().drafts == 0)
    }
}
