package city.hues.ui.report

import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import city.hues.ApiException
import city.hues.CityReport
import city.hues.Message
import city.hues.PhotoProgress
import city.hues.ReportId
import city.hues.ReportState
import city.hues.ReportView
import city.hues.Words
import city.hues.ui.Destination
import city.hues.ui.Following
import city.hues.ui.Session
import city.hues.ui.Texts
import city.hues.ui.Trail
import city.hues.ui.compose.PhotoTile

/** What the page of a sent report shows. */
internal data class ReportPageState(
    val state: ReportState,
    val sentences: List<Words>,
    val canEditAgain: Boolean,
    val number: String?,
    /** How far the photos are, while they are on their way. */
    val progress: PhotoProgress?,
    val deadline: Words?,
    val steps: List<Step>,
    val thread: List<Bubble>,
    val category: Words?,
    val text: String,
    val ward: Words?,
    val photos: List<PhotoTile>,
)

/** One step of the city's work. */
internal data class Step(val status: Words, val at: Words?, val agency: String?, val note: String?)

/** One message. */
internal data class Bubble(val isOurs: Boolean, val who: Words, val text: String, val at: Words?)

internal class ReportActions(val onTryNow: () -> Unit, val onEditAgain: () -> Unit, val onCall: () -> Unit, val onBack: () -> Unit)

@Composable
internal fun ReportPage(id: ReportId, session: Session, trail: Trail) {
    var state: ReportPageState? by remember { mutableStateOf(null) }
    session.Following(id) { session.follow(id) { state = it } }
    ReportScreen(
        state,
        ReportActions(
            onTryNow = { session.act { session.client.reports.tryNow(id) } },
            onEditAgain = {
                session.act {
                    session.client.reports.editAgain(id)
                    trail.restart(Destination.Compose(id))
                }
            },
            onCall = { session.city.hotlines.firstOrNull()?.let { session.device.call(it.number) } },
            onBack = trail::back,
        ),
    )
}

private suspend fun Session.follow(id: ReportId, show: (ReportPageState) -> Unit) {
    val names = client.reports.categories().associate { it.id to it.name }
    try {
        client.reports.watch(id).collect { view ->
            show(page(view, names[view.draft.category]))
            // Whoever looks at the page has its replies before their eyes.
            if (view.thread.any { !it.isRead }) client.reports.markRead(id)
        }
    } catch (_: ApiException.NotFound) {
        // Somebody discarded it; what was shown stays until the citizen goes back.
    }
}

private suspend fun Session.page(view: ReportView, category: Words?) = ReportPageState(
    state = view.state,
    sentences = view.sentences,
    canEditAgain = view.canEditAgain,
    number = view.city?.number,
    progress = (view.state as? ReportState.SendingPhotos)?.progress,
    deadline = view.city?.deadline?.let { client.moment(it) },
    steps = steps(view.city),
    thread = view.thread.map { bubble(it) },
    category = category,
    text = view.draft.text,
    ward = view.draft.location?.let { ward(it.point) },
    photos = view.photos.map { PhotoTile(it.id, picture(it.id)) },
)

private suspend fun Session.steps(city: CityReport?): List<Step> = city?.timeline.orEmpty().map { change ->
    Step(change.status.words(), change.at?.let { client.moment(it) }, change.agency, change.note)
}

private suspend fun Session.bubble(message: Message): Bubble {
    val isOurs = message.author == "citizen"
    val agency = message.agency?.let { Words(it, it) }
    return Bubble(
        isOurs = isOurs,
        who = if (isOurs) Texts.you else agency ?: Texts.theCity,
        text = message.text,
        at = message.sentAt?.let { client.moment(it) },
    )
}
