import Foundation
import HuesCore
import HuesKit
import Testing

/// What becomes of a report after Send: what waits and why, what is said to and fro, what the citizen thinks of it, and that they take it back.
@MainActor @Suite(.timeLimit(.minutes(2)))
struct OutboxJourney {
    let city: RunningCity
    let phone: Phone

    init() throws {
        city = try RunningCity()
        phone = try Phone(city)
    }

    @Test func photosThatWaitForWiFiAreNamedAndGoOverMobileDataWhenTheCitizenSaysSo() async throws {
        let app = try await RunningApp(TestDevice(phone))
        let client = try app.session.client
        try await client.setPhotosWaitForUnmetered(true)
        try await app.connect(.metered)
        let id = try await submitted(app, photos: 1)
        try await client.sync()
        let outbox = OutboxModel(session: try app.session)
        await outbox.refresh()
        let waiting = try #require(outbox.waiting?.first)
        #expect(waiting.id == id && waiting.items.first?.words.vi.hasPrefix("Ảnh 1, ") == true)
        #expect(waiting.items.first?.sentences.first?.vi == "Ảnh đang chờ Wi-Fi, như bạn đã chọn.")
        #expect(waiting.ways.sendAnyway == .overMobileData && !waiting.ways.tryNow)
        #expect(!waiting.ways.editAgain && waiting.ways.giveUp == .withdraw)
        await outbox.sendAnyway(id, .overMobileData)
        try await client.sync()
        await outbox.refresh()
        #expect(outbox.waiting == [])
        #expect(try await city.state().reports.first?.attachments.first?.storedSha256 != nil)
    }

    @Test func photosThatWaitForTheChargerGoOnTheBatteryWhenTheCitizenSaysSo() async throws {
        let device = TestDevice(phone)
        device.battery = Battery(level: 0.1, isCharging: false, isSaved: false)
        let app = try await RunningApp(device)
        let client = try app.session.client
        try await client.setBattery(device.battery)
        try await app.connect(.unmetered)
        let id = try await submitted(app, photos: 1)
        try await client.sync()
        let page = ReportModel(session: try app.session, id: id)
        await page.refresh()
        let how = try #require(page.sendAnyway)
        #expect(how == .onBattery && page.otherSendAnyway == nil)
        #expect(how.words() == Words(vi: "Gửi ngay, dùng pin còn lại", en: "Send now, on the battery"))
        await page.sendAnyway(how)
        try await client.sync()
        await page.refresh()
        #expect(page.report?.state.name() == "delivered" && page.sendAnyway == nil)
        #expect(try await city.state().reports.first?.attachments.first?.storedSha256 != nil)
    }

    @Test func whatNobodyElseHasIsThrownAwayAndTakenBack() async throws {
        let app = try await RunningApp(TestDevice(phone))
        let session = try app.session
        let id = try await submitted(app)
        let outbox = OutboxModel(session: session)
        await outbox.refresh()
        #expect(outbox.waiting?.first?.ways.giveUp == .discard)
        await outbox.giveUp(id)
        #expect(outbox.waiting == [] && session.discarded?.id == id)
        await session.restore(id)
        #expect(try await session.client.report(id).state == .draft)
        let list = ReportsModel(session: session)
        await list.refresh()
        #expect(list.reports?.count == 1 && !list.isAnythingWaiting)
    }

