package city.hues.ui.compose

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import city.hues.ApiException
import city.hues.Contact
import city.hues.DraftEdit
import city.hues.Field
import city.hues.Location
import city.hues.LocationSource
import city.hues.PhotoId
import city.hues.Point
import city.hues.ReportId
import city.hues.ReportState
import city.hues.ReportView
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
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.launch

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

    var state: ComposeState by mutableStateOf(ComposeState(isLoaded = draft == null))
        private set

    private val reports get() = session.client.reports
    private val work = Channel<suspend (ReportId) -> Unit>(Channel.UNLIMITED)
    private var textToSave: String? = null

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
        try {
            reports.watch(draft).collect { view ->
                if (view.state != ReportState.Draft || isDone) return@collect
                show(view, categories.find { it.id == view.draft.category }?.name)
            }
        } catch (_: ApiException.NotFound) {
            isDone = true
        }
    }

    private suspend fun show(view: ReportView, category: Words?) {
        val place = view.draft.location?.let { PlaceLine(it, session.ward(it.point)) }
        val photos = view.photos.map { PhotoTile(it.id, session.picture(it.id)) }
        val map = session.map()
        val citizen = (session.client.account.session() as? Account.LoggedIn)?.name
        val saved = session.client.moment(view.savedAt)
        // Letters were typed while all that was asked for: what is shown now is looked at only here.
        val known = if (state.isLoaded) state else state.copy(text = view.draft.text, contact = view.draft.contact, isLoaded = true)
        state = known.copy(
            photos = photos,
            offered = view.photos.firstNotNullOfOrNull { it.offered }?.takeIf { it.point != place?.location?.point },
            place = place,
            map = map,
            category = category,
            citizen = citizen,
            sharing = view.draft.sharing,
            problems = view.problems,
            saved = saved,
        )
    }

    override fun write(text: String) {
        state = state.copy(text = text)
        textToSave = text
        // Letters that come faster than the disk are saved together.
        work.trySend { draft -> textToSave?.let { reports.edit(draft, DraftEdit.Text(it)) }.also { textToSave = null } }
    }

    override fun contact(contact: Contact?) {
        state = state.copy(contact = contact)
        // Only the last of them is saved when they come faster than the disk.
        work.trySend { draft -> if (state.contact == contact) reports.edit(draft, DraftEdit.Contact(contact)) }
    }

    override fun leave(field: Field) {
        state = state.copy(left = state.left + field)
    }

    fun choose(category: String) = edit(DraftEdit.Category(category))

    fun pin(at: Point) = place(Location(at, source = LocationSource.PIN))

    override fun place(location: Location) {
        state = state.copy(trouble = state.trouble - Field.LOCATION)
        edit(DraftEdit.Location(location))
    }

    override fun share(sharing: Sharing) = edit(DraftEdit.Sharing(sharing))

    override fun locate() {
        state = state.copy(isLocating = true, trouble = state.trouble - Field.LOCATION)
        session.scope.launch {
            val fix = session.device.locate()
            state = state.copy(isLocating = false)
            when (fix) {
                is Fix.Found -> place(fix.location)
                Fix.Denied -> trouble(Field.LOCATION, Texts.locationDenied)
                Fix.Unknown -> trouble(Field.LOCATION, Texts.noLocation)
            }
        }
    }

    override fun takePhoto() = add { session.device.takePhoto() }

    override fun choosePhotos() = add { session.device.choosePhotos() }

    private fun add(pick: suspend () -> Picked) {
        state = state.copy(trouble = state.trouble - Field.PHOTOS)
        session.scope.launch {
            when (val picked = pick()) {
                is Picked.Photos -> add(picked.photos)
                Picked.Denied -> trouble(Field.PHOTOS, Texts.photoDenied)
                Picked.NoCamera -> trouble(Field.PHOTOS, Texts.noCamera)
            }
        }
    }

    fun add(photos: List<PickedPhoto>) {
        for (photo in photos) {
            work.trySend { draft -> beside(Field.PHOTOS) { reports.addPhoto(draft, photo.file, photo.hint) } }
        }
    }

    override fun removePhoto(photo: PhotoId) {
        state = state.copy(trouble = state.trouble - Field.PHOTOS)
        work.trySend { draft -> reports.removePhoto(draft, photo) }
    }

    override fun send() {
        work.trySend { draft ->
            try {
                reports.submit(draft)
                end()
                trail.restart(Destination.Report(draft))
            } catch (incomplete: ApiException.InvalidInput) {
                state = state.copy(problems = incomplete.problems, asked = state.asked + 1)
            }
        }
    }

    override fun discard() {
        work.trySend { draft ->
            end()
            reports.discard(draft)
        }
        trail.back()
    }

    private fun end() {
        isDone = true
        work.close()
    }

    private fun edit(edit: DraftEdit) {
        work.trySend { draft -> reports.edit(draft, edit) }
    }

    /** What the core refuses is said beside the part of the page where it was asked for. */
    private suspend fun beside(field: Field, ask: suspend () -> Unit) {
        try {
            ask()
        } catch (refused: ApiException.PhotoRefused) {
            trouble(field, refused.words())
        } catch (refused: ApiException.InvalidInput) {
            trouble(field, refused.words())
        } catch (full: ApiException.StorageFull) {
            trouble(field, full.words())
        }
    }

    private fun trouble(field: Field, words: Words) {
        state = state.copy(trouble = state.trouble + (field to words))
    }
}
