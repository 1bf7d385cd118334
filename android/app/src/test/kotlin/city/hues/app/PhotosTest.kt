package city.hues.app

import android.app.Activity
import android.content.ClipData
import android.content.Intent
import android.net.Uri
import android.os.Bundle
import android.provider.MediaStore
import androidx.activity.ComponentActivity
import androidx.core.content.IntentCompat
import androidx.core.net.toUri
import city.hues.ReportId
import city.hues.ui.Picked
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.android.controller.ActivityController
import org.robolectric.shadows.ShadowActivity
import java.io.File
import java.io.IOException
import java.io.InputStream

/** The camera, the picker and other apps, none of which needs a permission. */
@RunWith(RobolectricTestRunner::class)
internal class PhotosTest {
    private val app = TestApplication.instance
    private val settings = Settings(app)
    private val foreground = Foreground(onLatePhoto = { error("somebody waits for it") })
    private val photos = Photos(app, foreground, settings)
    private val window by lazy { foreground.showWindow() }
    private val jpeg = File(System.getProperty("hues.data"), "photos/derived_hue_gps_o6.jpg").readBytes()

    private fun ActivityController<ComponentActivity>.started(): ShadowActivity.IntentForResult {
        until("the other app opens") { shadowOf(get()).peekNextStartedActivityForResult() != null }
        return shadowOf(get()).nextStartedActivityForResult
    }

    private fun ActivityController<ComponentActivity>.asked(): Intent = started().intent

    private fun output(intent: Intent): Uri = checkNotNull(IntentCompat.getParcelableExtra(intent, MediaStore.EXTRA_OUTPUT, Uri::class.java))

    private fun files(picked: Picked): List<File> = (picked as Picked.Photos).photos.map { it.file }

    private fun content(name: String, bytes: ByteArray): Uri = "content://gallery/$name".toUri().also {
        shadowOf(app.contentResolver).registerInputStream(it, bytes.inputStream())
    }

    @Test
    fun `the camera writes into the file that is lent to it`() {
        window
        val picked = begin { photos.take(null) }
        val camera = window.asked()
        assertEquals(MediaStore.ACTION_IMAGE_CAPTURE, camera.action)
        assertEquals("${app.packageName}.photos", output(camera).authority)
        checkNotNull(app.contentResolver.openOutputStream(output(camera))).use { it.write(jpeg) }
        shadowOf(window.get()).receiveResult(camera, Activity.RESULT_OK, null)
        assertArrayEquals(jpeg, files(picked.outcome()).single().readBytes())
        assertNull(settings.camera)
    }

    @Test
    fun `who closes the camera has taken no photo`() {
        window
        val picked = begin { photos.take(null) }
        shadowOf(window.get()).receiveResult(window.asked(), Activity.RESULT_CANCELED, null)
        assertEquals(emptyList<File>(), files(picked.outcome()))
    }

    @Test
    fun `a camera that wrote nothing has taken no photo`() {
        window
        val picked = begin { photos.take(null) }
        shadowOf(window.get()).receiveResult(window.asked(), Activity.RESULT_OK, null)
        assertEquals(emptyList<File>(), files(picked.outcome()))
    }

    @Test
    fun `a phone without a camera says so`() {
        window
        shadowOf(app).checkActivities(true)
        assertEquals(Picked.NoCamera, begin { photos.take(null) }.outcome())
    }

    @Test
    fun `a photo comes back to the process that follows`() {
        window
        begin { photos.take(ReportId("a")) }
        val camera = window.started()
        checkNotNull(app.contentResolver.openOutputStream(output(camera.intent))).use { it.write(jpeg) }

        // The system ended the process while the camera was open, and makes the window anew.
        val saved = Bundle()
        window.pause().stop().saveInstanceState(saved)
        var isTaken: Boolean? = null
        val nextForeground = Foreground(onLatePhoto = { isTaken = it })
        val next = Robolectric.buildActivity(ComponentActivity::class.java).create(saved)
        nextForeground.attach(next.get())
        next.start().restoreInstanceState(saved).resume()
        next.get().activityResultRegistry.dispatchResult(camera.requestCode, Activity.RESULT_OK, null)
        until("the photo is there") { isTaken == true }
        val taken = checkNotNull(Photos(app, nextForeground, Settings(app)).taken(isTaken = true))
        assertArrayEquals(jpeg, taken.photo.file.readBytes())
        assertEquals(ReportId("a"), taken.report)
    }

    @Test
    fun `photos of the gallery become files of this app's own`() {
        window
        val picked = begin { photos.choose() }
        val gallery = window.asked()
        val (one, two) = content("1", jpeg) to content("2", byteArrayOf(1, 2, 3))
        val clip = ClipData.newRawUri(null, one).apply { addItem(ClipData.Item(two)) }
        shadowOf(window.get()).receiveResult(gallery, Activity.RESULT_OK, Intent().apply { clipData = clip })
        val files = files(picked.outcome())
        assertEquals(2, files.size)
        assertArrayEquals(jpeg, files[0].readBytes())
        assertTrue(files.all { it.startsWith(app.cacheDir) })
    }

    @Test
    fun `who chooses none has chosen none`() {
        window
        val picked = begin { photos.choose() }
        shadowOf(window.get()).receiveResult(window.asked(), Activity.RESULT_CANCELED, null)
        assertEquals(emptyList<File>(), files(picked.outcome()))
    }

    @Test
    fun `another app can't have this app's own files sent`() {
        val secret = File(app.filesDir, "secret").apply { writeText("secret") }
        val lent = "content://${app.packageName}.photos/photos/x.jpg".toUri()
        assertEquals(emptyList<Any>(), begin { photos.copies(listOf(secret.toUri(), lent)) }.outcome())
    }

    @Test
    fun `a photo that another app does not give is an empty one, which the core refuses with its reason`() {
        val broken = "content://gallery/broken".toUri()
        shadowOf(app.contentResolver).registerInputStreamSupplier(broken) {
            object : InputStream() {
                override fun read() = throw IOException("the cloud is away")
            }
        }
        val gone = "content://gallery/gone".toUri()
        shadowOf(app.contentResolver).registerInputStreamSupplier(gone) { throw SecurityException("taken back") }
        val copies = begin { photos.copies(listOf(broken, gone)) }.outcome()
        assertEquals(listOf(0L, 0L), copies.map { it.file.length() })
    }

    @Test
    fun `what was picked long ago is forgotten`() {
        val (old, new) = begin { photos.copies(listOf(content("old", jpeg), content("new", jpeg))) }.outcome().map { it.file }
        old.setLastModified(System.currentTimeMillis() - 2 * 3_600_000)
        begin { photos.sweep() }.outcome()
        assertEquals(false to true, old.exists() to new.exists())
    }
}
