package city.hues.app

import android.content.Context
import android.content.Intent
import android.net.Uri
import android.provider.MediaStore
import androidx.activity.result.PickVisualMediaRequest
import androidx.activity.result.contract.ActivityResultContract
import androidx.activity.result.contract.ActivityResultContracts.CaptureVideo
import androidx.activity.result.contract.ActivityResultContracts.PickVisualMedia
import city.hues.VideoLimits

/** A video that the camera is to write into a file that is lent to it. */
internal class Recording(val into: Uri, val limits: VideoLimits)

/** Has another app record it. Some cameras do not heed the limits; the core does. */
internal class RecordVideo : ActivityResultContract<Recording, Boolean>() {
    private val camera = CaptureVideo()

    override fun createIntent(context: Context, input: Recording): Intent = camera.createIntent(context, input.into)
        .putExtra(MediaStore.EXTRA_DURATION_LIMIT, input.limits.seconds.toInt())
        .putExtra(MediaStore.EXTRA_SIZE_LIMIT, input.limits.bytes.toLong())

    override fun parseResult(resultCode: Int, intent: Intent?): Boolean = camera.parseResult(resultCode, intent)
}

/** What another app answered; `null`: nothing. */
internal class Answered<T>(val answer: T?)

/** One of what the picker shows, or none. */
internal class PickOneVisualMedia : ActivityResultContract<PickVisualMediaRequest, Answered<Uri>>() {
    private val picker = PickVisualMedia()

    override fun createIntent(context: Context, input: PickVisualMediaRequest): Intent = picker.createIntent(context, input)

    override fun parseResult(resultCode: Int, intent: Intent?): Answered<Uri> = Answered(picker.parseResult(resultCode, intent))
}
