package city.hues.ui.compose

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import city.hues.Answer
import city.hues.ApiException
import city.hues.Contact
import city.hues.DraftEdit
import city.hues.Field
import city.hues.Location
import city.hues.LocationSource
import city.hues.MomentStep
import city.hues.PhotoId
import city.hues.Point
import city.hues.Region
import city.hues.ReportId
import city.hues.ReportState
import city.hues.ReportView
import city.hues.Revisions
import city.hues.Session as Account
import city.hues.Sharing
import city.hues.Words
import city.hues.ui.Destination
import city.hues.ui.Fix
import city.hues.ui.Picked
import city.hues.ui.PickedPhoto
import city.hues.ui.Session
import city.hues.ui.Texts
import city.hues.ui.Trail
import city.hues.videoLimits
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.channels.ChannelResult
import kotlinx.coroutines.launch
import java.time.Instant

/**
 * A draft on its desk: what the citizen does goes to the core one after the other, in its order, and goes on when they leave the page. The
 * draft begins with the first thing that is done to it. What is shown comes back from the core; only what is typed is held here too, because
 * a letter must stand there before it is on disk.
 */
internal class Desk(draft: ReportId?, private val session: Session, private val trail: Trail) : ComposeActions {
    var id: ReportId? by mutableStateOf(draft)
        private set

    /** Sent or discarded. */
    var isDone by mutableStateOf(false)
        private set

    var state: ComposeState by mutableStateOf(
        ComposeState(isLoaded = draft == null, alwaysPublic = session.client.capabilities.alwaysPublic),
    )
        private set

    private val reports get() = session.client.reports
    private val work = Channel<suspend (ReportId) -> Unit>(Channel.UNLIMITED)
    private var isOpen = false
    /** What follows from the draft was asked for as it was then. */
    private var asked: Revisions? = null
    private var askedNearby: Pair<String?, Point>? = null
    /** How often a place was set or asked for. */
    private var placed = 0
    private var textToSave: String? = null
    private var answersToSave = mutableMapOf<String, String>()

    init {
        session.scope.launch {
            for (step in work) session.attempt { step(id ?: begin()) }
        }
    }

    private suspend fun begin(): ReportId = reports.create().also { new ->
        id = new
        trail.name(new)
    }

    /** Keeps up with the draft as long as a page shows it. */
    suspend fun follow() {
        val draft = id ?: return
        val categories = reports.categories()
        // What the citizen did on other pages may have changed it.
        asked = null
        try {
            open()
            reports.watch(draft).collect { view ->
                if (view.state != ReportState.Draft || isDone) return@collect
                show(view, categories.find { it.id == view.draft.category }?.name)
            }
        } catch (_: ApiException.NotFound) {
            isDone = true
        }
    }

    /** The citizen is on the draft's pages: the core brings it to the city's questions of now. It waits for what was asked before it. */
    private suspend fun open() {
        val opened = CompletableDeferred<Unit>()
        val goes = ask { draft ->
            try {
                reports.open(draft)
                opened.complete(Unit)
            } catch (error: ApiException) {
                opened.completeExceptionally(error)
            }
        }
        if (goes.isSuccess) opened.await()
    }

    /** The citizen has left the draft's pages. */
    fun putAway() {
        if (isOpen) work.trySend { draft -> reports.putAway(draft) }
        isOpen = false
    }

    /** Does it after all that was asked for before. */
    private fun ask(step: suspend (ReportId) -> Unit): ChannelResult<Unit> {
        isOpen = true
        return work.trySend(step)
    }

