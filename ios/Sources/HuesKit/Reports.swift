import Foundation
import HuesCore

/// Reports. Every change is on disk when its call returns.
extension HuesClient {
    /// The categories in force: the city's newest, or the bundled ones.
    public func categories() async throws(ApiError) -> [HuesCore.Category] {
        try await call { client throws in try client.categories() }
    }

    /// Begins a draft.
    public func createReport() async throws(ApiError) -> ReportId {
        try await call { client throws in try client.createReport() }
    }

    /// The draft of a question to an agency: the one in which the citizen wrote nothing yet, if there is one, or a new one.
    ///
    /// - Throws: `NotFound` when the city takes none.
    public func beginQuestion() async throws(ApiError) -> ReportId {
        try await call { client throws in try client.beginQuestion() }
    }

    /// Changes a draft.
    ///
    /// - Returns: The moment at which it was saved.
    /// - Throws: `NotFound` when it is no draft any more, `InvalidInput` for a position that is none, `StorageFull`.
    @discardableResult
    public func edit(_ id: ReportId, _ edit: DraftEdit) async throws(ApiError) -> Date {
        try await call { client throws in try client.editReport(id: id, edit: edit) }
    }

    /// Cleans a photo and adds it to a draft. The file stays as it is, unless the hint says that it is the app's own.
    ///
    /// - Throws: `PhotoRefused` with its reason, `InvalidInput` when the draft has as many as it may, `NotFound` when it is no draft any
    ///   more, `StorageFull`. The draft is as it was then.
    @discardableResult
    public func addPhoto(
        to id: ReportId, file: URL, hint: PhotoHint = PhotoHint()
    ) async throws(ApiError) -> PhotoView {
        try await call { client throws in try client.addPhoto(id: id, file: file.path, hint: hint) }
    }

    /// Adds a video of up to a minute and 60 MB to a draft, freed of all that is neither picture nor sound.
    ///
    /// - Throws: As `addPhoto`; `InvalidInput` also when the draft has a video already.
    @discardableResult
    public func addVideo(
        to id: ReportId, file: URL, hint: PhotoHint = PhotoHint()
    ) async throws(ApiError) -> PhotoView {
        try await call { client throws in try client.addVideo(id: id, file: file.path, hint: hint) }
    }

    /// Makes parts of a draft's photo unrecognisable, for good. The photo gets a new id.
    ///
    /// - Throws: `InvalidInput` for a region that is none, `NotFound` when the photo is not there, is a video, or the report is no draft any
    ///   more, `StorageFull`. The photo is as it was then.
    @discardableResult
    public func hide(
        _ regions: [Region], in photo: PhotoId, of id: ReportId
    ) async throws(ApiError) -> PhotoView {
        try await call { client throws in
            try client.hideInPhoto(id: id, photo: photo, regions: regions)
        }
    }

    /// The JPEG of a photo that is sent, to mark in it what is to be hidden.
    public func picture(_ photo: PhotoId) async throws(ApiError) -> Data {
        try await call { client throws in try client.picture(photo: photo) }
    }

    /// How a photo will look with these parts hidden; nothing is changed by looking.
    public func picture(_ photo: PhotoId, hiding regions: [Region]) async throws(ApiError) -> Data {
        try await call { client throws in try client.pictureWithHidden(photo: photo, regions: regions) }
    }

    /// Takes a photo or video out of a draft.
    public func removePhoto(_ photo: PhotoId, from id: ReportId) async throws(ApiError) {
        try await call { client throws in try client.removePhoto(id: id, photo: photo) }
    }

    /// A small JPEG of a photo.
    public func thumbnail(_ photo: PhotoId) async throws(ApiError) -> Data {
        try await call { client throws in try client.thumbnail(photo: photo) }
    }

    /// Makes a draft final and queues it; from here on it goes by itself.
    ///
    /// - Throws: `InvalidInput` with the rules that the draft does not keep, `NotFound` when it is no draft.
    public func submit(_ id: ReportId) async throws(ApiError) {
        try await call { client throws in try client.submitReport(id: id) }
    }

    /// Takes a report back to a draft: while no byte of it has left the phone, or when the city refused it.
    ///
    /// - Throws: `NotFound` when the city may have it already.
    public func editAgain(_ id: ReportId) async throws(ApiError) {
        try await call { client throws in try client.editReportAgain(id: id) }
    }

