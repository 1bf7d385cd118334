package city.hues

import kotlinx.coroutines.flow.Flow
import java.io.File
import java.time.Instant

/** The citizen's reports. Every change is on disk when its call returns. */
class Reports internal constructor(private val client: HuesClient) {
    /** The categories in force: the city's newest, or the bundled ones. */
    suspend fun categories(): List<Category> = client.call { it.categories() }

    /** Begins a draft. */
    suspend fun create(): ReportId = client.call { it.createReport() }

    /**
     * The draft of a question to an agency: the one in which the citizen wrote nothing yet, if there is one, or a new one.
     *
     * @throws ApiException `NotFound` when the city takes none, `StorageFull`.
     */
    suspend fun beginQuestion(): ReportId = client.call { it.beginQuestion() }

    /**
     * Changes a draft; for every keystroke. Returns the moment at which it was saved.
     *
     * @throws ApiException `NotFound` when it is no draft any more, `InvalidInput` for a position that is none and for a text
     * of more than 50,000 characters, `StorageFull`. What was saved before stays.
     */
    suspend fun edit(id: ReportId, edit: DraftEdit): Instant = client.call { it.editReport(id, edit) }

    /**
     * Cleans a photo and adds it to a draft. The file stays as it is, unless the hint says that it is the app's own.
     *
     * @throws ApiException `PhotoRefused` with its reason, `InvalidInput` when the draft has as many as it may, `NotFound` when it is no
     * draft any more, `StorageFull`. The draft is as it was then.
     */
    suspend fun addPhoto(id: ReportId, file: File, hint: PhotoHint = PhotoHint()): PhotoView =
        client.call { it.addPhoto(id, file.path, hint) }

    /**
     * Adds a photo to the draft for which it was taken before the process ended, if it is still one and takes photos; else a draft begins with
     * it. `null`: it was taken for a report in which nothing was yet.
     *
     * @throws ApiException as [addPhoto]; nothing begins then.
     */
    suspend fun addLatePhoto(takenFor: ReportId?, file: File, hint: PhotoHint = PhotoHint()): LatePhoto =
        client.call { it.addLatePhoto(takenFor, file.path, hint) }

    /**
     * Adds a video of up to a minute and 60 MB to a draft, freed of all that is neither picture nor sound.
     *
     * @throws ApiException as [addPhoto]; `InvalidInput` also when the draft has a video already.
     */
    suspend fun addVideo(id: ReportId, file: File, hint: PhotoHint = PhotoHint()): PhotoView =
        client.call { it.addVideo(id, file.path, hint) }

    /**
     * Adds a video to the draft for which it was recorded, as [addLatePhoto] does.
     *
     * @throws ApiException as [addVideo]; nothing begins then.
     */
    suspend fun addLateVideo(takenFor: ReportId?, file: File, hint: PhotoHint = PhotoHint()): LatePhoto =
        client.call { it.addLateVideo(takenFor, file.path, hint) }

    /**
     * Makes parts of a draft's photo unrecognisable, for good. The photo gets a new id.
     *
     * @throws ApiException `InvalidInput` for a region that is none, `NotFound` when the photo is not there, is a video, or the report is no
     * draft any more, `StorageFull`. The photo is as it was then.
     */
    suspend fun hideInPhoto(id: ReportId, photo: PhotoId, regions: List<Region>): PhotoView =
        client.call { it.hideInPhoto(id, photo, regions) }

    /** The JPEG of a photo that is sent, to mark in it what is to be hidden. */
    suspend fun picture(photo: PhotoId): ByteArray = client.call { it.picture(photo) }

    /** How a photo will look with these parts hidden; nothing is changed by looking. */
    suspend fun pictureWithHidden(photo: PhotoId, regions: List<Region>): ByteArray =
        client.call { it.pictureWithHidden(photo, regions) }

    /** Takes a photo or video out of a draft. */
    suspend fun removePhoto(id: ReportId, photo: PhotoId): Unit = client.call { it.removePhoto(id, photo) }

    /** A small JPEG of a photo. */
    suspend fun thumbnail(photo: PhotoId): ByteArray = client.call { it.thumbnail(photo) }

    /**
     * Makes a draft final and queues it; from here on it goes by itself.
     *
     * @throws ApiException `InvalidInput` with the rules that the draft does not keep, `NotFound` when it is no draft.
     */
    suspend fun submit(id: ReportId): Unit = client.call { it.submitReport(id) }