    private suspend fun show(view: ReportView, category: Words?) {
        val place = view.draft.location?.let { place(view.id, it) }
        val public = session.client.publicReports
        val (now, before) = view.revisions to asked
        val disclosure = if (now.disclosure == before?.disclosure) state.disclosure else public.disclosure(view.id)
        val isNearbyNew = now.nearby != before?.nearby
        val duplicates = if (isNearbyNew) public.duplicates(view.id) else state.duplicates
        val followed = if (isNearbyNew) public.followed().map { it.report.publicId }.toSet() else state.followed
        val suggestions = if (now.suggestions == before?.suggestions) null else reports.suggestions(view.id)
        asked = now
        val photos = view.photos.map { session.tile(it) }
        val videoWaits = photos.any { it.isVideo } && session.client.videosWaitForUnmetered()
        val map = session.map()
        val citizen = (session.client.account.session() as? Account.LoggedIn)?.name
        val saved = session.client.moment(view.savedAt)
        // Letters were typed while all that was asked for: what is shown now is looked at only here.
        val draft = view.draft
        val known = if (state.isLoaded) state else state.copy(text = draft.text, address = draft.address.orEmpty(), contact = draft.contact, isLoaded = true)
        state = known.copy(
            changeOf = view.changeOf,
            whyNot = view.whyNoChange,
            photos = photos,
            videoWaits = videoWaits,
            offered = view.photos.firstNotNullOfOrNull { it.offered }?.takeIf { it.point != place?.location?.point },
            place = place,
            locationRule = view.locationRule,
            // Those of the place may have come meanwhile.
            suggestions = suggestions ?: known.suggestions,
            duplicates = duplicates,
            followed = followed,
            disclosure = disclosure,
            map = map,
            category = category,
            questions = view.questions,
            notices = view.notices,
            citizen = citizen,
            sharing = view.draft.sharing,
            problems = view.problems,
            saved = saved,
        )
        askNearby(view)
    }

    private suspend fun place(draft: ReportId, location: Location): PlaceLine {
        val facts = session.client.places.of(draft)
        val ward = facts?.ward?.let { Words(it.name, it.name) } ?: facts?.outside ?: Texts.outsideCity
        return PlaceLine(location, ward, facts?.doubts.orEmpty().map { it.words })
    }

    /** The city is asked what was reported there, each time that what or where is another; how often it is asked at most is the core's to say. */
    private fun askNearby(view: ReportView) {
        val about = view.draft.category to (view.draft.location ?: return).point
        if (about == askedNearby) return
        askedNearby = about
        session.act {
            val found = session.client.publicReports.refreshNearby(view.id)
            val suggestions = reports.suggestions(view.id)
            if (askedNearby == about) state = state.copy(duplicates = found, suggestions = suggestions)
        }
    }

    override fun follow(publicId: String) = change { draft -> session.client.publicReports.follow(draft, publicId) }

    override fun unfollow(publicId: String) = change { session.client.publicReports.unfollow(publicId) }

    private fun change(work: suspend (ReportId) -> Unit) {
        ask { draft ->
            work(draft)
            state = state.copy(followed = session.client.publicReports.followed().map { it.report.publicId }.toSet())
        }
    }

    override fun write(text: String) {
        state = state.copy(text = text)
        textToSave = text
        // Letters that come faster than the disk are saved together.
        ask { draft -> textToSave?.let { reports.edit(draft, DraftEdit.Text(it)) }.also { textToSave = null } }
    }

    override fun address(text: String) {
        state = state.copy(address = text)
        ask { draft -> if (state.address == text) reports.edit(draft, DraftEdit.Address(text.ifBlank { null })) }
    }

    override fun contact(contact: Contact?) {
        state = state.copy(contact = contact)
        // Only the last of them is saved when they come faster than the disk.
        ask { draft -> if (state.contact == contact) reports.edit(draft, DraftEdit.Contact(contact)) }
    }

    override fun leave(spot: Spot) {
        state = state.copy(left = state.left + spot)
    }

    override fun choose(category: String) {
        // Another category has questions of its own.
        state = state.copy(typed = emptyMap())
        answersToSave = mutableMapOf()
        edit(DraftEdit.Category(category))
    }

    override fun type(question: String, text: String) {
        state = state.copy(typed = state.typed + (question to text))
        val toSave = answersToSave
        toSave[question] = text
        ask { draft -> toSave.remove(question)?.let { reports.edit(draft, DraftEdit.Answer(question, Answer.Typed(it))) } }
    }

    override fun answer(question: String, answer: Answer?) = edit(DraftEdit.Answer(question, answer))

    override fun beginMoment(question: String) {
        ask { draft -> set(draft, question, session.client.momentToSet()) }
    }

    override fun moveMoment(question: String, by: MomentStep, steps: Int) {
        ask { draft ->
            // Pressed twice, it moves twice: from where the core has it, not from what is drawn.
            val asked = reports.get(draft).questions.find { it.question.id == question }
            val at = asked?.answer as? Answer.At ?: return@ask
            set(draft, question, session.client.moved(at.moment, by, steps))
        }
    }

    private suspend fun set(draft: ReportId, question: String, at: Instant) {
        reports.edit(draft, DraftEdit.Answer(question, Answer.At(at)))
    }

