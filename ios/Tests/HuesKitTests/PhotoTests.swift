import Foundation
import HuesCore
import HuesKit
import Testing

/// What the citizen does with a photo before it is sent: look at it, hide in it what nobody should see, leave it out.
@MainActor @Suite(.timeLimit(.minutes(1)))
struct PhotoTests {
    let city: RunningCity
    let phone: Phone

    init() throws {
        city = try RunningCity()
        phone = try Phone(city)
    }

    @Test func aFaceIsHiddenByButtonsAndByAFingerAndTheCityGetsThePhotoWithoutIt() async throws {
        let app = try await RunningApp(TestDevice(phone))
        let draft = try app.session.draft(nil)
        await draft.addPhoto(file: try photo("progressive_cat.jpg"))
        let before = try #require(draft.report?.photos.first)
        let page = PhotoModel(draft: draft, photo: before.id)
        await page.look()
        let whole = try #require(page.picture)
        page.add()
        let first = try page.boxes[0].words()
        #expect(page.chosen == 0 && first.vi.hasPrefix("Ở giữa ảnh"))
        page.nudge(.wider)
        page.nudge(.left)
        page.drag(from: CGPoint(x: 0.75, y: 0.75), to: CGPoint(x: 0.95, y: 0.95))
        #expect(page.seen.count == 2 && page.boxes.count == 1, "it is not there before the finger is lifted")
        page.drop()
        #expect(page.boxes.count == 2 && page.chosen == 1)
        page.drag(from: CGPoint(x: 0.85, y: 0.85), to: CGPoint(x: 0.85, y: 0.2))
        page.drop()
        let moved = try page.boxes[1].words()
        #expect(page.boxes.count == 2 && moved.en.hasPrefix("At the top right"))
        await page.look()
        let looked = try #require(page.picture)
        #expect(looked != whole)
        page.choose(0)
        page.remove()
        #expect(page.boxes.count == 1 && page.chosen == 0)
        await page.look()
        let kept = page.picture

        #expect(await page.hide())
        let after = try #require(draft.report?.photos.first)
        #expect(after.id != before.id && after.sha256 != before.sha256 && draft.trouble == [:])
        let again = PhotoModel(draft: draft, photo: after.id)
        await again.look()
        #expect(again.picture == kept, "what was looked at is what is kept")
        #expect(page.view == nil, "the photo that showed it is gone")
        #expect(await page.hide() == false)

        draft.edit(.category(id: "other"))
        draft.text = "Mèo kêu suốt đêm"
        draft.edit(.location(location: Location(point: Point(lat: 16.4698, lon: 107.5786), source: .pin)))
        #expect(await draft.submit())
        try await app.connect(.unmetered)
        #expect(try await app.session.client.sync().waiting == 0)
        #expect(try await city.state().reports.first?.attachments.first?.storedSha256 == after.sha256)
    }

    @Test func theSamePhotoOnceMoreIsPointedOutAndTakenOutWhereItIsSeenLarge() async throws {
        let app = try await RunningApp(TestDevice(phone))
        let draft = try app.session.draft(nil)
        for _ in 0..<2 { await draft.addPhoto(file: try photo("progressive_cat.jpg")) }
        let second = try #require(draft.report?.photos.last)
        #expect(second.sentences.first?.vi.hasPrefix("Giống hệt ảnh số 1.") == true)
        let page = PhotoModel(draft: draft, photo: second.id)
        #expect(page.number == 2 && !page.isVideo)
        await page.removePhoto()
        #expect(draft.report?.photos.count == 1 && draft.report?.photos.first?.sentences == [])
    }
}
