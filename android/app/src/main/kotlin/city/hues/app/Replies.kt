package city.hues.app

import android.annotation.SuppressLint
import android.app.Notification
import android.app.PendingIntent
import android.content.Context
import android.content.Intent
import androidx.core.app.NotificationChannelCompat
import androidx.core.app.NotificationCompat
import androidx.core.app.NotificationManagerCompat
import city.hues.CityInfo
import city.hues.HuesClient
import city.hues.Language
import city.hues.Words

/** Tells of the city's replies, and of reports that it removed, while nobody looks at the app: each once, in the city's own words. A locked screen shows only that there is one. */
internal class Replies(
    private val context: Context,
    private val city: CityInfo,
    private val settings: Settings,
    private val foreground: Foreground,
    private val permissions: Permissions,
) {
    private val manager = NotificationManagerCompat.from(context)

    suspend fun tell(client: HuesClient) {
        val unread = unread(client)
        if (!foreground.isSeen) unread.forEach { (report, reply) -> if (settings.told[report] != reply.id) tell(report, reply) }
        settings.told = unread.mapValues { (_, reply) -> reply.id }
    }

    /** The citizen looks at the app, which shows them all. */
    fun forget() = manager.cancelAll()

    /** The newest that is unread of each report. */
    private suspend fun unread(client: HuesClient): Map<String, News> = client.reports.list(limit = MOST_REPORTS)
        .filter { it.unread > 0u || it.isRemovalUnread }
        .mapNotNull { summary ->
            if (summary.isRemovalUnread) return@mapNotNull summary.id.text to News(REMOVED, null, said(summary.sentences.first()))
            val reply = client.reports.get(summary.id).thread.lastOrNull { it.author == CITY && !it.isRead }
            reply?.let { summary.id.text to News(it.id.text, it.agency, it.text) }
        }
        .toMap()

    private fun said(words: Words) = if (settings.language == Language.EN) words.en else words.vi

    // Asked two lines before.
    @SuppressLint("MissingPermission")
    private fun tell(report: String, reply: News) {
        if (!permissions.has(Permission.NOTIFICATIONS)) return
        val words = context.speaking(settings.language)
        val channel = NotificationChannelCompat.Builder(CHANNEL, NotificationManagerCompat.IMPORTANCE_DEFAULT)
            .setName(words.getString(R.string.replies_channel))
            .build()
        manager.createNotificationChannel(channel)
        manager.notify(report, ID, notification(reply, words.getString(R.string.reply_hidden)))
    }

    private fun notification(reply: News, hidden: String): Notification {
        val title = reply.agency ?: said(city.name)
        val locked = NotificationCompat.Builder(context, CHANNEL).setSmallIcon(R.drawable.ic_reply).setContentTitle(hidden).build()
        return NotificationCompat.Builder(context, CHANNEL)
            .setSmallIcon(R.drawable.ic_reply)
            .setContentTitle(title)
            .setContentText(reply.text)
            .setStyle(NotificationCompat.BigTextStyle().bigText(reply.text))
            .setVisibility(NotificationCompat.VISIBILITY_PRIVATE)
            .setPublicVersion(locked)
            .setCategory(NotificationCompat.CATEGORY_MESSAGE)
            .setContentIntent(opening())
            .setAutoCancel(true)
            .build()
    }

    private fun opening(): PendingIntent {
        val open = Intent(context, MainActivity::class.java).addFlags(Intent.FLAG_ACTIVITY_NEW_TASK)
        return PendingIntent.getActivity(context, 0, open, PendingIntent.FLAG_IMMUTABLE)
    }

    /** What there is to tell: an agency's reply, or with no agency the city's own word. */
    private class News(val id: String, val agency: String?, val text: String)

    companion object {
        const val CHANNEL = "replies"
        const val ID = 1
        private const val CITY = "city"
        private const val REMOVED = "removed"
        private const val MOST_REPORTS = 100
    }
}
