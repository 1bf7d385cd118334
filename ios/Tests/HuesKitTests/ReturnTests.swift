import HuesCore
import Testing

@testable import HuesKit

/// A page is left while an answer is on its way, and opened again: the old answer comes last, and what it says is over.
@MainActor @Suite(.timeLimit(.minutes(2)))
struct ReturnTests {
    let answers = Answers()
    let app: RunningApp
    let id: ReportId

    init() async throws {
        let device = TestDevice(try Phone(RunningCity()))
        device.answers = answers
        app = try await RunningApp(device)
        try await app.connect(.none)
        let client = try app.session.client
        id = try await client.createReport()
        try await client.edit(id, .category(id: "noise"))
        try await client.edit(id, .text(text: "Karaoke sau 22 giờ."))
        let market = Location(point: Point(lat: 16.4698, lon: 107.5786), source: .pin)
        try await client.edit(id, .location(location: market))
    }

    /// A page, and how much of what was done meanwhile stands on it.
    struct Page {
        let refresh: @MainActor () async -> Void
        let shown: @MainActor () -> Int?
    }

    enum Kind: CaseIterable { case report, reports, outbox, home }

    private func page(_ kind: Kind) throws -> Page {
        let session = try app.session
        switch kind {
        case .report:
            let model = ReportModel(session: session, id: id)
            return Page(refresh: model.refresh) { model.thread.count }
        case .reports:
            let model = ReportsModel(session: session)
            return Page(refresh: model.refresh) { model.reports?.count }
        case .outbox:
            let model = OutboxModel(session: session)
            return Page(refresh: model.refresh) { model.waiting?.first?.items.count }
        case .home:
            let model = HomeModel(session: session)
            return Page(refresh: model.refresh) { model.reports.map { Int($0.drafts) } }
        }
    }

    @Test(arguments: Kind.allCases)
    func whatAnOldAnswerSaysIsNotShownAfterANewerOne(kind: Kind) async throws {
        let client = try app.session.client
        try await client.submit(id)
        let page = try page(kind)
        let before = answers.count
        await page.refresh()
        let (calls, old) = (answers.count - before, page.shown())

        answers.hold(after: calls - 1)
        let left = app.run { await page.refresh() }
        await answers.untilHeld()
        left.cancel()
        try await client.reply(to: id, text: "Cả đêm")
        _ = try await client.createReport()
        await page.refresh()
        let new = page.shown()
        answers.release()
        await left.value
        #expect(new != old && page.shown() == new)
    }

    @Test func whatIsTypedWhileTheDraftIsReadAgainStays() async throws {
        let session = try app.session
        let draft = session.draft(id)
        await draft.load()
        #expect(draft.text == "Karaoke sau 22 giờ.")
        // The categories come first.
        answers.hold(after: 1)
        let reading = app.run { await draft.load() }
        await answers.untilHeld()
        draft.text = "Karaoke cả đêm."
        #expect(await draft.save())
        answers.release()
        await reading.value
        #expect(draft.text == "Karaoke cả đêm." && draft.report?.draft.text == draft.text)
    }
}