    /// Every draft, the one that was saved last first.
    public func drafts() async throws(ApiError) -> [DraftSummary] {
        try await call { client throws in try client.drafts() }
    }

    /// The drafts that were open when the app was cut off, and not since; nil when there is none with anything in it.
    public func recoveredDrafts() async throws(ApiError) -> Recovered? {
        try await call { client throws in try client.recoveredDrafts() }
    }

    /// Opens a draft for writing. It is brought to the questions in force, and what changed is among its notices.
    ///
    /// - Throws: `NotFound` when it is no draft.
    @discardableResult
    public func openDraft(_ id: ReportId) async throws(ApiError) -> ReportView {
        try await call { client throws in try client.openDraft(id: id) }
    }

    /// The citizen has left the draft; it is not among those that were cut off.
    public func putAway(_ id: ReportId) async throws(ApiError) {
        try await call { client throws in try client.putDraftAway(id: id) }
    }

    /// The citizen has seen what the city changed.
    public func dismissNotices(of id: ReportId) async throws(ApiError) {
        try await call { client throws in try client.dismissNotices(id: id) }
    }

    /// Makes another draft like this one, with copies of its photos.
    public func duplicate(_ id: ReportId) async throws(ApiError) -> ReportId {
        try await call { client throws in try client.duplicateDraft(id: id) }
    }

    /// The drafts that were thrown away and can be taken back, the last one first.
    public func discardedDrafts() async throws(ApiError) -> [DiscardedDraft] {
        try await call { client throws in try client.discardedDrafts() }
    }

    /// Takes a discarded draft back, as it was.
    public func restore(_ id: ReportId) async throws(ApiError) {
        try await call { client throws in try client.restoreDraft(id: id) }
    }

    /// Erases a discarded draft at once, with its photos.
    public func erase(_ id: ReportId) async throws(ApiError) {
        try await call { client throws in try client.eraseDraft(id: id) }
    }

    /// The categories that the text of a draft is likely about; none once the citizen has chosen one.
    public func suggestions(for id: ReportId) async throws(ApiError) -> [Suggestion] {
        try await call { client throws in try client.draftSuggestions(id: id) }
    }

    /// The categories that a text is likely about, at most three, the likeliest first.
    public func suggestCategories(for text: String) async throws(ApiError) -> [Suggestion] {
        try await call { client throws in try client.suggestCategories(text: text) }
    }

    /// The categories that the citizen may mean who types this to find one, with marks or without. All of them before anything is typed.
    public func searchCategories(_ typed: String) async throws(ApiError) -> CategorySearch {
        try await call { client throws in try client.searchCategories(typed: typed) }
    }

    /// Throws a draft away. For thirty days it can be taken back; then it is erased with its photos.
    public func discard(_ id: ReportId) async throws(ApiError) {
        try await call { client throws in try client.discardReport(id: id) }
    }

    /// Tries a waiting report now, a parked one once more.
    public func tryNow(_ id: ReportId) async throws(ApiError) {
        try await call { client throws in try client.tryReportNow(id: id) }
    }

    /// Says something to the city about a report. It stands in the thread at once.
    ///
    /// - Throws: `InvalidInput` for a text that is empty or too long, `NotFound` for a draft or a report that was taken back.
    @discardableResult
    public func reply(to id: ReportId, text: String) async throws(ApiError) -> MessageId {
        try await call { client throws in try client.replyToCity(id: id, text: text) }
    }

    /// Takes an own message out of the thread that has not left the phone, or that the city refused.
    public func unsend(_ message: MessageId, of id: ReportId) async throws(ApiError) {
        try await call { client throws in try client.unsendMessage(id: id, message: message) }
    }

    /// Rates what the city did. A later rating takes the place of an earlier one.
    ///
    /// - Throws: `InvalidInput` for a comment that is too long, `NotFound` when there is nothing to rate yet.
    public func rate(_ id: ReportId, _ rating: Rating) async throws(ApiError) {
        try await call { client throws in try client.rateReport(id: id, rating: rating) }
    }

    /// Takes a report back that the city has or may have.
    ///
    /// - Throws: `NotFound` for a draft, and when the city has closed the report or it was taken back before.
    public func withdraw(_ id: ReportId) async throws(ApiError) {
        try await call { client throws in try client.withdrawReport(id: id) }
    }

