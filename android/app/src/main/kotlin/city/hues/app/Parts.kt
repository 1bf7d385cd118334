package city.hues.app

import android.content.Context
import android.net.Uri
import city.hues.ApiException
import city.hues.Config
import city.hues.HuesClient
import city.hues.KeyGuard
import city.hues.embeddedCity
import city.hues.ui.HuesApp
import kotlinx.coroutines.MainScope
import kotlinx.coroutines.cancel
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.launch

/** What outlives each window and ends with the process, each made when it is first needed. */
internal class Parts(context: Context, val settings: Settings, config: Config, keyGuard: KeyGuard) : AutoCloseable {
    private val scope = MainScope()
    val core = Core(config, keyGuard)
    val foreground = Foreground(onLatePhoto = ::receiveLate)
    val connectivity = Connectivity(context)
    val power = Power(context)
    val storage = Storage(context)
    val permissions = Permissions(context, foreground, settings)
    val photos = Photos(context, foreground, settings)
    val rounds = Rounds(context, connectivity)
    val city by lazy { embeddedCity() }
    val replies by lazy { Replies(context, city, settings, foreground, permissions) }
    val device = AndroidDevice(context, core, settings, connectivity, power, storage, foreground, Whereabouts(context, permissions), photos)

    /** The screens, which open the core. A process that is there for the background only has none. */
    val hues by lazy {
        scope.launch { photos.sweep() }
        scope.launch { askForNotifications() }
        HuesApp(city, device, scope)
    }

    /** The citizen looks at the app. */
    fun enter() {
        core.isWatched = true
        hues.resume()
        replies.forget()
    }

    /** The citizen does something else: what waits goes on in the background, and then the core sleeps. */
    fun leave() {
        core.isWatched = false
        scope.launch {
            try {
                core.opened?.let { client -> client.awake { finish(client) } }
            } catch (_: ApiException) {
                // The screens say what is wrong with the core when somebody looks at them.
            }
        }
    }

    private suspend fun finish(client: HuesClient) {
        client.pause()
        rounds.afterLeaving(client)
        // What is being sent is not cut off as long as the system lets this process be.
        if (client.reports.tally().waiting > 0u) client.sync()
    }

    /** Another app hands over photos. */
    fun share(photos: List<Uri>) {
        scope.launch { hues.share(this@Parts.photos.copies(photos)) }
    }

    /** The camera answers to a process that did not ask it. */
    private fun receiveLate(isTaken: Boolean) {
        photos.taken(isTaken)?.let { hues.photoTaken(it.photo, it.report) }
    }

    /** The moment for that is when the first report is on its way, and an answer to be expected. */
    private suspend fun askForNotifications() {
        try {
            core.client().reports.watchTally().first { it.waiting + it.delivered > 0u }
            permissions.askOnce(Permission.NOTIFICATIONS)
        } catch (_: ApiException) {
            // The core does not open, or is closed: there is no report to wait for.
        } catch (_: NoSuchElementException) {
            // The core was closed before there was one.
        }
    }

    /** As the end of the process does. */
    override fun close() {
        scope.cancel()
        connectivity.close()
        power.close()
        core.close()
    }
}