    override fun dismissNotices() {
        ask { draft -> reports.dismissNotices(draft) }
    }

    fun pin(at: Point) = place(Location(at, source = LocationSource.PIN))

    override fun place(location: Location) {
        placed++
        state = state.copy(isLocating = false, trouble = state.trouble - Spot(Field.LOCATION))
        edit(DraftEdit.Location(location))
    }

    override fun share(sharing: Sharing) = edit(DraftEdit.Sharing(sharing))

    override fun locate() {
        state = state.copy(isLocating = true, trouble = state.trouble - Spot(Field.LOCATION))
        val asked = ++placed
        session.scope.launch {
            val fix = session.device.locate()
            // The citizen has set another place meanwhile.
            if (placed != asked) return@launch
            state = state.copy(isLocating = false)
            when (fix) {
                is Fix.Found -> place(fix.location)
                Fix.Denied -> trouble(Spot(Field.LOCATION), Texts.locationDenied)
                Fix.Unknown -> trouble(Spot(Field.LOCATION), Texts.noLocation)
            }
        }
    }

    override fun takePhoto() {
        // A report to which nothing was done has no id, and a late photo begins it.
        if (isOpen) ask { draft -> add { session.device.takePhoto(draft) } } else add { session.device.takePhoto(id) }
    }

    override fun choosePhotos() = add { session.device.choosePhotos() }

    override fun recordVideo() {
        val record: suspend (ReportId?) -> Picked = { session.device.recordVideo(it, videoLimits()) }
        if (isOpen) ask { draft -> add(Texts.noCameraForVideo) { record(draft) } } else add(Texts.noCameraForVideo) { record(id) }
    }

    override fun chooseVideo() = add { session.device.chooseVideo() }

    private fun add(noCamera: Words = Texts.noCamera, pick: suspend () -> Picked) {
        state = state.copy(trouble = state.trouble - Spot(Field.PHOTOS))
        session.scope.launch {
            when (val picked = pick()) {
                is Picked.Photos -> add(picked.photos)
                Picked.Denied -> trouble(Spot(Field.PHOTOS), Texts.photoDenied)
                Picked.NoCamera -> trouble(Spot(Field.PHOTOS), noCamera)
            }
        }
    }

    fun add(photos: List<PickedPhoto>) {
        for (photo in photos) {
            ask { draft ->
                beside(Spot(Field.PHOTOS)) {
                    if (photo.isVideo) reports.addVideo(draft, photo.file, photo.hint) else reports.addPhoto(draft, photo.file, photo.hint)
                }
            }
        }
    }

    fun hide(photo: PhotoId, boxes: List<Region>) {
        ask { draft -> beside(Spot(Field.PHOTOS)) { reports.hideInPhoto(draft, photo, boxes) } }
    }

    override fun removePhoto(photo: PhotoId) {
        state = state.copy(trouble = state.trouble - Spot(Field.PHOTOS))
        ask { draft -> reports.removePhoto(draft, photo) }
    }

    override fun send() {
        ask { draft ->
            try {
                reports.submit(draft)
                end()
                trail.restart(Destination.Report(state.changeOf ?: draft))
            } catch (incomplete: ApiException.InvalidInput) {
                state = state.copy(problems = incomplete.problems, asked = state.asked + 1)
            } catch (gone: ApiException.NotFound) {
                val why = reports.get(draft).whyNoChange ?: throw gone
                state = state.copy(whyNot = why)
            }
        }
    }

    override fun discard() {
        ask { draft ->
            end()
            session.discard(draft)
        }
        trail.back()
    }

    private fun end() {
        isDone = true
        work.close()
    }

    private fun edit(edit: DraftEdit) {
        ask { draft -> reports.edit(draft, edit) }
    }

    /** What the core refuses is said beside the part of the page where it was asked for. */
    private suspend fun beside(spot: Spot, ask: suspend () -> Unit) {
        try {
            ask()
        } catch (refused: ApiException.PhotoRefused) {
            trouble(spot, refused.words())
        } catch (refused: ApiException.InvalidInput) {
            trouble(spot, refused.words())
        } catch (full: ApiException.StorageFull) {
            trouble(spot, full.words())
        }
    }

    private fun trouble(spot: Spot, words: Words) {
        state = state.copy(trouble = state.trouble + (spot to words))
    }
}
