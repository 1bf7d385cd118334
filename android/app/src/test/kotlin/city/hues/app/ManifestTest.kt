package city.hues.app

import android.content.ComponentName
import android.content.Intent
import android.content.pm.ApplicationInfo
import android.content.pm.PackageInfo
import android.content.pm.PackageManager
import android.content.pm.ServiceInfo
import androidx.core.net.toUri
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.xmlpull.v1.XmlPullParser

/** The merged manifest, with what the libraries put into it: what others can reach, and what the app may do. */
@RunWith(RobolectricTestRunner::class)
internal class ManifestTest {
    private val app = TestApplication.instance
    private val all: PackageInfo = app.packageManager.getPackageInfo(
        app.packageName,
        PackageManager.GET_ACTIVITIES or PackageManager.GET_SERVICES or PackageManager.GET_RECEIVERS or PackageManager.GET_PROVIDERS or
            PackageManager.GET_PERMISSIONS or PackageManager.MATCH_DISABLED_COMPONENTS,
    )

    @Test
    fun `others reach the one window, and nothing else without the system's own permission`() {
        val activities = all.activities.orEmpty().filter { it.exported && !it.name.startsWith("androidx.test.") && it.name != EMPTY_WINDOW }
        assertEquals(listOf(MainActivity::class.java.name), activities.map { it.name })
        assertEquals(emptyList<String>(), all.receivers.orEmpty().filter { it.exported }.map { it.name })
        assertEquals(emptyList<String>(), all.providers.orEmpty().filter { it.exported }.map { it.name })
        // Only the system may bind to a service of jobs.
        val services = all.services.orEmpty().filter { it.exported }
        assertEquals(listOf("android.permission.BIND_JOB_SERVICE"), services.map(ServiceInfo::permission).distinct())
    }

    @Test
    fun `it asks for what it needs, and no more`() {
        val needed = setOf(
            "android.permission.INTERNET",
            "android.permission.ACCESS_NETWORK_STATE",
            "android.permission.ACCESS_FINE_LOCATION",
            "android.permission.ACCESS_COARSE_LOCATION",
            "android.permission.POST_NOTIFICATIONS",
            // WorkManager's: to go on after a restart of the phone, and not to fall asleep in the middle of it.
            "android.permission.RECEIVE_BOOT_COMPLETED",
            "android.permission.WAKE_LOCK",
            // androidx.core's own, for receivers inside the app.
            "${app.packageName}.DYNAMIC_RECEIVER_NOT_EXPORTED_PERMISSION",
        )
        // androidx.test asks for one more, in the manifest of the tests.
        assertEquals(needed, all.requestedPermissions.orEmpty().toSet() - "android.permission.REORDER_TASKS")
    }

    @Test
    fun `nothing of it goes into a backup or to another phone`() {
        assertFalse(app.applicationInfo.flags and ApplicationInfo.FLAG_ALLOW_BACKUP != 0)
        val excluded = mutableMapOf<String, MutableSet<String>>()
        var part = ""
        elements(R.xml.data_extraction_rules) { parser ->
            when (parser.name) {
                "cloud-backup", "device-transfer" -> part = parser.name
                "exclude" -> excluded.getOrPut(part, ::mutableSetOf) += parser.getAttributeValue(null, "domain")
                "include" -> error("something is included")
            }
        }
        val everything = setOf("root", "file", "database", "sharedpref", "external")
        assertEquals(mapOf("cloud-backup" to everything, "device-transfer" to everything), excluded.toMap())
    }

    @Test
    fun `nothing goes in the clear`() {
        assertFalse(app.applicationInfo.flags and ApplicationInfo.FLAG_USES_CLEARTEXT_TRAFFIC != 0)
        val permitted = mutableListOf<String?>()
        elements(R.xml.network_security_config) { permitted += it.getAttributeValue(null, "cleartextTrafficPermitted") }
        assertEquals(listOf(null, "false"), permitted)
    }

    @Test
    fun `a login's redirect and photos of other apps open the window, and nothing else does`() {
        assertTrue(opens(Intent(Intent.ACTION_VIEW, "vn.hues:/callback?code=1&state=2".toUri()).addCategory(Intent.CATEGORY_BROWSABLE)))
        assertTrue(opens(Intent(Intent.ACTION_SEND).setType("image/jpeg")))
        assertTrue(opens(Intent(Intent.ACTION_SEND_MULTIPLE).setType("image/*")))
        assertFalse(opens(Intent(Intent.ACTION_SEND).setType("text/plain")))
        assertFalse(opens(Intent(Intent.ACTION_SEND).setType("video/mp4")))
        assertFalse(opens(Intent(Intent.ACTION_VIEW, "https://api.hue-s.example/".toUri()).addCategory(Intent.CATEGORY_BROWSABLE)))
    }

    private fun opens(intent: Intent): Boolean {
        val found = app.packageManager.queryIntentActivities(intent.addCategory(Intent.CATEGORY_DEFAULT), PackageManager.MATCH_DEFAULT_ONLY)
        return found.any { ComponentName(it.activityInfo.packageName, it.activityInfo.name) == ComponentName(app, MainActivity::class.java) }
    }

    private fun elements(xml: Int, each: (XmlPullParser) -> Unit) = app.resources.getXml(xml).use { parser ->
        while (parser.next() != XmlPullParser.END_DOCUMENT) if (parser.eventType == XmlPullParser.START_TAG) each(parser)
    }

    private companion object {
        /** Compose's tests bring it along. */
        const val EMPTY_WINDOW = "androidx.activity.ComponentActivity"
    }
}
