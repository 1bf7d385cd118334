// Tests run on the thread that Android calls the main one: it must be let work, while the core does its own on others.
package city.hues.app

import android.content.pm.PackageManager
import android.os.Looper
import androidx.activity.ComponentActivity
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.MainScope
import kotlinx.coroutines.async
import org.robolectric.Robolectric
import org.robolectric.Shadows.shadowOf
import org.robolectric.android.controller.ActivityController
import java.time.Duration
import java.util.concurrent.TimeUnit
import java.util.concurrent.locks.LockSupport

private val PATIENCE: Duration = Duration.ofSeconds(30)
private val PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5)

/** Lets Android's main thread and the core work until it is so. */
internal fun until(what: String, isSo: () -> Boolean) {
    val end = System.nanoTime() + PATIENCE.toNanos()
    while (true) {
        shadowOf(Looper.getMainLooper()).idle()
        if (isSo()) return
        check(System.nanoTime() < end) { "not in time: $what" }
        LockSupport.parkNanos(PAUSE_NANOS)
    }
}

/** Begins it on the main thread, as the screens do. */
internal fun <T> begin(work: suspend () -> T): Deferred<T> = MainScope().async(start = CoroutineStart.UNDISPATCHED) { work() }

/** What came of it. */
@OptIn(ExperimentalCoroutinesApi::class)
internal fun <T> Deferred<T>.outcome(): T {
    until("the answer") { isCompleted }
    return getCompleted()
}

/** A window that shows nothing, for what needs a window. */
internal fun Foreground.showWindow(): ActivityController<ComponentActivity> {
    val window = Robolectric.buildActivity(ComponentActivity::class.java).create()
    attach(window.get())
    return window.start().resume()
}

/** The system's question is answered by the citizen. */
internal fun ActivityController<ComponentActivity>.answer(isGranted: Boolean) {
    until("the system asks") { shadowOf(get()).lastRequestedPermission != null }
    get().answerPermission(isGranted)
}

/** Apps should not wait for the answer where the system tells it; but there the system tells it. */
@Suppress("DEPRECATION")
internal fun ComponentActivity.answerPermission(isGranted: Boolean) {
    val asked = shadowOf(this).lastRequestedPermission
    if (isGranted) shadowOf(application).grantPermissions(*asked.requestedPermissions)
    val result = if (isGranted) PackageManager.PERMISSION_GRANTED else PackageManager.PERMISSION_DENIED
    val results = IntArray(asked.requestedPermissions.size) { result }
    onRequestPermissionsResult(asked.requestCode, asked.requestedPermissions, results)
}
