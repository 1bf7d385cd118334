package city.hues.app

import android.content.ActivityNotFoundException
import android.content.Context
import android.graphics.Bitmap
import android.graphics.ImageDecoder
import android.media.ExifInterface
import android.net.Uri
import android.os.Build
import androidx.activity.result.PickVisualMediaRequest
import androidx.activity.result.contract.ActivityResultContracts.PickVisualMedia
import androidx.annotation.RequiresApi
import androidx.core.content.FileProvider
import city.hues.PhotoHint
import city.hues.Point
import city.hues.ReportId
import city.hues.VideoLimits
import city.hues.ui.Picked
import city.hues.ui.PickedPhoto
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext
import java.io.File
import java.io.IOException
import java.time.Duration
import java.time.Instant
import java.util.UUID

/**
 * Photos and videos on their way into a report: files in the app's cache, whoever they come from. They need no permission: the camera is another app
 * that writes into a file lent to it, the picker and other apps hand over only what the citizen chose. So the picker leaves the place out;
 * reading all of somebody's photos to find it is not worth it.
 */
internal class Photos(private val context: Context, private val foreground: Foreground, private val settings: Settings) {
    private val folder = File(context.cacheDir, "photos")
    private val authority = "${context.packageName}.photos"

    suspend fun take(report: ReportId?): Picked = lend(newFile(PHOTO), report) { foreground.takePhoto(it) }

    /** A video of the camera, which stops at these limits. */
    suspend fun record(report: ReportId?, limits: VideoLimits): Picked =
        lend(newFile(VIDEO), report) { foreground.recordVideo(Recording(it, limits)) }

    private suspend fun lend(file: File, report: ReportId?, camera: suspend (Uri) -> Boolean?): Picked {
        val lent = FileProvider.getUriForFile(context, authority, file)
        settings.camera = CameraOrder(file, report)
        val isTaken = try {
            camera(lent)
        } catch (_: ActivityNotFoundException) {
            return Picked.NoCamera
        } catch (_: SecurityException) {
            // The owner of the phone, an employer for example, does not allow it.
            return Picked.Denied
        }
        return Picked.Photos(listOfNotNull(taken(isTaken == true)?.photo))
    }

    /** What the camera was asked for and has written, perhaps for a process that has ended since. */
    fun taken(isTaken: Boolean): TakenPhoto? {
        val order = settings.camera
        settings.camera = null
        return order?.takeIf { isTaken && it.file.length() > 0 }?.let {
            TakenPhoto(PickedPhoto(it.file, PhotoHint(owned = true), isVideo = it.file.extension == VIDEO), it.report)
        }
    }

    suspend fun choose(): Picked = Picked.Photos(copies(foreground.choosePhotos(PickVisualMediaRequest(PickVisualMedia.ImageOnly))))

    suspend fun chooseVideo(): Picked {
        val video = foreground.chooseVideo(PickVisualMediaRequest(PickVisualMedia.VideoOnly))
        return Picked.Photos(withContext(Dispatchers.IO) { listOfNotNull(video).filter(::isForeign).map(::videoOf) })
    }

    private fun videoOf(uri: Uri): PickedPhoto = PickedPhoto(newFile(VIDEO).also { copy(uri, it) }, isVideo = true)

    /** The photos that another app hands over. Ones that it can't give become empty files, and the core says what is wrong with them. */
    suspend fun copies(photos: List<Uri>): List<PickedPhoto> = withContext(Dispatchers.IO) {
        photos.filter(::isForeign).map { uri -> newFile(PHOTO).also { copy(uri, it) }.let(::readable) }
    }

    /** Forgets what was picked long ago: what was used is in the core, cleaned and encrypted. */
    suspend fun sweep() = withContext(Dispatchers.IO) {
        val old = Instant.now().minus(KEPT).toEpochMilli()
        folder.listFiles { file -> file.lastModified() < old }?.forEach { it.delete() }
    }

    /** Another app could name the files of this one, to have them sent. */
    private fun isForeign(uri: Uri) = uri.scheme == "content" && uri.authority != authority

    private fun newFile(ending: String) = File(folder.apply { mkdirs() }, "${UUID.randomUUID()}.$ending")

    private fun copy(from: Uri, to: File) = to.outputStream().use { out ->
        try {
            context.contentResolver.openInputStream(from)?.use { photo ->
                val buffer = ByteArray(BUFFER_BYTES)
                var left = MOST_BYTES
                while (left > 0) {
                    val read = photo.read(buffer)
                    if (read < 0) break
                    out.write(buffer, 0, read)
                    left -= read
                }
            }
        } catch (_: IOException) {
            // It is not there any more, or its app gives no more of it.
        } catch (_: SecurityException) {
            // Its app gives nothing of it.
        }
    }

    /** iPhones' and some Androids' HEIF, which the core does not read, as a JPEG; anything else as it is. */
    private fun readable(file: File): PickedPhoto {
        if (Build.VERSION.SDK_INT < Build.VERSION_CODES.P || !file.isHeif()) return PickedPhoto(file)
        return try {
            val jpeg = newFile(PHOTO)
            jpeg.outputStream().use { decode(file).compress(Bitmap.CompressFormat.JPEG, JPEG_QUALITY, it) }
            PickedPhoto(jpeg, PhotoHint(position(file))).also { file.delete() }
        } catch (_: IOException) {
            PickedPhoto(file)
        }
    }

    @RequiresApi(Build.VERSION_CODES.P)
    private fun decode(file: File): Bitmap = ImageDecoder.decodeBitmap(ImageDecoder.createSource(file)) { decoder, header, _ ->
        decoder.allocator = ImageDecoder.ALLOCATOR_SOFTWARE
        decoder.setTargetSampleSize((maxOf(header.size.width, header.size.height) / LONGEST_SIDE).coerceAtLeast(1))
    }

    private fun position(file: File): Point? {
        val position = FloatArray(2)
        return if (ExifInterface(file.path).getLatLong(position)) Point(position[0].toDouble(), position[1].toDouble()) else null
    }

    /** ISO/IEC 23008-12: a file type box with one of these brands. */
    private fun File.isHeif(): Boolean {
        val head = inputStream().use { it.readNBytesOrLess(HEAD_BYTES) }.decodeToString()
        return head.length == HEAD_BYTES && head.substring(4, 8) == "ftyp" && head.substring(8) in HEIF_BRANDS
    }

    private companion object {
        const val PHOTO = "jpg"
        const val VIDEO = "mp4"

        /** More than the core takes, which says so then. */
        const val MOST_BYTES = (128L shl 20) + 1
        const val BUFFER_BYTES = 1 shl 16
        const val JPEG_QUALITY = 95

        /** The core makes photos smaller than this. */
        const val LONGEST_SIDE = 4096
        const val HEAD_BYTES = 12
        val HEIF_BRANDS = setOf("heic", "heix", "hevc", "heim", "heis", "mif1", "msf1")
        val KEPT: Duration = Duration.ofHours(1)
    }
}

/** A photo or video of the camera, and the report for which it was taken: `null`, one in which nothing is yet. */
internal data class TakenPhoto(val photo: PickedPhoto, val report: ReportId?)

private fun java.io.InputStream.readNBytesOrLess(count: Int): ByteArray {
    val bytes = ByteArray(count)
    var length = 0
    while (length < count) {
        val read = read(bytes, length, count - length)
        if (read < 0) break
        length += read
    }
    return bytes.copyOf(length)
}
