import Foundation
import HuesCore
import HuesKit
import Testing

/// A video of what is reported: recorded or chosen, seen in the draft, sent when there is Wi-Fi or when the citizen says so.
@MainActor @Suite(.timeLimit(.minutes(2)))
struct VideoTests {
    let city: RunningCity
    let app: RunningApp
    let draft: ReportDraftModel
    private let folder: TemporaryFolder

    init() async throws {
        city = try RunningCity()
        app = try await RunningApp(TestDevice(try Phone(city)))
        draft = try app.session.draft(nil)
        folder = try TemporaryFolder()
    }

    /// A video in a file of the app's own.
    private func taken(_ name: String) throws -> PickedPhoto {
        let videos = URL(fileURLWithPath: try variable("HUES_TEST_DATA")).appendingPathComponent("videos")
        let file = folder.url.appendingPathComponent(name)
        try FileManager.default.copyItem(at: videos.appendingPathComponent(name), to: file)
        return PickedPhoto(file: file, hint: PhotoHint(owned: true), isVideo: true)
    }

    @Test func aVideoIsRecordedWithinTheCoresLimitsAndTheAppsFileIsErased() async throws {
        let video = try taken("apple.mov")
        app.device.recorder = .photos([video])
        await draft.recordVideo()
        #expect(app.device.limits?.seconds == 60 && app.device.limits == videoLimits())
        let view = try #require(draft.report?.photos.first)
        #expect(view.durationMs != nil && view.sentences.first?.en.hasPrefix("A video of ") == true)
        #expect(draft.videoWaits && draft.trouble == [:] && draft.offered != nil)
        #expect(!FileManager.default.fileExists(atPath: video.file.path))

        let page = PhotoModel(draft: draft, photo: view.id)
        #expect(page.isVideo)
        await page.removePhoto()
        #expect(draft.report?.photos == [] && !draft.videoWaits)
    }

    @Test func aSecondVideoAndWhatIsNoneAreRefusedAndTheDraftStays() async throws {
        app.device.videos = [try taken("phone.mp4")]
        await draft.chooseVideo()
        app.device.videos = [try taken("apple.mov")]
        await draft.chooseVideo()
        #expect(draft.report?.photos.count == 1)
        guard case .refused = draft.trouble[.photos] else {
            Issue.record("\(draft.trouble)")
            return
        }
        await draft.removePhoto(try #require(draft.report?.photos.first?.id))
        app.device.videos = [PickedPhoto(file: try photo("progressive_cat.jpg"), isVideo: true)]
        await draft.chooseVideo()
        #expect(draft.report?.photos == [] && draft.trouble[.photos] != nil)
        #expect(FileManager.default.fileExists(atPath: try photo("progressive_cat.jpg").path))
    }

    @Test func aPhoneThatMayNotOrCanNotRecordSaysSo() async throws {
        await draft.recordVideo()
        #expect(draft.trouble == [.photos: .noRecorder])
        app.device.recorder = .denied
        await draft.recordVideo()
        #expect(draft.trouble == [.photos: .denied])
        app.device.recorder = .photos([])
        await draft.recordVideo()
        #expect(draft.trouble == [:] && draft.id == nil)
    }

    @Test func aVideoWaitsForWiFiAndGoesOverMobileDataWhenTheCitizenSaysSo() async throws {
        let id = try await submitted()
        let client = try app.session.client
        try await app.connect(.metered)
        try await client.sync()
        let outbox = OutboxModel(session: try app.session)
        await outbox.refresh()
        let waiting = try #require(outbox.waiting?.first)
        #expect(waiting.items.first?.words.en.hasPrefix("Video, ") == true)
        #expect(waiting.items.first?.sentences.first == Reason.videoWaitsForUnmetered.words())
        #expect(waiting.ways.sendAnyway == .overMobileData)
        #expect(try await city.state().reports.count == 1)
        await outbox.sendAnyway(id, .overMobileData)
        try await client.sync()
        await outbox.refresh()
        #expect(outbox.waiting == [])
        let held = try #require(try await city.state().reports.first?.attachments.first)
        #expect(held.storedSha256 == held.sha256)
    }

    @Test func whoChoosesThatVideosDoNotWaitIsHeard() async throws {
        let me = try app.session.login
        await me.refresh()
        #expect(me.videosWait && !me.photosWait)
        (me.videosWait, me.photosWait) = (false, true)
        await me.saved()
        await me.refresh()
        #expect(!me.videosWait && me.photosWait)
        _ = try await submitted()
        #expect(!draft.videoWaits)
        try await app.connect(.metered)
        #expect(try await app.session.client.sync().waiting == 0)
    }

    /// A report with a video, queued.
    private func submitted() async throws -> ReportId {
        app.device.videos = [try taken("phone.mp4")]
        await draft.chooseVideo()
        draft.edit(.category(id: "other"))
        draft.text = "Nước tràn qua đập"
        draft.edit(.location(location: Location(point: Point(lat: 16.4698, lon: 107.5786), source: .pin)))
        #expect(await draft.submit())
        return try #require(draft.id)
    }
}
