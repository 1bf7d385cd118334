import Foundation
import HuesCore
import Observation

/// A report that the citizen is writing. What is handed over is saved in its order, away from the main thread, and at once; the draft begins
/// with the first thing that is done to it.
@MainActor @Observable
public final class ReportDraftModel {
    /// What could not be done, beside the part of the screen where it was asked for.
    public enum Trouble: Hashable, Sendable {
        /// The citizen does not let the app use the camera or the location.
        case denied
        /// The phone has no camera.
        case noCamera
        /// It has none that records.
        case noRecorder
        /// The phone can't tell where it is.
        case noFix
        /// The core refused it.
        case refused(Words)
    }

    /// The draft's id; `nil` before its first change.
    public private(set) var id: ReportId?
    /// What the core holds; `nil` before the first change, and until ``load()``.
    public private(set) var report: ReportView?
    /// What a report can be about.
    public private(set) var categories: [HuesCore.Category] = []
    /// When the last change was saved; `nil` before that.
    public private(set) var saved: Words?
    /// The ward in which the place lies; `nil` outside the city.
    public private(set) var ward: String?
    /// What lies there beyond the city; `nil` within it.
    public private(set) var outside: Words?
    /// Why to look at the place twice, the gravest first.
    public private(set) var doubts: [PlaceDoubt] = []
    /// What the text is likely about, while no category is chosen.
    public private(set) var suggestions: [Suggestion] = []
    /// Open reports of others that this one may repeat.
    public private(set) var duplicates: [Duplicate] = []
    /// The public ids of the reports that the citizen follows.
    public private(set) var followed: Set<String> = []
    /// What becomes public of the report.
    public private(set) var disclosure: Disclosure?
    /// The video of the report does not go over mobile data by itself.
    public private(set) var videoWaits = false
    /// The city's wards around it; `nil` without a place.
    public private(set) var map: CityShape?
    /// Why the last action failed. What was not saved is kept, and goes with the next change or ``save()``.
    public private(set) var failure: ApiError?
    /// What could not be done, by the part of the screen.
    public private(set) var trouble: [Field: Trouble] = [:]
    /// The phone is being asked where it is.
    public private(set) var isLocating = false

    /// How often a place was set or asked for.
    @ObservationIgnored private var placed = 0
    /// How often the citizen has pressed Send with something missing.
    public private(set) var asked = 0
    /// Where the citizen asked to be led.
    public private(set) var lead: Lead?
    /// It was sent or discarded.
    public private(set) var isDone = false
    /// What happened, as it stands in the text field; each change is saved.
    public var text = "" {
        didSet { if text != oldValue, !isLoading { edit(.text(text: text)) } }
    }

    /// The draft was begun here, not opened.
    @ObservationIgnored let beganHere: Bool
    @ObservationIgnored let session: AppSession
    private var left: Set<DraftPart> = []
    // What was typed, by the question's id, and may not be on disk yet.
    var typed: [String: String] = [:]
    @ObservationIgnored private var isLoading = false
    // What was chosen and may not be on disk yet.
    var typedContact: Contact?
    var typedAddress: String?
    var chosenSharing: Sharing?
    @ObservationIgnored private var readings = Readings()
    @ObservationIgnored private var looks = Readings()
    // What follows from the draft was asked for as it was then.
    @ObservationIgnored private var answered: Revisions?
    @ObservationIgnored private var unsaved: [DraftEdit] = []
    @ObservationIgnored private var saving: Task<Void, Never>?
    @ObservationIgnored private var beginning: Task<Result<ReportId, ApiError>, Never>?

    /// A draft that is there, or a new one for `nil`; empty until ``load()``.
    public init(session: AppSession, id: ReportId? = nil) {
        (self.session, self.id, beganHere) = (session, id, id == nil)
    }

    /// Reads the draft and the categories.
    public func load() async {
        let isSaved = await save()
        do {
            categories = try await session.client.categories()
            guard let id else { return }
            let (reading, before) = (readings.begin(), text)
            let read = try await session.client.openDraft(id)
            // What the citizen did on other screens may have changed it.
            answered = nil
            isLoading = true
            // What was typed meanwhile is newer.
            if isSaved, text == before { text = read.draft.text }
            isLoading = false
            try await show(read, reading)
            failure = nil
        } catch {
            if error == .NotFound { isDone = true } else { failure = error }
        }
    }

    /// Changes the draft. It returns before that is saved; ``save()`` waits for it.
    public func edit(_ edit: DraftEdit) {
        if case .location = edit {
            placed += 1
            isLocating = false
            trouble[.location] = nil
        }
        if case .category = edit { typed = [:] }
        // What was not saved yet is replaced as a whole by a later change of the same part; but answers belong to the category before them.
        let start = unsaved.lastIndex { $0.part == .category }.map { $0 + 1 } ?? 0
        let replaced = unsaved[start...].filter { $0.part != edit.part }
        unsaved.replaceSubrange(start..., with: replaced + [edit])
        startSaving()
    }

