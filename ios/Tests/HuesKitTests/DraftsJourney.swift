import Foundation
import HuesCore
import HuesKit
import Testing

/// What the city asks about a report, and what becomes of drafts that are not sent at once.
@MainActor @Suite(.timeLimit(.minutes(2)))
struct DraftsJourney {
    let city: RunningCity
    let phone: Phone

    init() throws {
        city = try RunningCity()
        phone = try Phone(city)
    }

    @Test func theCityAsksWhatBelongsToTheCategoryAndGetsTheAnswers() async throws {
        let app = try await RunningApp(TestDevice(phone))
        let draft = try await lamp(app)
        #expect(draft.questions.map(\.question.id) == ["fault"])
        #expect(draft.problem(.answer("fault")) == nil)
        #expect(await draft.submit() == false)
        #expect(draft.problems.map(\.draftPart) == [.answer("fault")])
        #expect(draft.problem(.answer("fault"))?.code == .required)
        draft.lead(to: try #require(draft.problems.first))
        let lead = try #require(draft.lead)
        #expect(lead.part == .answer("fault"))
        draft.lead(to: try #require(draft.problems.first))
        #expect(draft.lead != lead && draft.lead?.part == lead.part)

        draft.choose("off", for: "fault")
        #expect(await draft.save())
        #expect(draft.chosen(for: "fault") == "off")
        #expect(draft.questions.map(\.question.id) == ["fault", "lamps", "pole-number", "since"])
        draft[typedFor: "pole-number"] = "PX 12"
        draft[typedFor: "lamps"] = "5000"
        #expect(await draft.save())
        #expect(draft[typedFor: "lamps"] == "5000")
        #expect(draft.problem(.answer("lamps"))?.wordsBeside().vi == "Hãy nhập số từ 1 đến 500 bóng.")
        draft[typedFor: "lamps"] = "3"
        await draft.beginMoment(for: "since")
        draft[momentFor: "since"] = draft[momentFor: "since"].addingTimeInterval(86_400)
        #expect(await draft.save())
        #expect(draft.problem(.answer("since"))?.code == .outOfRange)
        draft.clear("since")
        #expect(await draft.submit())
        let client = try app.session.client
        try await client.setNetwork(.unmetered)
        #expect(try await client.sync().waiting == 0)
        #expect(try await city.state().reports.count == 1)
    }

    @Test func halfANumberIsNoProblemUntilTheCitizenLeavesIt() async throws {
        let app = try await RunningApp(TestDevice(phone))
        let draft = try await lamp(app)
        draft.choose("off", for: "fault")
        draft[typedFor: "lamps"] = "0"
        #expect(await draft.save())
        #expect(draft.problem(.answer("lamps")) == nil)
        draft.leave(.answer("lamps"))
        #expect(draft.problem(.answer("lamps"))?.code == .outOfRange)
    }

    @Test func answersStayWithTheCategoryForWhichTheyWereGiven() async throws {
        let app = try await RunningApp(TestDevice(phone))
        let draft = try await lamp(app)
        draft.choose("off", for: "fault")
        // Nothing of this waits for the disk.
        draft.edit(.category(id: "noise"))
        draft.choose("karaoke", for: "source")
        draft.edit(.category(id: "street-light"))
        #expect(await draft.save())
        #expect(draft.chosen(for: "fault") == "off")
    }

    @Test func aDraftIsCopiedThrownAwayTakenBackAndErased() async throws {
        let app = try await RunningApp(TestDevice(phone))
        let session = try app.session
        let draft = session.draft(nil)
        draft.text = "Cống nghẹt"
        #expect(await draft.save())
        let id = try #require(draft.id)
        let list = ReportsModel(session: session)
        let copy = try #require(await list.duplicate(id))
        await list.refresh()
        #expect(list.reports?.count == 2 && list.reports?.allSatisfy { list.saved($0) != nil } == true)

        #expect(await draft.discard() && session.discarded?.id == id)
        await list.refresh()
        #expect(list.reports?.map(\.id) == [copy] && list.discarded.map(\.id) == [id])
        await list.restore(id)
        #expect(list.reports?.count == 2 && list.discarded == [] && session.discarded == nil)
        await list.discard(copy)
        #expect(session.discarded?.id == copy)
        await list.erase(copy)
        #expect(list.reports?.map(\.id) == [id] && list.discarded == [] && session.discarded == nil)
    }

    @Test func whoWasCutOffIsToldAndWhoLeftInPeaceIsNot() async throws {
        let device = TestDevice(phone)
        let app = try await RunningApp(device)
        let draft = try app.session.draft(nil)
        draft.text = "Cây đổ chắn đường"
        #expect(await draft.save())
        try await app.kill()

        let next = try await RunningApp(device)
        let home = HomeModel(session: try next.session)
        await home.refresh()
        let id = try #require(draft.id)
        #expect(home.recovered?.drafts.map(\.id) == [id])
        #expect(home.recovered?.words.vi.contains("Cây đổ chắn đường") == true)
        #expect(home.parts == [.warnings, .recovered, .newReport, .question, .myReports, .hotlines, .me])
        await home.putAwayRecovered()
        #expect(home.recovered == nil && home.parts == [.warnings, .newReport, .question, .myReports, .hotlines, .me])
        let opened = try next.session.draft(draft.id)
        await opened.load()
        await opened.putAway()
        try await next.kill()

        let last = try await RunningApp(device)
        let again = HomeModel(session: try last.session)
        await again.refresh()
        #expect(again.reports?.drafts == 1 && again.recovered == nil)
    }

    @Test func whatTheCityAsksAnewIsPointedOutOnceAndNoAnswerIsLost() async throws {
        let app = try await RunningApp(TestDevice(phone))
        let session = try app.session
        let draft = try await lamp(app)
        draft.choose("missing", for: "fault")
        await draft.putAway()
        try await city.publish(categories: try Self.withAnotherQuestion())
        try await session.client.setNetwork(.unmetered)
        _ = try await session.client.sync()

        session.newDraft()
        let opened = session.draft(draft.id)
        await opened.load()
        #expect(opened.notices.map(\.question) == ["dark"])
        #expect(opened.questions.map(\.question.id) == ["dark", "fault"])
        #expect(opened.chosen(for: "fault") == "missing")
        await opened.dismissNotices()
        #expect(opened.notices == [])
    }

    /// A draft about a street lamp with all that it needs, but for the answers.
    private func lamp(_ app: RunningApp) async throws -> ReportDraftModel {
        let draft = try app.session.draft(nil)
        draft.edit(.category(id: "street-light"))
        draft.text = "Đèn tắt cả kiệt"
        draft.edit(.location(location: Location(point: Point(lat: 16.4698, lon: 107.5786), source: .pin)))
        #expect(await draft.save())
        return draft
    }

    /// The bundled categories, with one question more about street lamps.
    private static func withAnotherQuestion() throws -> Data {
        let file = URL(fileURLWithPath: try variable("HUES_TEST_DATA"))
            .appendingPathComponent("../../data/hue/categories.json")
        let bundled = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any]
        var set = try #require(bundled)
        set["schema_version"] = try #require(set["schema_version"] as? Int) + 1
        var all = try #require(set["categories"] as? [[String: Any]])
        let lamps = try #require(all.firstIndex { $0["id"] as? String == "street-light" })
        let question: [String: Any] = [
            "id": "dark", "kind": "text", "required": true,
            "text": ["vi": "Đoạn nào tối nhất?", "en": "Where is it darkest?"],
        ]
        all[lamps]["questions"] = [question] + (try #require(all[lamps]["questions"] as? [[String: Any]]))
        set["categories"] = all
        return try JSONSerialization.data(withJSONObject: set)
    }
}
