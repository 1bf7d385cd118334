import Foundation
import HuesCore
import HuesKit
import Testing

/// A citizen's first hour with the app, from the first start to warnings without a network.
@MainActor @Suite(.timeLimit(.minutes(3)))
struct WholeJourney {
    let city: RunningCity
    let phone: Phone

    init() throws {
        city = try RunningCity()
        phone = try Phone(city)
    }

    @Test(arguments: [Language.vi, .en])
    func aCitizenReportsHearsBackLogsInAndIsWarned(language: Language) async throws {
        try await city.publish(warning: try flood(at: .now))
        let app = try await RunningApp(TestDevice(phone, .automatic))
        try begin(app, in: language)
        let id = try await report(app)
        try await answered(app, id)
        try await loggedInAndOut(app)
        try await warned(app, in: language)
    }

    /// First start: no core is asked for a language, and it is asked for once.
    private func begin(_ app: RunningApp, in language: Language) throws {
        #expect(app.model.language == nil)
        let start = StartModel(app: app.model)
        #expect(start.chosen == .vi)
        start.chosen = language
        start.begin()
        #expect(app.model.language == language && app.device.language == language)
        #expect(app.model.city?.name.inLanguage(language: .vi) == "Thành phố Huế")
        #expect(HomeModel(session: try app.session).hotlines.first?.number == "19001075")
    }

    /// Writes a report without a network: it waits, says so, and goes by itself.
    private func report(_ app: RunningApp) async throws -> ReportId {
        let session = try app.session
        let home = HomeModel(session: session)
        app.run { await home.run() }
        await until { home.reports?.drafts == 0 }

        let draft = session.draft(nil)
        await draft.load()
        #expect(draft.id == nil && !draft.categories.isEmpty)
        app.device.gallery = [PickedPhoto(file: try photo("derived_hue_gps_o6.jpg"))]
        await draft.choosePhotos()
        draft.edit(.location(location: try #require(draft.offered)))
        draft.edit(.category(id: "road-damage"))
        draft.text = "Ổ gà sâu trước chợ Đông Ba"
        draft.edit(.contact(contact: Contact(name: "Lan", phone: "0905123456")))
        #expect(await draft.save())
        #expect(draft.ward == "Phường Phú Xuân" && draft.saved != nil && draft.offered == nil && draft.map != nil)
        #expect(draft.category?.id == "road-damage" && draft.problems == [] && session.draft(nil) === draft)
        await until { home.reports?.drafts == 1 }
        #expect(await draft.submit())

        let id = try #require(draft.id)
        let page = ReportModel(session: session, id: id)
        let shown = app.run { await page.run() }
        await until { page.report?.sentences.contains(Reason.noNetwork.words()) == true }
        #expect(page.isWaiting && page.number == nil && page.ward == "Phường Phú Xuân")
        await until { home.reports?.waiting == 1 }

        app.device.network = .metered
        await until { session.isMetered && page.report?.state.name() == "delivered" }
        await until { home.reports?.waiting == 0 }
        let held = try #require(try await city.state().reports.first)
        #expect(page.number == held.number && held.text == "Ổ gà sâu trước chợ Đông Ba")
        // Whoever looks at the page has read what comes: the citizen leaves it.
        shown.cancel()
        await shown.value
        return id
    }

    /// An agency takes the report up and writes; whoever looks at the page has read it.
    private func answered(_ app: RunningApp, _ id: ReportId) async throws {
        let session = try app.session
        try await city.move(id.text, to: "in_progress")
        try await city.reply(to: id.text, agency: "UBND phường Phú Xuân", text: "Sẽ sửa trong tuần này.")
        try await session.client.sync()
        let list = ReportsModel(session: session)
        await list.refresh()
        #expect(list.reports?.map(\.id) == [id] && list.reports?.first?.unread == 1 && !list.hasMore)
        #expect(list.reports.map { list.category(of: $0[0])?.vi.isEmpty } == false)

        let page = ReportModel(session: session, id: id)
        app.run { await page.run() }
        await until { page.thread.map(\.text) == ["Sẽ sửa trong tuần này."] }
        #expect(page.thread.first?.agency == "UBND phường Phú Xuân" && page.thread.first?.isOurs == false)
        #expect(page.steps.map(\.status) == [Status.received, .inProgress].map { $0.words() })
        await until { page.report?.thread.allSatisfy(\.isRead) == true }
    }

    private func loggedInAndOut(_ app: RunningApp) async throws {
        let me = try app.session.login
        app.run { await me.run() }
        await until { me.canLogIn }
        app.device.browser = Browser.logIn
        await me.logIn()
        guard case .loggedIn(let name, .one, _, false) = me.account else {
            Issue.record("\(String(describing: me.account)), \(me.step)")
            return
        }
        #expect(name == "Nguyễn Thị Lan" && me.step == .none && !me.canLogIn)
        await me.logOut()
        #expect(me.account == .loggedOut && me.canLogIn)
    }

    /// The next morning: no network, and the app was killed meanwhile.
    private func warned(_ app: RunningApp, in language: Language) async throws {
        try await app.kill()
        app.device.network = .none
        let next = try await RunningApp(app.device)
        #expect(next.model.language == language)
        let home = HomeModel(session: try next.session, language: language)
        await home.refresh()
        let worst = try #require(home.worst)
        #expect(worst.severity == .severe && home.asOf != nil)
        #expect(home.reports?.delivered == 1)
    }
}
