package city.hues.app

import android.content.ActivityNotFoundException
import android.content.Intent
import android.net.Uri
import androidx.activity.ComponentActivity
import androidx.activity.result.ActivityResultLauncher
import androidx.activity.result.PickVisualMediaRequest
import androidx.activity.result.contract.ActivityResultContract
import androidx.activity.result.contract.ActivityResultContracts.PickMultipleVisualMedia
import androidx.activity.result.contract.ActivityResultContracts.RequestMultiplePermissions
import androidx.activity.result.contract.ActivityResultContracts.TakePicture
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.lifecycle.DefaultLifecycleObserver
import androidx.lifecycle.Lifecycle
import androidx.lifecycle.LifecycleOwner
import kotlinx.coroutines.CompletableDeferred

/** The window that the citizen looks at, as long as there is one, and what only a window can do. It is told of each new window. */
internal class Foreground(private val onLatePhoto: (isTaken: Boolean) -> Unit) {
    private val camera = Question<Uri, Boolean>(onLatePhoto)
    private val recorder = Question<Recording, Boolean>(onLatePhoto)
    private val gallery = Question<PickVisualMediaRequest, List<Uri>>()
    private val videos = Question<PickVisualMediaRequest, Answered<Uri>>()
    private val permissions = Question<Array<String>, Map<String, Boolean>>()
    private var activity: ComponentActivity? = null

    /** A reason that is being told before the system's own question. */
    var explanation: Explanation? by mutableStateOf(null)
        private set

    /** Whether the citizen sees the app now. */
    val isSeen: Boolean get() = activity?.lifecycle?.currentState?.isAtLeast(Lifecycle.State.STARTED) == true

    /** A window was made; to be called before it starts. */
    fun attach(activity: ComponentActivity) {
        this.activity = activity
        camera.attach(activity, TakePicture())
        gallery.attach(activity, PickMultipleVisualMedia(MOST_PHOTOS))
        recorder.attach(activity, RecordVideo())
        videos.attach(activity, PickOneVisualMedia())
        permissions.attach(activity, RequestMultiplePermissions())
        activity.lifecycle.addObserver(object : DefaultLifecycleObserver {
            override fun onDestroy(owner: LifecycleOwner) {
                if (this@Foreground.activity !== activity) return
                this@Foreground.activity = null
                if (activity.isFinishing) answerNothing()
            }
        })
    }

    /** Lets the camera write a photo into a file that is lent to it; whether it did. `null`: nobody looks any more. */
    suspend fun takePhoto(into: Uri): Boolean? = camera.ask(into)

    suspend fun choosePhotos(request: PickVisualMediaRequest): List<Uri> = gallery.ask(request).orEmpty()

    /** The same with a video, which stops at its limits. */
    suspend fun recordVideo(recording: Recording): Boolean? = recorder.ask(recording)

    suspend fun chooseVideo(request: PickVisualMediaRequest): Uri? = videos.ask(request)?.answer

    /** The system's own question; whether it granted any of these. */
    suspend fun ask(permissions: List<String>): Boolean = this.permissions.ask(permissions.toTypedArray())?.values?.any { it } == true

    /** Whether the citizen has refused before, and may be asked once more. */
    fun wantsReason(permissions: List<String>): Boolean = activity?.run { permissions.any(::shouldShowRequestPermissionRationale) } == true

    /** Tells why something will be asked for; whether the citizen wants to go on. */
    suspend fun explain(permission: Permission): Boolean {
        explanation?.answer(false)
        val explanation = Explanation(permission)
        this.explanation = explanation
        return explanation.answered().also { if (this.explanation === explanation) this.explanation = null }
    }

    /** Opens another app's page; whether there is one. */
    fun open(how: (ComponentActivity) -> Unit): Boolean = try {
        activity?.let(how) != null
    } catch (_: ActivityNotFoundException) {
        false
    }

    fun open(intent: Intent): Boolean = open { it.startActivity(intent) }

    private fun answerNothing() {
        camera.end()
        gallery.end()
        recorder.end()
        videos.end()
        permissions.end()
        explanation?.answer(false)
    }

    companion object {
        /** As many as a report takes; the core counts them. */
        const val MOST_PHOTOS = 5
    }
}

/** The reason for a permission, until the citizen has read it. */
internal class Explanation(val permission: Permission) {
    private val answer = CompletableDeferred<Boolean>()

    fun answer(goesOn: Boolean) {
        answer.complete(goesOn)
    }

    suspend fun answered(): Boolean = answer.await()
}

/**
 * Something that another app's window answers. Whoever asks waits through every new window of this app; an answer to a process that has
 * ended since is [late].
 */
private class Question<I, O : Any>(private val late: (O) -> Unit = {}) {
    private var launcher: ActivityResultLauncher<I>? = null
    private var waiting: CompletableDeferred<O?>? = null

    fun attach(activity: ComponentActivity, contract: ActivityResultContract<I, O>) {
        launcher = activity.registerForActivityResult(contract, ::answer)
    }

    suspend fun ask(input: I): O? {
        end()
        val launcher = launcher ?: return null
        val answer = CompletableDeferred<O?>().also { waiting = it }
        try {
            launcher.launch(input)
            return answer.await()
        } finally {
            if (waiting === answer) waiting = null
        }
    }

    fun end() {
        waiting?.complete(null)
        waiting = null
    }

    private fun answer(output: O) {
        if (waiting?.complete(output) != true) late(output)
        waiting = null
    }
}
