package city.hues.app

import android.app.Activity
import android.app.Instrumentation.ActivityResult
import android.content.ActivityNotFoundException
import android.content.ClipData
import android.content.Intent
import android.net.Uri
import android.provider.MediaStore
import androidx.test.runner.intent.IntentStubber
import androidx.test.runner.intent.IntentStubberRegistry
import city.hues.ui.robots.Arrival
import city.hues.ui.robots.Lack
import java.util.concurrent.CopyOnWriteArrayList

/** The other apps, as far as this one opens them: each answers as a test decides, on Robolectric's phone and on a real one. */
internal class OtherApps : IntentStubber {
    /** What the citizen chooses in the gallery. */
    @Volatile
    var gallery: List<Uri> = emptyList()

    /** What they choose when they are shown videos alone. */
    @Volatile
    var video: Uri? = null

    /** Why there is no camera; `null`: it is the system's own. */
    @Volatile
    var camera: Lack? = null

    val called = CopyOnWriteArrayList<String>()
    val browsed = CopyOnWriteArrayList<String>()

    /** From now on these are the phone's. */
    fun install() {
        IntentStubberRegistry.reset()
        IntentStubberRegistry.load(this)
    }

    /** The phone has its own again. */
    fun remove() = IntentStubberRegistry.reset()

    override fun getActivityResultForIntent(intent: Intent): ActivityResult? = when (intent.action) {
        Intent.ACTION_DIAL -> opened(called, intent, "tel")
        Intent.ACTION_VIEW -> opened(browsed, intent, "http", "https")
        MediaStore.ACTION_IMAGE_CAPTURE, MediaStore.ACTION_VIDEO_CAPTURE -> photograph()
        in PICKERS -> ActivityResult(Activity.RESULT_OK, chosen(areVideos = intent.type == "video/*"))
        else -> null
    }

    private fun opened(list: MutableList<String>, intent: Intent, vararg schemes: String): ActivityResult? {
        val uri = intent.data?.takeIf { it.scheme in schemes } ?: return null
        list += if (uri.scheme == "tel") uri.schemeSpecificPart else uri.toString()
        return ActivityResult(Activity.RESULT_CANCELED, null)
    }

    private fun photograph(): ActivityResult? = when (camera) {
        null -> null
        Lack.ABSENT -> throw ActivityNotFoundException()
        Lack.FORBIDDEN -> throw SecurityException()
    }

    private fun chosen(areVideos: Boolean) = Intent().apply { if (areVideos) data = video else clipData = clip(gallery) }

    private fun clip(photos: List<Uri>): ClipData? = photos.firstOrNull()?.let { first ->
        ClipData.newRawUri(null, first).apply { photos.drop(1).forEach { addItem(ClipData.Item(it)) } }
    }

    private companion object {
        /** The system's picker, and what stands in for it on older phones. */
        val PICKERS = setOf(MediaStore.ACTION_PICK_IMAGES, "androidx.activity.result.contract.action.PICK_IMAGES", Intent.ACTION_OPEN_DOCUMENT)
    }
}

/** How it comes to the window; [photo] is where a photo is. */
internal fun Arrival.asIntent(app: HuesApplication, photo: (String) -> Uri): Intent {
    val intent = Intent(app, MainActivity::class.java)
    return when (this) {
        is Arrival.Redirect -> intent.setAction(Intent.ACTION_VIEW).setData(Uri.parse(url))
        is Arrival.Photos -> intent.setType("image/jpeg").apply {
            val photos = ArrayList(names.map(photo))
            if (photos.size == 1) {
                setAction(Intent.ACTION_SEND).putExtra(Intent.EXTRA_STREAM, photos.single())
            } else {
                setAction(Intent.ACTION_SEND_MULTIPLE).putParcelableArrayListExtra(Intent.EXTRA_STREAM, photos)
            }
        }
    }
}
