package city.hues.ui.report

import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import city.hues.AmendmentView
import city.hues.ApiException
import city.hues.CityReport
import city.hues.Message
import city.hues.MessageId
import city.hues.PhotoProgress
import city.hues.Rating
import city.hues.RatingView
import city.hues.ReportId
import city.hues.ReportState
import city.hues.ReportView
import city.hues.Satisfaction
import city.hues.WaysOn
import city.hues.WaysOut
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
    /** The city replies; if not, there is no place for it. */
    val hasReplies: Boolean,
    val rating: RatingView?,
    val waysOut: WaysOut,
    val waysOn: WaysOn,
    /** The citizen's change that the city does not have yet. */
    val amendment: AmendmentView?,
    val whyNoChange: Words?,
    val category: Words?,
    val text: String,
    /** What else was answered, each with its question. */
    val answers: List<Pair<Words, Words>>,
    val ward: Words?,
    val address: String?,
    val photos: List<PhotoTile>,
)

/** One step of the city's work. */
internal data class Step(val status: Words, val at: Words?, val agency: String?, val note: String?)

/** One message. */
internal data class Bubble(
    val id: MessageId,
    val isOurs: Boolean,
    /** It was not read before this page was opened. */
    val isNew: Boolean,
    val who: Words,
    val text: String,
    val at: Words?,
    /** What to know of its way to the city. */
    val sentences: List<Words>,
    val canUnsend: Boolean,
)

internal class ReportActions(
    val ways: WaysActions,
    val changes: ChangeActions,
    val onReply: (String, () -> Unit) -> Unit,
    val onUnsend: (MessageId) -> Unit,
    val onRate: (Satisfaction, String) -> Unit,
    val onCopy: () -> Unit,
    val onCall: () -> Unit,
    val onBack: () -> Unit,
)

@Composable
internal fun ReportPage(id: ReportId, session: Session, trail: Trail) {
    var state: ReportPageState? by remember { mutableStateOf(null) }
    session.Following(id) { session.follow(id) { state = it } }
    ReportScreen(
        state,
        ReportActions(
            ways = WaysActions.of(id, session, trail),
            changes = ChangeActions.of(id, session, trail),
            onReply = { text, done ->
                session.act {
                    session.client.reports.reply(id, text)
                    done()
                }
            },
            onUnsend = { session.act { session.client.reports.unsend(id, it) } },
            onRate = { how, why -> session.act { session.client.reports.rate(id, Rating(how, why.ifBlank { null })) } },
            onCopy = { session.act { trail.go(Destination.Compose(session.client.reports.duplicate(id))) } },
            onCall = { session.city.hotlines.firstOrNull()?.let { session.device.call(it.number) } },
            onBack = trail::back,
        ),
    )
}

private suspend fun Session.follow(id: ReportId, show: (ReportPageState) -> Unit) {
    val names = client.reports.categories().associate { it.id to it.name }
    val new = mutableSetOf<MessageId>()
    try {
        client.reports.watch(id).collect { view ->
            new += view.thread.filter { !it.isRead }.map { it.id }
            show(page(view, names[view.draft.category], new))
            // Whoever looks at the page has its replies before their eyes.
            if (view.hasUnread) client.reports.markRead(id)
        }
    } catch (_: ApiException.NotFound) {
        // Somebody discarded it; what was shown stays until the citizen goes back.
    }
}

private suspend fun Session.page(view: ReportView, category: Words?, new: Set<MessageId>) = ReportPageState(
    state = view.state,
    sentences = view.sentences,
    canEditAgain = view.canEditAgain,
    number = view.city?.number,
    progress = (view.state as? ReportState.SendingPhotos)?.progress,
    deadline = view.city?.deadline?.let { client.moment(it) },
    steps = steps(view.city),
    thread = view.thread.map { bubble(it, it.id in new) },
    hasReplies = (client.capabilities.replies && view.state != ReportState.Removed) || view.thread.isNotEmpty(),
    rating = view.rating,
    waysOut = view.waysOut,
    waysOn = view.waysOn,
    amendment = view.amendment,
    whyNoChange = view.whyNoChange,
    category = category,
    text = view.draft.text,
    answers = view.questions.mapNotNull { asked -> asked.answerWords?.let { asked.question.text to it } },
    ward = view.draft.location?.let { ward(it.point) },
    address = view.draft.address,
    photos = view.photos.map { tile(it) },
)

private suspend fun Session.steps(city: CityReport?): List<Step> = city?.timeline.orEmpty().map { change ->
    Step(change.status.words(), change.at?.let { client.moment(it) }, change.agency, change.note)
}

private suspend fun Session.bubble(message: Message, isNew: Boolean): Bubble {
    val isOurs = message.author == "citizen"
    val agency = message.agency?.let { Words(it, it) }
    return Bubble(
        id = message.id,
        isOurs = isOurs,
        isNew = isNew,
        who = if (isOurs) Texts.you else agency ?: Texts.theCity,
        text = message.text,
        at = message.sentAt?.let { client.moment(it) },
        sentences = message.sentences,
        canUnsend = message.canUnsend,
    )
}
