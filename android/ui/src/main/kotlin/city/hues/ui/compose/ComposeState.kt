package city.hues.ui.compose

import androidx.compose.ui.graphics.ImageBitmap
import city.hues.Answer
import city.hues.Contact
import city.hues.Disclosure
import city.hues.Duplicate
import city.hues.Field
import city.hues.Location
import city.hues.LocationRule
import city.hues.MomentStep
import city.hues.Notice
import city.hues.PhotoId
import city.hues.Problem
import city.hues.ProblemCode
import city.hues.QuestionView
import city.hues.ReportId
import city.hues.Sharing
import city.hues.Suggestion
import city.hues.Words
import city.hues.ui.place.MapShape

/** What the page of a draft shows. */
internal data class ComposeState(
    val isLoaded: Boolean,
    /** The sent report that is changed; `null`: this is a report of its own. */
    val changeOf: ReportId? = null,
    /** Why that can't be changed any more. */
    val whyNot: Words? = null,
    val text: String = "",
    /** The place in words. */
    val address: String = "",
    val photos: List<PhotoTile> = emptyList(),
    /** The video of the report does not go over mobile data by itself. */
    val videoWaits: Boolean = false,
    /** Where a photo says that it was taken, when that is not the place already. */
    val offered: Location? = null,
    val place: PlaceLine? = null,
    val locationRule: LocationRule = LocationRule.REQUIRED,
    val isLocating: Boolean = false,
    val map: MapShape? = null,
    val category: Words? = null,
    /** What the text is likely about, while no category is chosen. */
    val suggestions: List<Suggestion> = emptyList(),
    /** Open reports of others that this one may repeat. */
    val duplicates: List<Duplicate> = emptyList(),
    /** The public ids of the reports that the citizen follows. */
    val followed: Set<String> = emptySet(),
    /** What becomes public of it. */
    val disclosure: Disclosure? = null,
    /** What the category asks as things stand. */
    val questions: List<QuestionView> = emptyList(),
    /** What was typed for a question, by its id; it may not be on disk yet. */
    val typed: Map<String, String> = emptyMap(),
    /** What the city changed since the draft began. */
    val notices: List<Notice> = emptyList(),
    /** Who can be asked; `null`: nobody. */
    val contact: Contact? = null,
    /** The citizen who is logged in. */
    val citizen: String? = null,
    val sharing: Sharing = Sharing(text = true, photos = true, name = false),
    /** What everyone reads of it anyway; `null`: the citizen chooses. */
    val alwaysPublic: Words? = null,
    val saved: Words? = null,
    /** The rules that the draft does not keep, as the core says. */
    val problems: List<Problem> = emptyList(),
    /** What could not be done, beside the part of the page where it was asked for. */
    val trouble: Map<Spot, Words> = emptyMap(),
    /** Parts of the page that the citizen has left. */
    val left: Set<Spot> = emptySet(),
    /** How often the citizen has pressed Send. */
    val asked: Int = 0,
) {
    val isAsked: Boolean get() = asked > 0

    /** There is a place to choose; a question to an agency has none. */
    val hasPlace: Boolean get() = locationRule != LocationRule.NONE

    /** What to say beside a part of the page. That something is missing is said when the citizen has been there, not before. */
    fun wrong(spot: Spot): Words? = trouble[spot] ?: problems.find { it.spot == spot && isDue(it) }?.wordsBeside()

    private fun isDue(problem: Problem) = !needsTime(problem) || isAsked || problem.spot in left

    /** What is missing may still come, and half a number is none yet. */
    private fun needsTime(problem: Problem) =
        problem.code == ProblemCode.REQUIRED || problem.field == Field.PHONE || problem.spot.question in typed
}

/** A part of the page that something can be wrong with: a field, and for an answer its question. */
internal data class Spot(val field: Field, val question: String? = null) {
    companion object {
        fun of(question: QuestionView) = Spot(Field.ANSWER, question.question.id)
    }
}

internal val Problem.spot get() = Spot(field, question?.id)

/** A photo as it is drawn; without a picture, its place. */
internal data class PhotoTile(
    val id: PhotoId,
    val picture: ImageBitmap?,
    val isVideo: Boolean,
    /** Its width by its height. */
    val shape: Float,
    /** What the citizen should know of it. */
    val sentences: List<Words>,
)

/** A position with its ward, or what lies there beyond the city, and why to look at it twice. */
internal data class PlaceLine(val location: Location, val ward: Words, val doubts: List<Words>)

/** What can be done on the page of a draft. */
internal interface ComposeActions {
    fun write(text: String)
    fun address(text: String)
    fun leave(spot: Spot)
    fun takePhoto()
    fun choosePhotos()
    fun recordVideo()
    fun chooseVideo()
    fun removePhoto(photo: PhotoId)
    fun type(question: String, text: String)
    fun answer(question: String, answer: Answer?)
    fun beginMoment(question: String)
    fun moveMoment(question: String, by: MomentStep, steps: Int)
    fun dismissNotices()
    fun choose(category: String)
    fun follow(publicId: String)
    fun unfollow(publicId: String)
    fun locate()
    fun place(location: Location)
    fun contact(contact: Contact?)
    fun share(sharing: Sharing)
    fun send()
    fun discard()
}
