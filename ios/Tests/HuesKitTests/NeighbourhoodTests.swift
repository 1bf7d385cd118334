import Foundation
import HuesCore
import HuesKit
import Testing

/// What the core knows of a draft that the citizen does not: its likely category, what its place is worth, who reported it before, who will
/// see it.
@MainActor @Suite(.timeLimit(.minutes(1)))
struct NeighbourhoodTests {
    static let here = Point(lat: 16.4698, lon: 107.5786)
    let city: RunningCity
    let phone: Phone

    init() throws {
        city = try RunningCity()
        phone = try Phone(city)
    }

    @Test func theTextSuggestsItsCategory() async throws {
        let app = try await RunningApp(TestDevice(phone))
        let draft = try app.session.draft(nil)
        draft.text = "o ga sau truoc cho"
        #expect(await draft.save())
        #expect(draft.suggestions.first?.id == "road-damage")
    }

    @Test func anAgencyIsAskedAboutNoPlaceAndItsAnswerIsReadAndRated() async throws {
        let app = try await RunningApp(TestDevice(phone))
        let session = try app.session
        let draft = session.draft(nil)
        draft.edit(.location(location: Location(point: Self.here, source: .pin)))
        draft.text = "Cho hỏi thủ tục làm khai sinh cho cháu?"
        #expect(await draft.save())
        #expect(draft.hasPlace && draft.ward == "Phường Phú Xuân")
        #expect(draft.suggestions.contains { $0.id == "question" })
        draft.edit(.category(id: "question"))
        #expect(await draft.save())
        #expect(!draft.hasPlace && draft.ward == nil && draft.report?.draft.location == nil)
        #expect(draft.disclosure?.fields.contains { [.position, .ward, .address].contains($0.field) } == false)
        #expect(draft.problems.map(\.draftPart) == [.answer("agency")])
        draft.choose("justice", for: "agency")
        #expect(await draft.submit())

        let id = try #require(draft.id)
        try await app.connect(.unmetered)
        #expect(try await session.client.sync().waiting == 0)
        try await city.reply(to: id.text, agency: "Sở Tư pháp", text: "Cần giấy chứng sinh và căn cước.")
        try await city.move(id.text, to: "done")
        #expect(try await session.client.sync().unreached == nil)
        #expect(try await session.client.tally().unread == 1)
        let page = ReportModel(session: session, id: id)
        await page.refresh()
        #expect(page.report?.thread.first?.agency == "Sở Tư pháp" && page.ward == nil)
        #expect(page.report?.questions.first?.answerWords?.vi.hasPrefix("Sở Tư pháp") == true)
        await page.markRead()
        #expect(try await session.client.tally().unread == 0)
        page.satisfaction = .satisfied
        await page.rate()
        #expect(try await session.client.sync().waiting == 0)
        await page.refresh()
        #expect(page.report?.rating?.delivery == .delivered)
    }

    @Test func homeBeginsAQuestionOnceAndGoesOnWithIt() async throws {
        let app = try await RunningApp(TestDevice(phone))
        let home = HomeModel(session: try app.session)
        let first = try #require(await home.beginQuestion())
        let draft = try app.session.draft(first)
        await draft.load()
        #expect(draft.report?.draft.category == "question" && !draft.hasPlace)
        #expect(await home.beginQuestion() == first)
        draft.text = "Cho hỏi thủ tục làm khai sinh cho cháu?"
        #expect(await draft.save())
        #expect(await home.beginQuestion() != first)
    }

    @Test func aCategoryIsLookedForWithoutMarksAndWhatFitsNoneHasAWayOut() async throws {
        let app = try await RunningApp(TestDevice(phone))
        let model = CategoriesModel(session: try app.session)
        await model.search()
        let all = try await app.session.client.categories().count
        #expect(model.found?.found.count == all)
        model.typed = "den ch"
        await model.search()
        #expect(model.found?.found.first?.id == "street-light" && model.found?.wayOut == nil)
        model.typed = "xyzzy"
        await model.search()
        #expect(model.found?.found == [] && model.found?.wayOut?.id == "other")
        #expect(model.found?.words?.vi.hasPrefix("Không tìm thấy loại nào.") == true)
    }

