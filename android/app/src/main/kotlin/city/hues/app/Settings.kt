package city.hues.app

import android.content.Context
import androidx.core.content.edit
import city.hues.Language
import city.hues.ReportId
import java.io.File

/** What the app remembers outside the core, because it is needed before the core is open. Nothing of it tells what a citizen reported. */
internal class Settings(context: Context) {
    private val stored = context.getSharedPreferences("settings", Context.MODE_PRIVATE)

    var language: Language?
        get() = stored.getString("language", null)?.let { name -> Language.entries.find { it.name == name } }
        set(chosen) = stored.edit { putString("language", chosen?.name) }

    /** What the camera was asked for; it may answer to a later process. */
    var camera: CameraOrder?
        get() = stored.getString("camera-file", null)?.let { file ->
            CameraOrder(File(file), stored.getString("camera-report", null)?.let(::ReportId))
        }
        set(order) = stored.edit {
            putString("camera-file", order?.file?.path)
            putString("camera-report", order?.report?.text)
        }

    /** The city that a debug build talks to. */
    var origin: String?
        get() = stored.getString("origin", null)
        set(url) = stored.edit { putString("origin", url) }

    /** The key that signs that city's warnings. */
    var alertKey: String?
        get() = stored.getString("alert-key", null)
        set(key) = stored.edit { putString("alert-key", key) }

    /** The newest reply of which the citizen was told, by the id of its report. */
    var told: Map<String, String>
        get() = stored.getStringSet("told", null).orEmpty().associate { it.substringBefore(' ') to it.substringAfter(' ') }
        set(replies) = stored.edit { putStringSet("told", replies.map { (report, reply) -> "$report $reply" }.toSet()) }

    fun wasAsked(permission: Permission): Boolean = stored.getBoolean("asked-${permission.name}", false)

    fun rememberAsking(permission: Permission) = stored.edit { putBoolean("asked-${permission.name}", true) }
}

/** Where the camera writes, and for which report: `null`, one in which nothing is yet. */
internal data class CameraOrder(val file: File, val report: ReportId?)
