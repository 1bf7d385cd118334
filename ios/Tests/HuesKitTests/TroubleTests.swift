import Foundation
import HuesCore
import HuesKit
import Testing

/// What goes wrong on the phone has its words, in both languages, with what to do next; and nothing is lost.
@MainActor @Suite(.timeLimit(.minutes(2)))
struct TroubleTests {
    let city: RunningCity
    let phone: Phone

    init() throws {
        city = try RunningCity()
        phone = try Phone(city)
    }

    @Test func whatTheCitizenDoesNotAllowHasAnotherWay() async throws {
        let app = try await RunningApp(TestDevice(phone))
        let draft = try app.session.draft(nil)
        await draft.takePhoto()
        #expect(draft.trouble[.photos] == .noCamera)
        app.device.camera = .denied
        await draft.takePhoto()
        #expect(draft.trouble[.photos] == .denied)
        await draft.locate()
        #expect(draft.trouble[.location] == .noFix && !draft.isLocating)
        app.device.fix = .denied
        await draft.locate()
        #expect(draft.trouble[.location] == .denied && draft.id == nil)

        let pin = PinModel(session: try app.session, known: nil)
        await pin.load(width: 360, height: 480)
        draft.edit(.location(location: try #require(pin.location)))
        #expect(await draft.save())
        #expect(draft.trouble[.location] == nil && draft.report?.draft.location?.source == .pin)
    }

    @Test func aPlaceThatThePhoneFindsLateDoesNotMoveThePin() async throws {
        let app = try await RunningApp(TestDevice(phone))
        let draft = try app.session.draft(nil)
        let pin = PinModel(session: try app.session, known: nil)
        await pin.load(width: 360, height: 480)
        let chosen = try #require(pin.location)
        let found = Location(
            point: Point(lat: 16.4698, lon: 107.5786), accuracyM: 8, fixedAt: nil, source: .gps, mock: false)
        app.device.fix = .found(found)
        app.device.whileLocating = { draft.edit(.location(location: chosen)) }
        await draft.locate()
        #expect(await draft.save())
        #expect(draft.report?.draft.location?.source == .pin && !draft.isLocating)
        app.device.whileLocating = nil
        await draft.locate()
        #expect(await draft.save())
        #expect(draft.report?.draft.location?.source == .gps)
    }

    @Test(arguments: [
        ("phone.heic", Refusal.heic), ("derived_empty.jpg", .empty), ("derived_text_named_jpg.jpg", .notAPhoto),
    ])
    func aPhotoThatIsNoneIsRefusedWithItsReasonAndTheDraftStays(file: String, reason: Refusal) async throws {
        let app = try await RunningApp(TestDevice(phone))
        let draft = try app.session.draft(nil)
        draft.text = "Đèn đường hỏng"
        app.device.gallery = [
            PickedPhoto(file: try photo(file)), PickedPhoto(file: try photo("progressive_cat.jpg")),
        ]
        await draft.choosePhotos()
        #expect(draft.trouble[.photos] == .refused(ApiError.PhotoRefused(reason: reason).words()))
        #expect(await draft.save())
        #expect(draft.report?.draft.text == "Đèn đường hỏng" && draft.report?.photos.count == 1)
        await draft.removePhoto(try #require(draft.report?.photos.first?.id))
        #expect(draft.trouble[.photos] == nil && draft.report?.photos == [])
    }

    @Test func aLockedKeyAsksForTheUnlockAndOpensThen() async throws {
        let id = try await left("Vẫn còn đây")
        phone.keystore.fail(with: .Locked)
        let app = try await RunningApp(TestDevice(phone))
        let stuck = try stuck(app, .KeyLocked)
        #expect(!stuck.canStartAfresh)
        #expect(await app.model.work() == nil)
        phone.keystore.fail(with: nil)
        await app.model.resume()
        #expect(try await app.session.client.report(id).draft.text == "Vẫn còn đây")
    }

    @Test func aLostKeyLetsTheCitizenStartAfreshAndKeepsTheOldDataAside() async throws {
        _ = try await left("Trước khi mất khoá")
        phone.keystore.fail(with: .Lost)
        let app = try await RunningApp(TestDevice(phone))
        let stuck = try stuck(app, .KeyLost)
        #expect(stuck.canStartAfresh)
        phone.keystore.fail(with: nil)
        await stuck.startAfresh()
        #expect(try await app.session.client.tally().drafts == 0)
        #expect(try phone.folders().filter { $0.hasPrefix("data") }.count == 2)
    }

    @Test func dataOfANewerAppIsLeftAloneAndSaidToNeedAnUpdate() async throws {
        _ = try await left("Từ bản mới")
        try patch("hues.db", at: 60, with: [0x7F, 0xFF, 0xFF, 0xFF])
        let app = try await RunningApp(TestDevice(phone))
        guard case .stuck(let stuck) = app.model.phase, case .NewerData(let found, _) = stuck.error else {
            Issue.record("\(app.model.phase)")
            return
        }
        #expect(found == 0x7FFF_FFFF && !stuck.canStartAfresh)
        #expect(stuck.words.vi.contains("cập nhật") && stuck.words.en.contains("Update"))
        await stuck.tryAgain()
        #expect(try phone.folders().filter { $0.hasPrefix("data") }.count == 1)
    }

    @Test func damagedDataIsPutAsideWhenTheCitizenSaysSo() async throws {
        _ = try await left("Sắp hỏng")
        try Data("this is no database at all, though it is long enough to be taken for one".utf8)
            .write(to: phone.data.appendingPathComponent("hues.db"))
        let app = try await RunningApp(TestDevice(phone))
        let stuck = try stuck(app, .DataDamaged)
        #expect(stuck.canStartAfresh)
        await stuck.startAfresh()
        #expect(try await app.session.client.tally().drafts == 0)

        // The citizen is told until they have read it.
        let session = try app.session
        let watching = Task { await session.watchTroubles() }
        while session.trouble == nil { await Task.yield() }
        #expect(session.trouble?.kind == .startedAfresh)
        #expect(session.trouble?.words.vi.contains("cất riêng") == true)
        await session.closeTrouble()
        #expect(session.trouble == nil)
        watching.cancel()
    }

    @Test func aSecondAppOnTheSameDataIsRefusedUntilTheFirstEnds() async throws {
        let first = try await phone.open()
        let app = try await RunningApp(TestDevice(phone))
        let stuck = try stuck(app, .InUse)
        #expect(!stuck.canStartAfresh)
        try await first.shutDown()
        await stuck.tryAgain()
        _ = try app.session
    }

    @Test(.enabled(if: smallDisk != nil, "HUES_SMALL_DISK names no disk that can be filled"))
    func aFullDiskIsSaidAndWhatWasTypedGoesWhenThereIsRoom() async throws {
        let disk = try #require(smallDisk)
        let device = TestDevice(try Phone(city, disk: disk))
        let app = try await RunningApp(device)
        let draft = try app.session.draft(nil)
        draft.text = "Trước khi đầy"
        #expect(await draft.save())
        let filler = disk.appendingPathComponent("filler")
        try fill(filler)
        let long = String(repeating: "🌊", count: 49_000)
        draft.text = long
        #expect(await draft.save() == false)
        #expect(draft.failure == .StorageFull && draft.text == long)
        #expect(draft.report?.draft.text == "Trước khi đầy")
        await draft.addPhoto(file: try photo("derived_hue_gps_o6.jpg"))
        #expect(draft.trouble[.photos] == .refused(ApiError.StorageFull.words()))
        try FileManager.default.removeItem(at: filler)
        draft.text = "Lại có chỗ"
        #expect(await draft.save())
        #expect(draft.report?.draft.text == "Lại có chỗ" && draft.failure == nil)
    }

    /// A draft of a process that ended.
    private func left(_ text: String) async throws -> ReportId {
        let client = try await phone.open()
        let id = try await client.createReport()
        try await client.edit(id, .text(text: text))
        try await client.shutDown()
        return id
    }

    private func stuck(_ app: RunningApp, _ error: ApiError) throws -> StuckModel {
        guard case .stuck(let stuck) = app.model.phase else { throw Trouble("\(app.model.phase)") }
        #expect(stuck.error == error && !stuck.words.vi.isEmpty && !stuck.words.en.isEmpty)
        return stuck
    }

    private func patch(_ file: String, at offset: UInt64, with bytes: [UInt8]) throws {
        let handle = try FileHandle(forUpdating: phone.data.appendingPathComponent(file))
        try handle.seek(toOffset: offset)
        try handle.write(contentsOf: bytes)
        try handle.close()
    }

    /// Fills a disk with files in a folder.
    private func fill(_ folder: URL) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        for size in [65_536, 4096] {
            let piece = Data(count: size)
            // A disk of 2 MiB is full by then.
            for number in 0..<600 {
                do { try piece.write(to: folder.appendingPathComponent("\(size)-\(number)")) } catch { break }
            }
        }
    }
}

/// A disk so small that a test can fill it.
private let smallDisk = ProcessInfo.processInfo.environment["HUES_SMALL_DISK"].map { URL(fileURLWithPath: $0) }