    @Test func theCitysAnswerIsNewOnceAndIsAnsweredAndItsWorkIsRated() async throws {
        let app = try await RunningApp(TestDevice(phone))
        let client = try app.session.client
        try await app.connect(.unmetered)
        let id = try await submitted(app)
        try await client.sync()
        try await city.reply(to: id.text, agency: "Công ty Môi trường", text: "Trước nhà số mấy?")
        try await client.sync()
        let page = ReportModel(session: try app.session, id: id)
        await page.refresh()
        #expect(page.thread.map(\.isNew) == [true])
        await page.markRead()
        #expect(page.thread.map(\.isNew) == [true], "it was new when the screen was opened")
        try await app.connect(.none)
        page.reply = "Số 12"
        await page.sendReply()
        #expect(page.reply.isEmpty && page.thread.last?.isOurs == true && page.thread.last?.canUnsend == true)
        #expect(page.thread.last?.sentences.isEmpty == false)
        let list = ReportsModel(session: try app.session)
        await list.refresh()
        #expect(list.isAnythingWaiting, "the report is there, and the answer waits")
        await page.unsend(try #require(page.thread.last?.id))
        page.reply = "Số 21"
        await page.sendReply()
        let again = ReportModel(session: try app.session, id: id)
        await again.refresh()
        #expect(again.thread.map(\.isNew) == [false, false])
        try await app.connect(.unmetered)
        try await client.sync()
        #expect(try await city.state().reports.first?.heard == ["Số 21"])

        try await city.move(id.text, to: "done")
        try await client.sync()
        await page.refresh()
        #expect(page.report?.waysOut.rate == true && page.report?.rating == nil)
        (page.satisfaction, page.comment) = (.unsatisfied, "Vẫn ngập")
        await page.rate()
        #expect(page.report?.rating?.rating.comment == "Vẫn ngập")
    }

    @Test func aReportIsTakenBackKeptAndOneThatWasClosedMeanwhileSaysSoWithItsNumber() async throws {
        let app = try await RunningApp(TestDevice(phone))
        let client = try app.session.client
        try await app.connect(.unmetered)
        let id = try await submitted(app)
        try await client.sync()
        try await app.connect(.none)
        let page = ReportModel(session: try app.session, id: id)
        await page.refresh()
        #expect(await page.giveUp() == false)
        #expect(page.report?.waysOn.keep == true && page.report?.waysOn.giveUp == nil)
        await page.keep()
        #expect(page.report?.waysOn.giveUp == .withdraw)
        #expect(await page.giveUp() == false)
        try await city.move(id.text, to: "done")
        try await app.connect(.unmetered)
        try await client.sync()
        await page.refresh()
        guard case .parked("report-closed", let number) = page.report?.state else {
            Issue.record("\(String(describing: page.report?.state))")
            return
        }
        #expect(number?.hasPrefix("HUE-") == true && page.number == number)
        #expect(!page.canTryNow, "the city would refuse it each time")
        await page.keep()
        #expect(page.report?.state.name() == "delivered")
    }

    @Test func aReportThatTheCityRemovedIsToldOnceCopiedAndThrownAway() async throws {
        let app = try await RunningApp(TestDevice(phone))
        let client = try app.session.client
        try await app.connect(.unmetered)
        let id = try await submitted(app, photos: 1)
        try await client.sync()
        try await city.remove(id.text)
        try await client.sync()
        #expect(try await client.tally().unreadRemovals == 1)
        let list = ReportsModel(session: try app.session)
        await list.refresh()
        #expect(list.reports?.first?.isRemovalUnread == true && list.reports?.first?.state == .removed)
        let page = ReportModel(session: try app.session, id: id)
        await page.refresh()
        #expect(page.report?.sentences.first?.vi == "Thành phố đã gỡ phản ánh này.")
        #expect(page.report?.hasUnread == true && page.number?.hasPrefix("HUE-") == true && !page.hasReplies)
        await page.markRead()
        await page.refresh()
        #expect(page.report?.hasUnread == false)
        let copy = try #require(await page.copy())
        #expect(try await client.report(copy).draft.text == "Cống nghẹt, nước tràn ra đường")
        #expect(await page.giveUp(), "it is gone from this phone")
        await list.refresh()
        #expect(list.reports?.map(\.id) == [copy])
    }

    /// A report with everything that it needs, queued.
    private func submitted(_ app: RunningApp, photos: Int = 0) async throws -> ReportId {
        let draft = try app.session.draft(nil)
        draft.edit(.category(id: "pollution"))
        draft.text = "Cống nghẹt, nước tràn ra đường"
        draft.edit(.location(location: Location(point: Point(lat: 16.4698, lon: 107.5786), source: .pin)))
        for _ in 0..<photos { await draft.addPhoto(file: try photo("progressive_cat.jpg")) }
        #expect(await draft.submit())
        return try #require(draft.id)
    }
}
