package city.hues.app

import android.app.Activity
import android.content.Intent
import android.net.Uri
import android.provider.MediaStore
import androidx.core.content.IntentCompat
import androidx.core.net.toUri
import city.hues.ReportId
import city.hues.VideoLimits
import city.hues.town.fixture
import city.hues.ui.Picked
import city.hues.ui.PickedPhoto
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf

/** The camera and the picker once more, with videos; neither needs a permission. */
@RunWith(RobolectricTestRunner::class)
internal class VideosTest {
    private val app = TestApplication.instance
    private val settings = Settings(app)
    private val foreground = Foreground(onLatePhoto = { error("somebody waits for it") })
    private val photos = Photos(app, foreground, settings)
    private val window by lazy { foreground.showWindow() }
    private val mp4 = fixture("videos/phone.mp4").readBytes()
    private val limits = VideoLimits(seconds = 60u, bytes = 60_000_000uL)

    private fun asked(): Intent {
        until("the other app opens") { shadowOf(window.get()).peekNextStartedActivityForResult() != null }
        return shadowOf(window.get()).nextStartedActivityForResult.intent
    }

    private fun videos(picked: Picked): List<PickedPhoto> = (picked as Picked.Photos).photos

    @Test
    fun `the camera is told the limits, and writes into the file that is lent to it`() {
        window
        val picked = begin { photos.record(ReportId("a"), limits) }
        val camera = asked()
        assertEquals(MediaStore.ACTION_VIDEO_CAPTURE, camera.action)
        assertEquals(60, camera.getIntExtra(MediaStore.EXTRA_DURATION_LIMIT, 0))
        assertEquals(60_000_000L, camera.getLongExtra(MediaStore.EXTRA_SIZE_LIMIT, 0))
        val into = checkNotNull(IntentCompat.getParcelableExtra(camera, MediaStore.EXTRA_OUTPUT, Uri::class.java))
        assertEquals("${app.packageName}.photos", into.authority)
        checkNotNull(app.contentResolver.openOutputStream(into)).use { it.write(mp4) }
        shadowOf(window.get()).receiveResult(camera, Activity.RESULT_OK, null)
        val video = videos(picked.outcome()).single()
        assertArrayEquals(mp4, video.file.readBytes())
        assertTrue("it is erased once it is sealed", video.isVideo && video.hint.owned)
        assertNull(settings.camera)
    }

    @Test
    fun `who closes the camera has recorded nothing, and a phone without one says so`() {
        window
        val closed = begin { photos.record(null, limits) }
        shadowOf(window.get()).receiveResult(asked(), Activity.RESULT_CANCELED, null)
        assertEquals(emptyList<PickedPhoto>(), videos(closed.outcome()))
        shadowOf(app).checkActivities(true)
        assertEquals(Picked.NoCamera, begin { photos.record(null, limits) }.outcome())
    }

    @Test
    fun `a video of the gallery becomes a file of this app's own, and the citizen's stays`() {
        window
        val picked = begin { photos.chooseVideo() }
        val gallery = asked()
        assertEquals("video/*", gallery.type)
        val uri = "content://gallery/video".toUri()
        shadowOf(app.contentResolver).registerInputStream(uri, mp4.inputStream())
        shadowOf(window.get()).receiveResult(gallery, Activity.RESULT_OK, Intent().setData(uri))
        val video = videos(picked.outcome()).single()
        assertArrayEquals(mp4, video.file.readBytes())
        assertTrue(video.isVideo && video.file.startsWith(app.cacheDir))
        assertFalse(video.hint.owned)
    }

    @Test
    fun `who chooses none has chosen none`() {
        window
        val picked = begin { photos.chooseVideo() }
        shadowOf(window.get()).receiveResult(asked(), Activity.RESULT_CANCELED, null)
        assertEquals(emptyList<PickedPhoto>(), videos(picked.outcome()))
    }
}