    /// Sends now what is held back of a report, whatever the citizen chose for all reports: they let this one cost what was on the button.
    public func sendAnyway(_ id: ReportId, _ how: SendAnyway) async throws(ApiError) {
        try await call { client throws in try client.sendReportAnyway(id: id, how: how) }
    }

    /// Takes a withdrawal back that the city does not know of, or that it refused. The report goes on where it was.
    public func keep(_ id: ReportId) async throws(ApiError) {
        try await call { client throws in try client.keepReport(id: id) }
    }

    /// Begins to change a report that the city has or may have, or goes on where the citizen stopped. What comes of it is a draft: edited as
    /// one, sent with ``submit(_:)``, thrown away with ``discard(_:)``. Its category and its photos stay as they are.
    ///
    /// - Returns: The draft.
    /// - Throws: `NotFound` where the report has no such way.
    public func beginChange(_ id: ReportId) async throws(ApiError) -> ReportId {
        try await call { client throws in try client.beginChange(id: id) }
    }

    /// Chooses between what the citizen and what the city made of a part. When nothing is left to choose the change goes on by itself.
    ///
    /// - Throws: `NotFound` when there is nothing to choose.
    public func resolveAmendment(_ id: ReportId, part: Part, choice: AmendmentChoice) async throws(ApiError) {
        try await call { client throws in try client.resolveAmendment(id: id, part: part, choice: choice) }
    }

    /// Drops a change that did not leave the phone, or that the city did not take.
    ///
    /// - Throws: `NotFound` when there is none, or the city may have it.
    public func dropAmendment(_ id: ReportId) async throws(ApiError) {
        try await call { client throws in try client.dropAmendment(id: id) }
    }

    /// Begins to change a report that the city has or may have, or goes on where the citizen stopped. What comes of it is a draft: edited as one,
    /// sent with ``submit(_:)``, thrown away with ``discard(_:)``. Its category and its photos stay as they are.
    ///
    /// - Throws: `NotFound` where the report has no such way.
    public func beginChange(of id: ReportId) async throws(ApiError) -> ReportId {
        try await call { client throws in try client.beginChange(id: id) }
    }

    /// Chooses between what the citizen and what the city made of a part. When nothing is left to choose the change goes on by itself.
    ///
    /// - Throws: `NotFound` when there is nothing to choose.
    public func choose(_ choice: AmendmentChoice, for part: Part, of id: ReportId) async throws(ApiError) {
        try await call { client throws in try client.resolveAmendment(id: id, part: part, choice: choice) }
    }

    /// Drops a change that did not leave the phone, or that the city did not take. The report is shown as the city has it.
    ///
    /// - Throws: `NotFound` when there is none, or the city may have it.
    public func dropChange(of id: ReportId) async throws(ApiError) {
        try await call { client throws in try client.dropAmendment(id: id) }
    }

    /// What waits to reach the city, part by part, the oldest first.
    public func waiting() async throws(ApiError) -> [WaitingReport] {
        try await call { client throws in try client.waitingReports() }
    }

    /// Gives a report up that was sent or is to be sent: it is thrown away as long as nobody else can have it, else it is taken back at the
    /// city.
    ///
    /// - Returns: Which of the two it was.
    /// - Throws: `NotFound` when there is no way to.
    @discardableResult
    public func giveUp(_ id: ReportId) async throws(ApiError) -> GivingUp {
        try await call { client throws in try client.giveUpReport(id: id) }
    }

    /// What the citizen says about a report of which nobody knows whether the city has it.
    ///
    /// - Throws: `NotFound` when it is no such report.
    public func decide(_ id: ReportId, _ decision: WhenUnsure) async throws(ApiError) {
        try await call { client throws in try client.decideReport(id: id, decision: decision) }
    }

    /// A page of reports: what the city does not have whole yet first, then the newest.
    public func reports(offset: Int = 0, limit: Int) async throws(ApiError) -> [ReportSummary] {
        try await call { client throws in
            try client.reports(offset: UInt32(clamping: offset), limit: UInt32(clamping: limit))
        }
    }

    /// How many reports are where.
    public func tally() async throws(ApiError) -> ReportTally {
        try await call { client throws in try client.reportTally() }
    }

    /// A report with all that belongs to it.
    public func report(_ id: ReportId) async throws(ApiError) -> ReportView {
        try await call { client throws in try client.report(id: id) }
    }

    /// The citizen has seen the thread.
    public func markRead(_ id: ReportId) async throws(ApiError) {
        try await call { client throws in try client.markReportRead(id: id) }
    }
}
