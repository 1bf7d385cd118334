import Foundation
import HuesCore
import HuesKit
import Testing

/// A report that the city has is changed, also where the city changes it meanwhile.
@MainActor @Suite(.timeLimit(.minutes(2)))
struct ChangeJourney {
    let city: RunningCity
    let app: RunningApp
    let id: ReportId
    let page: ReportModel

    init() async throws {
        city = try RunningCity()
        app = try await RunningApp(TestDevice(try Phone(city)))
        let session = try app.session
        let draft = session.draft(nil)
        draft.edit(.category(id: "noise"))
        draft.text = "Karaoke sau 22 giờ"
        draft.edit(.location(location: Location(point: Point(lat: 16.4698, lon: 107.5786), source: .pin)))
        #expect(await draft.submit())
        id = try #require(draft.id)
        page = ReportModel(session: session, id: id)
        try await online()
        await page.refresh()
        #expect(page.report?.waysOut.amend == true && page.report?.amendment == nil)
        try await app.connect(.none)
    }

    private func online() async throws {
        try await app.connect(.unmetered)
        #expect(try await app.session.client.sync().unreached == nil)
    }

    /// The draft of a change, as its page has it.
    private func begun() async throws -> ReportDraftModel {
        let draft = try app.session.draft(try #require(await page.beginChange()))
        await draft.load()
        #expect(draft.report?.changeOf == id && draft.goal == id)
        return draft
    }

    /// A change of the text that waits, and of which the city changed the same.
    private func conflict() async throws -> ConflictModel {
        let draft = try await begun()
        draft.text = "Karaoke cả đêm"
        #expect(await draft.submit())
        try await city.correct(id.text, "text", "Loa kéo ở quán")
        try await online()
        await page.refresh()
        #expect(page.report?.amendment?.conflicts.map(\.part) == [.text])
        let waiting = try await app.session.client.waiting()
        #expect(waiting.map(\.ways.tryNow) == [false], "nothing goes before the citizen has chosen")
        let conflict = ConflictModel(session: try app.session, id: id)
        await conflict.refresh()
        return conflict
    }

    @Test func aChangeIsKeptWhileItIsWrittenWaitsWithItsReportAndReachesTheCity() async throws {
        let draft = try await begun()
        #expect(draft.text == "Karaoke sau 22 giờ" && draft.report?.whyNoChange == nil)
        draft.text = "Karaoke cả đêm"
        #expect(await draft.save())
        await draft.putAway()
        let again = try await begun()
        #expect(again.id == draft.id && again.text == "Karaoke cả đêm", "it goes on where the citizen stopped")
        again.text = " "
        #expect(await again.submit() == false)
        #expect(again.problem(.text)?.code == .required)
        again.text = "Karaoke cả đêm"
        #expect(await again.submit() && again.failure == nil)

        await page.refresh()
        let waiting = try #require(page.report?.amendment)
        #expect(waiting.canDrop && waiting.conflicts.isEmpty && !waiting.sentences.isEmpty)
        #expect(page.report?.draft.text == "Karaoke cả đêm")
        let outbox = OutboxModel(session: try app.session)
        await outbox.refresh()
        #expect(outbox.waiting?.first?.items.map(\.words.en) == ["What you changed in the report"])
        try await online()
        await page.refresh()
        #expect(page.report?.amendment == nil && page.report?.city?.number != nil)
        #expect(try await city.state().reports.map(\.text) == ["Karaoke cả đêm"])
    }

    @Test func aChangeThatIsDroppedBeforeItWentIsGoneAndTheReportIsAsItWas() async throws {
        let draft = try await begun()
        draft.text = "Karaoke cả đêm"
        #expect(await draft.submit())
        await page.refresh()
        await page.dropChange()
        #expect(page.report?.amendment == nil && page.report?.draft.text == "Karaoke sau 22 giờ")
        #expect(try await app.session.client.waiting() == [])

        let thrownAway = try await begun()
        thrownAway.text = "Karaoke"
        #expect(await thrownAway.discard())
        await page.refresh()
        #expect(page.report?.draft.text == "Karaoke sau 22 giờ" && page.report?.waysOut.amend == true)
    }

    @Test(arguments: [(AmendmentChoice.mine, "Karaoke cả đêm"), (.theirs, "Loa kéo ở quán")])
    func whatBothChangedIsShownSideBySideAndTheCitizenChooses(choice: AmendmentChoice, kept: String) async throws {
        let page = try await conflict()
        let both = try #require(page.conflicts?.first)
        #expect(both.mine.vi == "Karaoke cả đêm" && both.theirs.vi == "Loa kéo ở quán")
        #expect(!page.isChosen && page.canDrop)
        #expect(await page.send() == false, "nothing is chosen")
        page.choose(choice, in: both)
        #expect(page.isChosen)
        #expect(await page.send())
        try await online()
        await self.page.refresh()
        #expect(self.page.report?.amendment == nil && self.page.report?.draft.text == kept)
        #expect(try await city.state().reports.map(\.text) == [kept])
    }

    @Test func aChoiceCountsOnlyForWhatTheCitizenSaw() async throws {
        let page = try await conflict()
        page.choose(.mine, in: try #require(page.conflicts?.first))
        try await city.correct(id.text, "text", "Loa kéo ở quán, từ 18 giờ")
        try await online()
        #expect(await page.send() == false, "the city wrote something else meanwhile")
        #expect(page.conflicts?.first?.theirs.vi == "Loa kéo ở quán, từ 18 giờ" && !page.isChosen)
    }

    @Test func aChangeThatTheCityDidNotTakeIsDropped() async throws {
        let page = try await conflict()
        await page.drop()
        #expect(page.conflicts == [] && !page.canDrop)
        await self.page.refresh()
        #expect(self.page.report?.draft.text == "Loa kéo ở quán" && self.page.report?.amendment == nil)
    }

    @Test func aReportThatTheCityClosedMeanwhileSaysWhyAndWhatWasWrittenStays() async throws {
        let draft = try await begun()
        draft.text = "Karaoke cả đêm"
        #expect(await draft.save())
        try await city.move(id.text, to: "done")
        try await online()
        await draft.load()
        #expect(draft.report?.whyNoChange?.vi.contains("đã kết thúc xử lý") == true && draft.text == "Karaoke cả đêm")
        #expect(await draft.submit() == false && draft.failure == .NotFound)
        await page.refresh()
        #expect(page.report?.whyNoChange == draft.report?.whyNoChange && page.report?.waysOut.amend == false)
    }
}