    /// The citizen leaves the screen: when the app is ended now, nobody was cut off.
    public func putAway() async {
        await save()
        guard let id, !isDone else { return }
        await session.attempt { client throws(ApiError) in try await client.putAway(id) }
    }

    /// Waits until all that was handed over is on disk, or could not be saved; what could not be is tried again.
    ///
    /// - Returns: Whether it is; if not, ``failure`` says why.
    @discardableResult
    public func save() async -> Bool {
        startSaving()
        await saving?.value
        return unsaved.isEmpty
    }

    /// The citizen leaves a part of the screen: what is missing there may be said now.
    public func leave(_ part: DraftPart) { left.insert(part) }

    /// The citizen wants to see what a problem is about: its part comes into view.
    public func lead(to problem: Problem) {
        lead = Lead(part: problem.draftPart, number: (lead?.number ?? 0) + 1)
    }

    /// What the core says is wrong with a part, or still missing. That something is missing is said when the citizen has been there, not before,
    /// and half a number is none yet.
    public func problem(_ part: DraftPart) -> Problem? {
        problems.first { problem in
            let isBeingWritten = problem.code == .required || part.question.map { typed[$0] != nil } ?? false
            return problem.draftPart == part && (!isBeingWritten || asked > 0 || left.contains(part))
        }
    }

    /// The rules that the draft does not keep.
    public var problems: [Problem] {
        if let report { return report.problems }
        if case .InvalidInput(let problems) = failure { return problems }
        return []
    }

    /// What the report is about.
    public var category: HuesCore.Category? {
        categories.first { $0.id == report?.draft.category }
    }

    /// What is sent in the end: the report, or the one that this draft changes.
    public var goal: ReportId? { report?.changeOf ?? id }

    /// Where a photo says that it was taken, when that is not the place already.
    public var offered: Location? {
        let offered = report?.photos.lazy.compactMap(\.offered).first
        return offered?.point == report?.draft.location?.point ? nil : offered
    }

    /// Takes a photo with the camera.
    public func takePhoto() async { await add(await session.device.takePhoto()) }

    /// Chooses photos that are on the phone.
    public func choosePhotos() async { await add(await session.device.choosePhotos()) }

    /// Records a video with the camera.
    public func recordVideo() async { await add(await session.device.recordVideo(videoLimits()), without: .noRecorder) }

    /// Chooses a video that is on the phone.
    public func chooseVideo() async { await add(await session.device.chooseVideo()) }

    /// Adds a photo. The file stays as it is.
    public func addPhoto(file: URL, hint: PhotoHint = PhotoHint()) async {
        await act(.photos) { client, id throws(ApiError) in try await client.addPhoto(to: id, file: file, hint: hint) }
    }

    private func addVideo(file: URL, hint: PhotoHint) async {
        await act(.photos) { client, id throws(ApiError) in try await client.addVideo(to: id, file: file, hint: hint) }
    }

    /// Takes a photo out.
    public func removePhoto(_ photo: PhotoId) async {
        trouble[.photos] = nil
        await act(.photos) { client, id throws(ApiError) in try await client.removePhoto(photo, from: id) }
    }

    /// Hides parts of a photo, for good.
    ///
    /// - Returns: Whether they are hidden; if not, ``trouble`` says why.
    public func hide(_ parts: [Region], in photo: PhotoId) async -> Bool {
        trouble[.photos] = nil
        return await act(.photos) { client, id throws(ApiError) in try await client.hide(parts, in: photo, of: id) }
    }

    /// Asks the phone where it is, and takes that as the place.
    public func locate() async {
        trouble[.location] = nil
        isLocating = true
        placed += 1
        let asked = placed
        let fix = await session.device.locate()
        // The citizen has set another place meanwhile.
        guard placed == asked else { return }
        isLocating = false
        switch fix {
        case .found(let location): edit(.location(location: location))
        case .denied: trouble[.location] = .denied
        case .unknown: trouble[.location] = .noFix
        }
    }

    /// Makes the draft final and queues it, once all that was written is saved.
    ///
    /// - Returns: Whether it is queued; if not, ``failure`` says why and ``problems`` what is missing.
    public func submit() async -> Bool {
        guard await save() else { return false }
        isDone = await act(nil) { client, id throws(ApiError) in try await client.submit(id) }
        if !isDone { asked += 1 }
        return isDone
    }

    /// Throws the draft away, which can be undone: ``AppSession/discarded``.
    ///
    /// - Returns: Whether it is gone; if not, ``failure`` says why.
    public func discard() async -> Bool {
        await save()
        if let id {
            do { try await session.discard(id) } catch {
                failure = error
                return false
            }
        }
        isDone = true
        return true
    }

    /// Asks the city what others reported there; how often it is asked at most is the core's to say.
    public func lookAround() async {
        guard await save(), let id else { return }
        let look = looks.begin()
        await session.attempt { client throws(ApiError) in
            let found = try await client.refreshNearby(id)
            let suggested = try await client.suggestions(for: id)
            if looks.show(look) { duplicates = found }
            suggestions = suggested
        }
    }

