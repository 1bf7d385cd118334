package city.hues.app

import android.annotation.SuppressLint
import android.content.Context
import android.location.LocationManager
import android.os.CancellationSignal
import android.os.SystemClock
import androidx.core.content.ContextCompat
import androidx.core.content.getSystemService
import androidx.core.location.LocationCompat
import androidx.core.location.LocationManagerCompat
import city.hues.Location
import city.hues.LocationSource
import city.hues.Point
import city.hues.ui.Fix
import kotlinx.coroutines.flow.channelFlow
import kotlinx.coroutines.flow.firstOrNull
import kotlinx.coroutines.launch
import kotlinx.coroutines.suspendCancellableCoroutine
import kotlinx.coroutines.withTimeoutOrNull
import java.time.Instant
import kotlin.coroutines.resume
import kotlin.time.Duration.Companion.nanoseconds
import kotlin.time.Duration.Companion.seconds
import kotlin.time.toJavaDuration
import android.location.Location as SystemLocation

/** Where the phone is, now: every provider is asked, and the most exact of their answers is taken. How old one may be is the core's to say. */
internal class Whereabouts(context: Context, private val permissions: Permissions) {
    private val manager: LocationManager? = context.getSystemService()
    private val executor = ContextCompat.getMainExecutor(context)

    suspend fun locate(): Fix {
        if (!permissions.ask(Permission.LOCATION)) return Fix.Denied
        val manager = manager?.takeIf(LocationManagerCompat::isLocationEnabled) ?: return Fix.Unknown
        return best(manager)?.let { Fix.Found(it.asLocation()) } ?: Fix.Unknown
    }

    private suspend fun best(manager: LocationManager): SystemLocation? {
        var best: SystemLocation? = null
        withTimeoutOrNull(PATIENCE) {
            channelFlow { for (provider in manager.askable()) launch { manager.current(provider)?.let { send(it) } } }
                .firstOrNull { fix ->
                    best = listOfNotNull(best, fix).minBy { it.radius() }
                    fix.radius() <= EXACT_M
                }
        }
        return best
    }

    /** The system leaves out what the citizen did not allow. The passive one only repeats what others hear. */
    private fun LocationManager.askable(): List<String> = getProviders(true) - LocationManager.PASSIVE_PROVIDER

    // The permission was asked for before; who takes it back meanwhile ends the process.
    @SuppressLint("MissingPermission")
    private suspend fun LocationManager.current(provider: String): SystemLocation? = suspendCancellableCoroutine { asker ->
        val signal = CancellationSignal()
        asker.invokeOnCancellation { signal.cancel() }
        LocationManagerCompat.getCurrentLocation(this, provider, signal, executor) { asker.resume(it) }
    }

    private fun SystemLocation.age() = (SystemClock.elapsedRealtimeNanos() - elapsedRealtimeNanos).nanoseconds

    private fun SystemLocation.radius(): Float = if (hasAccuracy()) accuracy else Float.MAX_VALUE

    /** By the phone's own clock, as everything else in a report: a satellite's time and the phone's may differ. */
    private fun SystemLocation.asLocation() = Location(
        point = Point(latitude, longitude),
        accuracyM = if (hasAccuracy()) accuracy.toDouble() else null,
        fixedAt = Instant.now().minus(age().toJavaDuration()),
        source = LocationSource.GPS,
        mock = LocationCompat.isMock(this),
    )

    private companion object {
        /** Under the open sky a phone needs less; indoors more does not help. */
        val PATIENCE = 20.seconds

        /** So exact that nothing better needs to be waited for. */
        const val EXACT_M = 20f
    }
}
