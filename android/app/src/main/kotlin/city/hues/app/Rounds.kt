package city.hues.app

import android.content.Context
import android.os.Build
import androidx.work.Constraints
import androidx.work.CoroutineWorker
import androidx.work.ExistingWorkPolicy
import androidx.work.NetworkType
import androidx.work.OneTimeWorkRequest
import androidx.work.OneTimeWorkRequestBuilder
import androidx.work.OutOfQuotaPolicy
import androidx.work.WorkManager
import androidx.work.WorkerParameters
import city.hues.ApiException
import city.hues.HuesClient
import city.hues.Network
import java.time.Duration
import java.time.Instant

/**
 * Has the system wake the app when there is a network and something to do, though nobody looks at it. There is one piece of such work at a
 * time; the core names its time. When the system may not wake the app at all, what waits goes when the citizen opens it.
 */
internal class Rounds(private val context: Context, private val connectivity: Connectivity) {
    /** The citizen leaves the app: what they have just sent goes at once. */
    suspend fun afterLeaving(client: HuesClient) {
        val now = Instant.now()
        val isUrgent = client.reports.tally().waiting > 0u && client.nextWake().let { it == null || it <= now }
        val request = if (isUrgent) urgent() else at(next(client, now), now)
        enqueue(request, ExistingWorkPolicy.REPLACE)
    }

    /** A round in the background is over, and plans the next one, which begins when this one has ended. */
    suspend fun afterRound(client: HuesClient) {
        val now = Instant.now()
        enqueue(at(maxOf(next(client, now), now + PAUSE), now), ExistingWorkPolicy.APPEND_OR_REPLACE)
    }

    /** When the core wants to be woken; at the latest when the city should be asked again for warnings and replies. */
    private suspend fun next(client: HuesClient, now: Instant): Instant {
        val waitsForNetwork = connectivity.network.value == Network.NONE && client.reports.tally().waiting > 0u
        val wake = client.nextWake() ?: if (waitsForNetwork) now else now + FRESH
        return minOf(wake, now + FRESH)
    }

    private fun at(time: Instant, now: Instant): OneTimeWorkRequest =
        request().setInitialDelay(Duration.between(now, time).coerceAtLeast(Duration.ZERO)).build()

    /** Before Android 12, urgent work needs a service with a notification of its own, which is more than it is worth. */
    private fun urgent(): OneTimeWorkRequest = request().run {
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.S) setExpedited(OutOfQuotaPolicy.RUN_AS_NON_EXPEDITED_WORK_REQUEST)
        build()
    }

    private fun request() = OneTimeWorkRequestBuilder<RoundWorker>()
        .setConstraints(Constraints.Builder().setRequiredNetworkType(NetworkType.CONNECTED).build())

    private fun enqueue(request: OneTimeWorkRequest, policy: ExistingWorkPolicy) {
        WorkManager.getInstance(context).enqueueUniqueWork(NAME, policy, request)
    }

    companion object {
        const val NAME = "round"

        /** The core asks for nothing by itself while nobody looks; a warning or a reply should not be older than this. */
        val FRESH: Duration = Duration.ofHours(3)

        /** The system's batteries are not for waking every second. */
        val PAUSE: Duration = Duration.ofMinutes(1)
    }
}

/** One round in the background: sends what can go, fetches what is new, tells of replies. */
internal class RoundWorker(context: Context, parameters: WorkerParameters) : CoroutineWorker(context, parameters) {
    override suspend fun doWork(): Result {
        val parts = (applicationContext as HuesApplication).parts
        return try {
            val client = parts.core.client()
            client.awake {
                client.setNetwork(parts.connectivity.network.value)
                client.setBattery(parts.power.battery.value)
                parts.storage.free()?.let { client.setFreeSpace(it) }
                client.sync()
                parts.replies.tell(client)
                parts.rounds.afterRound(client)
            }
            Result.success()
        } catch (error: ApiException) {
            if (error.passes()) Result.retry() else Result.failure()
        }
    }

    /** Whether it may be better the next time; else the citizen decides, when they open the app. */
    private fun ApiException.passes(): Boolean =
        this is ApiException.KeyLocked || this is ApiException.StorageFull || this is ApiException.StorageBusy ||
            this is ApiException.InUse || this is ApiException.Internal
}