    /**
     * Takes a report back to a draft: while no byte of it has left the phone, or when the city refused it.
     *
     * @throws ApiException `NotFound` when the city may have it already.
     */
    suspend fun editAgain(id: ReportId): Unit = client.call { it.editReportAgain(id) }

    /** Every draft, the one that was saved last first. */
    suspend fun drafts(): List<DraftSummary> = client.call { it.drafts() }

    /** The drafts that were open when the app was cut off, and not since; null when there is none with anything in it. */
    suspend fun recovered(): Recovered? = client.call { it.recoveredDrafts() }

    /**
     * Opens a draft for writing. It is brought to the questions in force, and what changed is among its notices.
     *
     * @throws ApiException `NotFound` when it is no draft.
     */
    suspend fun open(id: ReportId): ReportView = client.call { it.openDraft(id) }

    /** The citizen has left the draft; it is not among those that were cut off. */
    suspend fun putAway(id: ReportId): Unit = client.call { it.putDraftAway(id) }

    /** The citizen has seen what the city changed. */
    suspend fun dismissNotices(id: ReportId): Unit = client.call { it.dismissNotices(id) }

    /** Makes another draft like this one, with copies of its photos. */
    suspend fun duplicate(id: ReportId): ReportId = client.call { it.duplicateDraft(id) }

    /** Throws a draft away. For thirty days it can be taken back; then it is erased with its photos. */
    suspend fun discard(id: ReportId): Unit = client.call { it.discardReport(id) }

    /** The drafts that were thrown away and can be taken back, the last one first. */
    suspend fun discarded(): List<DiscardedDraft> = client.call { it.discardedDrafts() }

    /** Takes a discarded draft back, as it was. */
    suspend fun restore(id: ReportId): Unit = client.call { it.restoreDraft(id) }

    /** Erases a discarded draft at once, with its photos. */
    suspend fun erase(id: ReportId): Unit = client.call { it.eraseDraft(id) }

    /** The categories that the text of a draft is likely about; none once the citizen has chosen one. */
    suspend fun suggestions(id: ReportId): List<Suggestion> = client.call { it.draftSuggestions(id) }

    /** The categories that a text is likely about, at most three, the likeliest first. */
    suspend fun suggest(text: String): List<Suggestion> = client.call { it.suggestCategories(text) }

    /**
     * The categories that the citizen may mean who types this to find one, with marks or without. All of them before anything is typed.
     */
    suspend fun searchCategories(typed: String): CategorySearch = client.call { it.searchCategories(typed) }

    /** Tries a waiting report now, a parked one once more. */
    suspend fun tryNow(id: ReportId): Unit = client.call { it.tryReportNow(id) }

    /**
     * Says something to the city about a report. It stands in the thread at once.
     *
     * @throws ApiException `InvalidInput` for a text that is empty or too long, `NotFound` for a draft or a report that was taken back.
     */
    suspend fun reply(id: ReportId, text: String): MessageId = client.call { it.replyToCity(id, text) }

    /**
     * Takes an own message out of the thread that has not left the phone, or that the city refused.
     *
     * @throws ApiException `NotFound` when it is not there, or the city may have it.
     */
    suspend fun unsend(id: ReportId, message: MessageId): Unit = client.call { it.unsendMessage(id, message) }

    /**
     * Rates what the city did. A later rating takes the place of an earlier one.
     *
     * @throws ApiException `InvalidInput` for a comment that is too long, `NotFound` when there is nothing to rate yet.
     */
    suspend fun rate(id: ReportId, rating: Rating): Unit = client.call { it.rateReport(id, rating) }

    /**
     * Takes a report back that the city has or may have.
     *
     * @throws ApiException `NotFound` for a draft, and when the city has closed the report or it was taken back before.
     */
    suspend fun withdraw(id: ReportId): Unit = client.call { it.withdrawReport(id) }

    /** Sends now what is held back of a report, whatever the citizen chose for all reports: they let this one cost what was on the button. */
    suspend fun sendAnyway(id: ReportId, how: SendAnyway): Unit = client.call { it.sendReportAnyway(id, how) }

