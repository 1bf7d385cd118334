package city.hues.ui.compose

import androidx.compose.ui.graphics.ImageBitmap
import city.hues.Contact
import city.hues.Field
import city.hues.Location
import city.hues.PhotoId
import city.hues.Problem
import city.hues.ProblemCode
import city.hues.Sharing
import city.hues.Words
import city.hues.ui.place.MapShape

/** What the page of a draft shows. */
internal data class ComposeState(
    val isLoaded: Boolean,
    val text: String = "",
    val photos: List<PhotoTile> = emptyList(),
    /** Where a photo says that it was taken, when that is not the place already. */
    val offered: Location? = null,
    val place: PlaceLine? = null,
    val isLocating: Boolean = false,
    val map: MapShape? = null,
    val category: Words? = null,
    /** Who can be asked; `null`: nobody. */
    val contact: Contact? = null,
    /** The citizen who is logged in. */
    val citizen: String? = null,
    val sharing: Sharing = Sharing(text = true, photos = true, name = false),
    val saved: Words? = null,
    /** The rules that the draft does not keep, as the core says. */
    val problems: List<Problem> = emptyList(),
    /** What could not be done, beside the part of the page where it was asked for. */
    val trouble: Map<Field, Words> = emptyMap(),
    /** Parts of the page that the citizen has left. */
    val left: Set<Field> = emptySet(),
    /** How often the citizen has pressed Send. */
    val asked: Int = 0,
) {
    val isAsked: Boolean get() = asked > 0

    /** What to say beside a part of the page. That something is missing is said when the citizen has been there, not before. */
    fun wrong(field: Field): Words? = trouble[field] ?: problems.find { it.field == field && isDue(it) }?.words()

    private fun isDue(problem: Problem) = !needsTime(problem) || isAsked || problem.field in left

    /** What is missing may still come, and half a telephone number is none yet. */
    private fun needsTime(problem: Problem) = problem.code == ProblemCode.REQUIRED || problem.field == Field.PHONE
}

/** A photo as it is drawn; without a picture, its place. */
internal data class PhotoTile(val id: PhotoId, val picture: ImageBitmap?)

/** A position with its ward. */
internal data class PlaceLine(val location: Location, val ward: Words)

/** What can be done on the page of a draft. */
internal interface ComposeActions {
    fun write(text: String)
    fun leave(field: Field)
    fun takePhoto()
    fun choosePhotos()
    fun removePhoto(photo: PhotoId)
    fun locate()
    fun place(location: Location)
    fun contact(contact: Contact?)
    fun share(sharing: Sharing)
    fun send()
    fun discard()
}