    /// Follows a report of others that this one would repeat.
    public func follow(_ publicId: String) async {
        guard let id else { return }
        await session.attempt { client throws(ApiError) in
            try await client.follow(publicId, insteadOf: id)
            try await readFollowed()
        }
    }

    /// Follows it no longer.
    public func unfollow(_ publicId: String) async {
        await session.attempt { client throws(ApiError) in
            try await client.unfollow(publicId)
            try await readFollowed()
        }
    }

    /// The citizen has seen what the city changed.
    public func dismissNotices() async {
        await act(nil) { client, id throws(ApiError) in try await client.dismissNotices(of: id) }
    }

    private func startSaving() {
        if saving == nil, !unsaved.isEmpty { saving = Task { await saveAll() } }
    }

    private func saveAll() async {
        defer { saving = nil }
        // What is handed over while the draft is read again is saved too.
        while !unsaved.isEmpty {
            guard await saveWaiting() else { return }
            await refresh()
        }
    }

    private func saveWaiting() async -> Bool {
        while let edit = unsaved.first {
            unsaved.removeFirst()
            do {
                try await session.client.edit(try await begun(), edit)
                failure = nil
            } catch {
                failure = error
                if !unsaved.contains(where: { $0.part == edit.part }) { unsaved.insert(edit, at: 0) }
                return false
            }
        }
        return true
    }

    /// The draft on disk: it is begun once, whoever asks first.
    private func begun() async throws(ApiError) -> ReportId {
        if let id { return id }
        let task = beginning ?? begin()
        beginning = task
        return try await task.value.get()
    }

    private func begin() -> Task<Result<ReportId, ApiError>, Never> {
        Task {
            defer { beginning = nil }
            do throws(ApiError) {
                let new = try await session.client.createReport()
                id = new
                return .success(new)
            } catch {
                return .failure(error)
            }
        }
    }

    private func refresh() async {
        guard let id else { return }
        let reading = readings.begin()
        do { try await show(try await session.client.report(id), reading) } catch {
            // A change is gone when it is sent.
            if error == .NotFound { isDone = true } else { failure = error }
        }
    }

    private func show(_ read: ReportView, _ reading: Int) async throws(ApiError) {
        let (client, now, before) = (session.client, read.revisions, answered)
        let facts = try await client.place(of: read.id)
        let suggested = try await now.suggestions == before?.suggestions ? nil : client.suggestions(for: read.id)
        if now.nearby != before?.nearby {
            let look = looks.begin()
            let found = try await client.duplicates(of: read.id)
            if looks.show(look) { duplicates = found }
            try await readFollowed()
        }
        let disclosed = try await now.disclosure == before?.disclosure ? disclosure : client.disclosure(of: read.id)
        let hasVideo = read.photos.contains { $0.durationMs != nil }
        let waits = try await hasVideo ? client.videosWaitForUnmetered() : false
        let saved = try await client.words(for: read.savedAt)
        let map = try await read.draft.location == nil ? map : session.map()
        guard readings.show(reading) else { return }
        (ward, outside, doubts) = (facts?.ward?.name, facts?.outside, facts?.doubts ?? [])
        // Those of the place may have come meanwhile.
        suggestions = suggested ?? suggestions
        (disclosure, self.saved, self.map) = (disclosed, saved, map)
        (answered, report, videoWaits) = (now, read, waits)
    }

    private func readFollowed() async throws(ApiError) {
        followed = Set(try await session.client.followedReports().map(\.report.publicId))
    }

    private func add(_ picked: Picked, without camera: Trouble = .noCamera) async {
        trouble[.photos] = nil
        switch picked {
        case .photos(let photos):
            for photo in photos {
                if photo.isVideo {
                    await addVideo(file: photo.file, hint: photo.hint)
                } else {
                    await addPhoto(file: photo.file, hint: photo.hint)
                }
            }
        case .denied: trouble[.photos] = .denied
        case .noCamera: trouble[.photos] = camera
        }
    }

    @discardableResult
    private func act(
        _ field: Field?, _ action: (HuesClient, ReportId) async throws(ApiError) -> Void
    ) async -> Bool {
        do {
            try await action(session.client, try await begun())
            failure = nil
        } catch {
            failure = error
            if let field { trouble[field] = .refused(error.words()) }
            await refresh()
            return false
        }
        await refresh()
        return true
    }
}

extension DraftEdit {
    fileprivate enum Part: Equatable {
        case category, text, location, address, contact, sharing
        case answer(String)
    }

    /// Which part of the draft it replaces.
    fileprivate var part: Part {
        switch self {
        case .category: .category
        case .text: .text
        case .location: .location
        case .address: .address
        case .contact: .contact
        case .sharing: .sharing
        case .answer(let question, _): .answer(question)
        }
    }
}