    /**
     * Takes a withdrawal back that the city does not know of, or that it refused. The report goes on where it was.
     *
     * @throws ApiException `NotFound` when there is none, or the city may know.
     */
    suspend fun keep(id: ReportId): Unit = client.call { it.keepReport(id) }

    /**
     * Begins to change a report that the city has or may have, or goes on where the citizen stopped. What comes of it is a draft: edited as one,
     * sent with [submit], thrown away with [discard]. Its category and its photos stay as they are.
     *
     * @throws ApiException `NotFound` where the report has no such way.
     */
    suspend fun beginChange(id: ReportId): ReportId = client.call { it.beginChange(id) }

    /**
     * Chooses between what the citizen and what the city made of a part. When nothing is left to choose the change goes on by itself.
     *
     * @throws ApiException `NotFound` when there is nothing to choose.
     */
    suspend fun resolveAmendment(id: ReportId, part: Part, choice: AmendmentChoice): Unit =
        client.call { it.resolveAmendment(id, part, choice) }

    /**
     * Drops a change that did not leave the phone, or that the city did not take.
     *
     * @throws ApiException `NotFound` when there is none, or the city may have it.
     */
    suspend fun dropAmendment(id: ReportId): Unit = client.call { it.dropAmendment(id) }

    /** What waits to reach the city, part by part, the oldest first. */
    suspend fun waiting(): List<WaitingReport> = client.call { it.waitingReports() }

    /** The same, now and after each change. The flow ends with the client. */
    fun watchWaiting(): Flow<List<WaitingReport>> = client.watch(Event::concernsReports) { waiting() }

    /**
     * Gives a report up that was sent or is to be sent: it is thrown away as long as nobody else can have it, else it is taken back at the city.
     *
     * @throws ApiException `NotFound` when there is no way to.
     */
    suspend fun giveUp(id: ReportId): GivingUp = client.call { it.giveUpReport(id) }

    /**
     * What the citizen says about a report of which nobody knows whether the city has it.
     *
     * @throws ApiException `NotFound` when it is no such report.
     */
    suspend fun decide(id: ReportId, decision: WhenUnsure): Unit = client.call { it.decideReport(id, decision) }

    /** A page of reports: what the city does not have whole yet first, then the newest. */
    suspend fun list(offset: Int = 0, limit: Int): List<ReportSummary> =
        client.call { it.reports(offset.coerceAtLeast(0).toUInt(), limit.coerceAtLeast(0).toUInt()) }

    /** How many reports are where. */
    suspend fun tally(): ReportTally = client.call { it.reportTally() }

    /** A report with all that belongs to it. */
    suspend fun get(id: ReportId): ReportView = client.call { it.report(id) }

    /** The first [limit] reports, now and after each change. The flow ends with the client. */
    fun watchList(limit: Int): Flow<List<ReportSummary>> = client.watch(Event::concernsReports) { list(limit = limit) }

    /**
     * A report, now and after each change. The flow fails with [ApiException.NotFound] when the report is discarded, and ends with the
     * client.
     */
    fun watch(id: ReportId): Flow<ReportView> = client.watch({ it.concerns(id) }) { get(id) }

    /** Every draft, now and after each change. The flow ends with the client. */
    fun watchDrafts(): Flow<List<DraftSummary>> = client.watch(Event::concernsReports) { drafts() }

    /** The drafts that were open when the app was cut off, now and after each change. The flow ends with the client. */
    fun watchRecovered(): Flow<Recovered?> = client.watch(Event::concernsReports) { recovered() }

    /** The drafts that can be taken back, now and after each change. The flow ends with the client. */
    fun watchDiscarded(): Flow<List<DiscardedDraft>> = client.watch(Event::concernsReports) { discarded() }

    /** How many reports are where, now and after each change. The flow ends with the client. */
    fun watchTally(): Flow<ReportTally> = client.watch(Event::concernsReports) { tally() }

    /** The citizen has seen the thread. */
    suspend fun markRead(id: ReportId): Unit = client.call { it.markReportRead(id) }
}

/** A network that comes or goes changes the reason for which each report waits. */
private fun Event.concernsReports(): Boolean = this is Event.ReportsChanged || this is Event.MediaProgress || this == Event.SyncChanged

private fun Event.concerns(id: ReportId): Boolean = when (this) {
    is Event.ReportsChanged -> id in ids
    is Event.MediaProgress -> report == id
    else -> concernsReports()
}