    @Test func aDoubtfulPlaceIsSaidToBeAndOneBeyondTheCityNamesTheNeighbour() async throws {
        let app = try await RunningApp(TestDevice(phone))
        let draft = try app.session.draft(nil)
        let old = Date.now.addingTimeInterval(-600)
        draft.edit(
            .location(
                location: Location(point: Self.here, accuracyM: 900, fixedAt: old, source: .gps, mock: true)))
        #expect(await draft.save())
        #expect(draft.ward == "Phường Phú Xuân" && draft.doubts.map(\.kind) == [.mock, .old, .coarse])
        draft.edit(.location(location: Location(point: Point(lat: 16.2073, lon: 107.9983), source: .pin)))
        #expect(await draft.save())
        #expect(draft.ward == nil && draft.doubts == [])
        #expect(draft.outside?.vi.contains("thành phố Đà Nẵng") == true)
    }

    @Test func whatBecomesPublicFollowsWhatTheCitizenChooses() async throws {
        let app = try await RunningApp(TestDevice(phone))
        let draft = try app.session.draft(nil)
        draft.text = "Chó thả rông, gọi tôi số 0905 123 456"
        #expect(await draft.save())
        #expect(draft.disclosure?.exposed.map(\.kind) == [.phone] && draft.disclosure?.naming == .anonymous)
        draft.sharesText = false
        draft.contactName = "Lan"
        #expect(await draft.save())
        #expect(draft.disclosure?.exposed == [] && draft.disclosure?.naming == .staffOnly)
        #expect(draft.disclosure?.fields.first { $0.field == .text }?.everyone == .hidden)
    }

    @Test func whatANeighbourReportedIsFoundAndFollowed() async throws {
        let neighbour = try await RunningApp(online(try Phone(city)))
        let reported = try await noise(neighbour, "Karaoke sau 22 giờ")
        #expect(await reported.submit())
        #expect(try await neighbour.session.client.sync().waiting == 0)

        let app = try await RunningApp(online(phone))
        let session = try app.session
        let draft = try await noise(app, "Hát to quá")
        #expect(draft.duplicates == [])
        await draft.lookAround()
        let found = try #require(draft.duplicates.first)
        #expect(found.report.text == "Karaoke sau 22 giờ")
        await draft.follow(found.report.publicId)
        #expect(draft.followed == [found.report.publicId])
        let list = ReportsModel(session: session)
        await list.refresh()
        #expect(list.followed.map(\.id) == [found.report.publicId])
        await list.unfollow(found.report.publicId)
        #expect(list.followed == [] && session.notice == nil)
    }

    @Test func whatWasReportedAtThePlaceIsSuggestedBeforeAnythingIsWritten() async throws {
        let neighbour = try await RunningApp(online(try Phone(city)))
        let reported = try await noise(neighbour, "Karaoke sau 22 giờ")
        #expect(await reported.submit())
        #expect(try await neighbour.session.client.sync().waiting == 0)

        let app = try await RunningApp(online(phone))
        let draft = try app.session.draft(nil)
        draft.edit(.location(location: Location(point: Self.here, source: .pin)))
        #expect(await draft.save())
        #expect(draft.suggestions == [] && draft.about != [])
        await draft.lookAround()
        #expect(draft.suggestions.map(\.id) == ["noise"])
    }

    private func online(_ phone: Phone) -> TestDevice {
        let device = TestDevice(phone)
        device.network = .unmetered
        return device
    }

    private func noise(_ app: RunningApp, _ text: String) async throws -> ReportDraftModel {
        let draft = try app.session.draft(nil)
        draft.edit(.category(id: "noise"))
        draft.text = text
        draft.edit(.location(location: Location(point: Self.here, source: .pin)))
        #expect(await draft.save())
        return draft
    }
}
