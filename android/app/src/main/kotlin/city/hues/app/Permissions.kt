package city.hues.app

import android.Manifest
import android.content.Context
import android.content.pm.PackageManager
import android.os.Build
import androidx.annotation.StringRes
import androidx.core.content.ContextCompat

/** What the citizen is asked for, with its reason. [minSdk]: before it, the system grants it unasked. */
internal enum class Permission(val names: List<String>, @StringRes val reason: Int, val minSdk: Int = 0) {
    /** The system asks for the fine one only together with the rough one; the rough one alone will do. */
    LOCATION(listOf(Manifest.permission.ACCESS_FINE_LOCATION, Manifest.permission.ACCESS_COARSE_LOCATION), R.string.why_location),
    NOTIFICATIONS(listOf(Manifest.permission.POST_NOTIFICATIONS), R.string.why_notifications, Build.VERSION_CODES.TIRAMISU),
}

/** Asks for each permission at its moment: first the reason, then the system's own question. */
internal class Permissions(private val context: Context, private val foreground: Foreground, private val settings: Settings) {
    fun has(permission: Permission): Boolean = Build.VERSION.SDK_INT < permission.minSdk ||
        permission.names.any { ContextCompat.checkSelfPermission(context, it) == PackageManager.PERMISSION_GRANTED }

    /** Whether the app may. Who has refused for good is not bothered with reasons again. */
    suspend fun ask(permission: Permission): Boolean {
        if (has(permission)) return true
        val hasReason = !settings.wasAsked(permission) || foreground.wantsReason(permission.names)
        if (hasReason && !foreground.explain(permission)) return false
        settings.rememberAsking(permission)
        return foreground.ask(permission.names)
    }

    /** The same, once in the life of the app. */
    suspend fun askOnce(permission: Permission) {
        if (has(permission) || settings.wasAsked(permission)) return
        settings.rememberAsking(permission)
        if (foreground.explain(permission)) foreground.ask(permission.names)
    }
}
