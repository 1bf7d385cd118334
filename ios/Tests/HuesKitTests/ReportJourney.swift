import Foundation
import HuesCore
import HuesKit
import Testing

/// A report from its first word to the city's answer, as the screens drive it.
@MainActor @Suite(.timeLimit(.minutes(2)))
struct ReportJourney {
    let city: RunningCity
    let phone: Phone

    init() throws {
        city = try RunningCity()
        phone = try Phone(city)
    }

    @Test func aDraftReachesItsReceiptWithItsPhoto() async throws {
        let client = try await phone.open()
        let draft = try await written(client)
        #expect(await draft.submit())
        try await client.setNetwork(.unmetered)
        let outcome = try await client.sync()
        #expect(outcome.waiting == 0 && outcome.unreached == nil)

        let report = ReportModel(client: client, id: draft.id)
        await report.refresh()
        let held = try #require(try await city.state().reports.first)
        #expect(report.report?.state == .delivered(number: held.number))
        #expect(held.text == "Ổ gà sâu trước chợ Đông Ba")
        #expect(held.attachments.map(\.storedSha256) == [report.report?.photos.first?.sha256])
        #expect(report.report?.photos.map(\.fullKept) == [false])
    }

    @Test func aReportThatWaitsSaysWhyAndGoesByItselfWhenThereIsANetwork() async throws {
        let client = try await phone.open(.automatic)
        let draft = try await written(client)
        #expect(await draft.submit())

        let report = ReportModel(client: client, id: draft.id)
        let following = Task { await report.run() }
        let home = HomeModel(client: client)
        await until { report.report?.state.reason == .noNetwork }
        await home.refresh()
        #expect(home.reports?.waiting == 1 && home.reports?.drafts == 0)
        let waiting = try #require(report.report?.state)
        #expect(waiting.words().inLanguage(language: .vi) == "Đang chờ gửi.")
        #expect(Reason.noNetwork.words().inLanguage(language: .en).hasPrefix("No network."))

        try await client.setNetwork(.metered)
        await until { report.report?.state.name() == "delivered" }
        await home.refresh()
        #expect(home.reports?.waiting == 0 && home.reports?.delivered == 1)
        following.cancel()
    }

    @Test func aLostAnswerMakesNoSecondReport() async throws {
        let client = try await phone.open()
        let draft = try await written(client)
        #expect(await draft.submit())
        try await city.misbehave(#"{"fault": "lose_answer", "method": "POST", "path": "/v1/reports", "times": 1}"#)
        try await client.setNetwork(.unmetered)
        #expect(try await client.sync().waiting == 1)
        try await client.resume()
        #expect(try await client.sync().waiting == 0)
        #expect(try await city.state().reports.count == 1)
    }

    @Test func theCitysAnswerIsReadInTheThread() async throws {
        let client = try await phone.open()
        let draft = try await written(client)
        #expect(await draft.submit())
        try await client.setNetwork(.unmetered)
        try await client.sync()
        try await city.move(draft.id.text, to: "in_progress")
        try await city.reply(to: draft.id.text, agency: "UBND phường Phú Xuân", text: "Sẽ sửa trong tuần này.")
        try await client.sync()

        let (home, report) = (HomeModel(client: client), ReportModel(client: client, id: draft.id))
        await home.refresh()
        #expect(home.reports?.unread == 1)
        await report.refresh()
        #expect(report.report?.city?.status == .inProgress)
        #expect(report.report?.thread.map(\.text) == ["Sẽ sửa trong tuần này."])
        await report.markRead()
        await home.refresh()
        #expect(home.reports?.unread == 0 && report.failure == nil)
    }

    @Test func whatIsMissingIsNamedAndNothingIsSent() async throws {
        let client = try await phone.open()
        let draft = try await ReportDraftModel.create(client: client)
        draft.edit(.category(id: "road-damage"))
        #expect(await draft.submit() == false)
        guard case .InvalidInput(let problems) = draft.failure else {
            Issue.record("\(String(describing: draft.failure))")
            return
        }
        #expect(problems.map(\.field) == [.photos, .location, .text])
        #expect(draft.report?.problems == problems)
        #expect(draft.report?.state == .draft)
    }

    @Test func aPhotoThatIsNoneIsRefusedWithItsReasonAndTheDraftStays() async throws {
        let client = try await phone.open()
        let draft = try await ReportDraftModel.create(client: client)
        draft.text = "Đèn đường hỏng"
        await draft.addPhoto(file: try photo("phone.heic"))
        #expect(draft.failure == .PhotoRefused(reason: .heic))
        #expect(draft.failure?.words().vi.contains("HEIC") == true)
        #expect(await draft.saved())
        #expect(try await client.report(draft.id).draft.text == "Đèn đường hỏng")
        #expect(try await client.report(draft.id).photos == [])
    }

    @Test func theLastOfManyKeystrokesIsThereAfterTheAppWasKilled() async throws {
        let words = (1...200).map { "Ngập đến bậc \($0)" }
        let id = try await typed(words)
        let draft = ReportDraftModel(client: try await phone.open(), id: id)
        await draft.load()
        #expect(draft.text == words.last)
        #expect(draft.report?.draft.address == "Kiệt 12")
    }

    @Test func whatCouldNotBeSavedIsSaidAndKeptForTheNextTry() async throws {
        let client = try await phone.open()
        let draft = try await ReportDraftModel.create(client: client)
        try await client.shutDown()
        draft.text = "Cây đổ"
        #expect(await draft.saved() == false)
        #expect(draft.failure == .Closed && draft.text == "Cây đổ")
        #expect(await draft.submit() == false)
    }

    /// Types and lets the client go, without closing it.
    private func typed(_ words: [String]) async throws -> ReportId {
        let draft = try await ReportDraftModel.create(client: try await phone.open())
        for text in words {
            draft.text = text
            // Saving goes on between the keystrokes.
            await Task.yield()
        }
        draft.edit(.address(address: "Kiệt 12"))
        await until { draft.report?.draft.address == "Kiệt 12" }
        return draft.id
    }

    /// A draft with everything that it needs.
    private func written(_ client: HuesClient) async throws -> ReportDraftModel {
        let draft = try await ReportDraftModel.create(client: client)
        draft.edit(.category(id: "road-damage"))
        draft.text = "Ổ gà sâu trước chợ Đông Ba"
        await draft.addPhoto(file: try photo("derived_hue_gps_o6.jpg"))
        draft.edit(.location(location: try #require(draft.report?.photos.first?.offered)))
        #expect(await draft.saved())
        #expect(draft.failure == nil && draft.report?.problems == [])
        #expect(draft.report?.draft.ward != nil)
        return draft
    }
}

extension ReportState {
    fileprivate var reason: Reason? {
        switch self {
        case .queued(let reason, _), .sendingPhotos(_, _, let reason, _): reason
        case .draft, .delivered, .parked: nil
        }
    }
}
