import Foundation
import HuesCore
import HuesKit
import Testing

/// A report from its first word to the city's receipt, with what goes wrong on the way.
@MainActor @Suite(.timeLimit(.minutes(2)))
struct ReportJourney {
    let city: RunningCity
    let phone: Phone

    init() throws {
        city = try RunningCity()
        phone = try Phone(city)
    }

    @Test func aDraftReachesItsReceiptWithItsPhoto() async throws {
        let app = try await RunningApp(TestDevice(phone))
        let id = try await submitted(app)
        let client = try app.session.client
        try await client.setNetwork(.unmetered)
        let outcome = try await client.sync()
        #expect(outcome.waiting == 0 && outcome.unreached == nil)

        let report = ReportModel(session: try app.session, id: id)
        await report.refresh()
        let held = try #require(try await city.state().reports.first)
        #expect(report.report?.state == .delivered(number: held.number))
        #expect(held.attachments.map(\.storedSha256) == [report.report?.photos.first?.sha256])
        #expect(report.report?.photos.map(\.fullKept) == [false])
        let photo = try #require(report.report?.photos.first?.id)
        let thumbnail = await (try app.session).thumbnail(photo)
        #expect(thumbnail?.starts(with: [0xFF, 0xD8]) == true)
    }

    @Test(arguments: [
        #"{"fault": "lose_answer", "method": "POST", "path": "/v1/reports"}"#,
        #"{"fault": "portal", "method": "POST", "path": "/v1/reports"}"#,
        #"{"fault": "half_answer", "method": "POST", "path": "/v1/reports"}"#,
        #"{"fault": "unavailable", "status": 503, "method": "POST", "path": "/v1/reports"}"#,
        #"{"fault": "unavailable", "status": 503, "path": "/v1/uploads"}"#,
    ])
    func aCityThatMisbehavesGetsItOnceAndTheCitizenIsTold(misbehaviour: String) async throws {
        let app = try await RunningApp(TestDevice(phone))
        let id = try await submitted(app)
        let client = try app.session.client
        try await city.misbehave(misbehaviour)
        try await client.setNetwork(.unmetered)
        #expect(try await client.sync().waiting == 1)
        let page = ReportModel(session: try app.session, id: id)
        await page.refresh()
        let said = page.report?.sentences ?? []
        #expect(page.isWaiting && said.count >= 2 && said.allSatisfy { !$0.vi.isEmpty && !$0.en.isEmpty })

        try await city.behave()
        await page.tryNow()
        #expect(try await client.sync().waiting == 0)
        await page.refresh()
        #expect(page.report?.state.name() == "delivered")
        #expect(try await city.state().reports.count == 1)
    }

    @Test func whatIsMissingIsNamedWhenTheCitizenHasBeenThereAndNothingIsSent() async throws {
        let app = try await RunningApp(TestDevice(phone))
        let draft = try app.session.draft(nil)
        draft.edit(.category(id: "road-damage"))
        #expect(await draft.save())
        #expect(said(draft) == [])
        draft.leave(.text)
        #expect(draft.problem(.text)?.code == .required && draft.problem(.photos) == nil)
        #expect(await draft.submit() == false)
        #expect(draft.asked == 1 && draft.problems.map(\.field) == [.photos, .location, .text])
        #expect(said(draft) == draft.problems)
        #expect(draft.report?.state == .draft && !draft.isDone)
    }

    @Test func aReportThatNobodyHasYetIsTakenBackChangedAndDiscarded() async throws {
        let app = try await RunningApp(TestDevice(phone))
        let session = try app.session
        let id = try await submitted(app)
        let page = ReportModel(session: session, id: id)
        await page.refresh()
        #expect(page.report?.canEditAgain == true)
        #expect(await page.editAgain())
        let draft = session.draft(id)
        await draft.load()
        #expect(draft.text == "Ổ gà sâu trước chợ Đông Ba" && draft.report?.state == .draft)
        #expect(await draft.discard() && draft.isDone)
        #expect(try await session.client.reports(limit: 10) == [])
        await page.refresh()
        #expect(session.notice == nil)
    }

    @Test func theLastOfManyKeystrokesIsThereAfterTheAppWasKilled() async throws {
        let words = (1...200).map { "Ngập đến bậc \($0)" }
        let device = TestDevice(phone)
        let app = try await RunningApp(device)
        let typed = try app.session.draft(nil)
        for text in words {
            typed.text = text
            // Saving goes on between the keystrokes.
            await Task.yield()
        }
        typed.edit(.address(address: "Kiệt 12"))
        await until { typed.report?.draft.address == "Kiệt 12" }
        let trail = Trail()
        trail.go(.compose(nil))
        let written = trail.written(draft: try app.session.draftOnDesk)
        try await app.kill()

        let next = try await RunningApp(device)
        let restored = Trail()
        restored.restore(written)
        guard case .compose(let id?) = restored.path.last else {
            Issue.record("\(restored.path)")
            return
        }
        let draft = try next.session.draft(id)
        await draft.load()
        #expect(id == typed.id && draft.text == words.last && draft.report?.draft.address == "Kiệt 12")
    }

    @Test func whatCouldNotBeSavedIsSaidAndKeptForTheNextTry() async throws {
        let app = try await RunningApp(TestDevice(phone))
        let draft = try app.session.draft(nil)
        try await app.session.client.shutDown()
        draft.text = "Cây đổ"
        #expect(await draft.save() == false)
        #expect(draft.failure == .Closed && draft.text == "Cây đổ")
        #expect(await draft.submit() == false)
    }

    @Test func aScreenThatNothingWasDoneOnLeavesNoDraft() async throws {
        let app = try await RunningApp(TestDevice(phone))
        let draft = try app.session.draft(nil)
        await draft.load()
        #expect(await draft.save() && draft.id == nil)
        #expect(try await app.session.client.tally().drafts == 0)
    }

    @Test func theListIsReadPageByPage() async throws {
        let app = try await RunningApp(TestDevice(phone))
        let client = try app.session.client
        for _ in 0...ReportsModel.page { _ = try await client.createReport() }
        let list = ReportsModel(session: try app.session)
        await list.refresh()
        #expect(list.reports?.count == ReportsModel.page && list.hasMore)
        await list.more()
        #expect(list.reports?.count == ReportsModel.page + 1 && !list.hasMore)
    }

    /// The problems that stand beside their parts of the screen.
    private func said(_ draft: ReportDraftModel) -> [Problem] {
        let parts: [DraftPart] = [.photos, .location, .category, .text, .phone]
        return parts.compactMap { draft.problem($0) }
    }

    /// A report with everything that it needs, queued.
    private func submitted(_ app: RunningApp) async throws -> ReportId {
        let draft = try app.session.draft(nil)
        draft.edit(.category(id: "road-damage"))
        draft.text = "Ổ gà sâu trước chợ Đông Ba"
        await draft.addPhoto(file: try photo("derived_hue_gps_o6.jpg"))
        draft.edit(.location(location: try #require(draft.offered)))
        #expect(await draft.save())
        #expect(draft.failure == nil && draft.problems == [])
        #expect(await draft.submit())
        return try #require(draft.id)
    }
}
