import Foundation
import HuesCore
import Observation

/// A report that the citizen is writing. What is handed over is saved in its order, away from the main thread, and at once.
@MainActor @Observable
public final class ReportDraftModel {
    /// The draft's id.
    public let id: ReportId
    /// What the core holds; `nil` until ``load()``.
    public private(set) var report: ReportView?
    /// What a report can be about.
    public private(set) var categories: [HuesCore.Category] = []
    /// When the last change was saved; `nil` until ``load()``.
    public private(set) var savedAt: Date?
    /// Why the last action failed. What was not saved is kept, and goes with the next change or ``saved()``.
    public private(set) var failure: ApiError?
    /// What happened, as it stands in the text field; each change is saved.
    public var text = "" {
        didSet { if text != oldValue, report != nil { edit(.text(text: text)) } }
    }

    @ObservationIgnored private let client: HuesClient
    @ObservationIgnored private var unsaved: [DraftEdit] = []
    @ObservationIgnored private var saving: Task<Void, Never>?

    /// A draft that is there, empty until ``load()``.
    public init(client: HuesClient, id: ReportId) {
        self.client = client
        self.id = id
    }

    /// A new draft, on disk from now on.
    public static func create(client: HuesClient) async throws(ApiError) -> ReportDraftModel {
        let model = ReportDraftModel(client: client, id: try await client.createReport())
        await model.load()
        return model
    }

    /// Reads the draft and the categories.
    public func load() async {
        do {
            categories = try await client.categories()
            let report = try await client.report(id)
            text = report.draft.text
            (self.report, savedAt, failure) = (report, report.savedAt, nil)
        } catch {
            failure = error
        }
    }

    /// Changes the draft. It returns before that is saved; ``saved()`` waits for it.
    public func edit(_ edit: DraftEdit) {
        // What was not saved yet is replaced as a whole by a later change of the same field.
        unsaved.removeAll { $0.field == edit.field }
        unsaved.append(edit)
        save()
    }

    /// Waits until all that was handed over is on disk, or could not be saved; what could not be is tried again.
    ///
    /// - Returns: Whether it is; if not, ``failure`` says why.
    @discardableResult
    public func saved() async -> Bool {
        save()
        await saving?.value
        return unsaved.isEmpty
    }

    /// Adds a photo. The file stays as it is.
    public func addPhoto(file: URL, hint: PhotoHint = PhotoHint()) async {
        await act { client, id throws(ApiError) in try await client.addPhoto(to: id, file: file, hint: hint) }
    }

    /// Takes a photo out.
    public func removePhoto(_ photo: PhotoId) async {
        await act { client, id throws(ApiError) in try await client.removePhoto(photo, from: id) }
    }

    /// Makes the draft final and queues it, once all that was written is saved.
    ///
    /// - Returns: Whether it is queued; if not, ``failure`` says why and ``report`` what is missing.
    public func submit() async -> Bool {
        guard await saved() else { return false }
        return await act { client, id throws(ApiError) in try await client.submit(id) }
    }

    /// Erases the draft with its photos.
    ///
    /// - Returns: Whether it is gone; if not, ``failure`` says why.
    public func discard() async -> Bool {
        await saved()
        do { try await client.discard(id) } catch {
            failure = error
            return false
        }
        return true
    }

    private func save() {
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
                savedAt = try await client.edit(id, edit)
                failure = nil
            } catch {
                failure = error
                if !unsaved.contains(where: { $0.field == edit.field }) { unsaved.insert(edit, at: 0) }
                return false
            }
        }
        return true
    }

    private func refresh() async {
        do { report = try await client.report(id) } catch { failure = error }
    }

    @discardableResult
    private func act(
        _ action: (HuesClient, ReportId) async throws(ApiError) -> Void
    ) async -> Bool {
        do {
            try await action(client, id)
            failure = nil
        } catch {
            failure = error
            return false
        }
        await refresh()
        return true
    }
}

extension DraftEdit {
    /// Which part of the draft it replaces.
    fileprivate var field: Int {
        switch self {
        case .category: 0
        case .text: 1
        case .location: 2
        case .address: 3
        case .contact: 4
        case .sharing: 5
        }
    }
}
