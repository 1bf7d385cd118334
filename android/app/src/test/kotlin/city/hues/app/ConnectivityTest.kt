package city.hues.app

import android.net.ConnectivityManager
import android.net.NetworkCapabilities
import androidx.core.content.getSystemService
import city.hues.Network
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Before
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.shadows.ShadowNetwork
import org.robolectric.shadows.ShadowNetworkCapabilities
import android.net.Network as Link

/** What the system says about the network, as the core wants to hear it. */
@RunWith(RobolectricTestRunner::class)
internal class ConnectivityTest {
    private val manager = checkNotNull(TestApplication.instance.getSystemService<ConnectivityManager>())
    private val link: Link = ShadowNetwork.newInstance(7)
    private lateinit var connectivity: Connectivity

    @Before
    fun aPhoneWithoutANetwork() {
        shadowOf(manager).setDefaultNetworkActive(false)
        shadowOf(manager).setActiveNetworkInfo(null)
        connectivity = Connectivity(TestApplication.instance)
    }

    @After
    fun theEnd() = connectivity.close()

    private fun system(says: ConnectivityManager.NetworkCallback.() -> Unit) = shadowOf(manager).networkCallbacks.forEach { it.says() }

    @Test
    fun `without a network there is none`() = assertEquals(Network.NONE, connectivity.network.value)

    @Test
    fun `a network that costs by the byte is told from one that does not`() {
        system { onCapabilitiesChanged(link, capabilities(isMetered = true)) }
        assertEquals(Network.METERED, connectivity.network.value)
        system { onCapabilitiesChanged(link, capabilities(isMetered = false)) }
        assertEquals(Network.UNMETERED, connectivity.network.value)
        system { onLost(link) }
        assertEquals(Network.NONE, connectivity.network.value)
    }

    @Test
    fun `a network that the system does not let the app use is none`() {
        system { onCapabilitiesChanged(link, capabilities(isMetered = true)) }
        system { onBlockedStatusChanged(link, true) }
        assertEquals(Network.NONE, connectivity.network.value)
        system { onBlockedStatusChanged(link, false) }
        assertEquals(Network.METERED, connectivity.network.value)
    }

    @Test
    fun `a network that leads nowhere is none`() {
        system { onCapabilitiesChanged(link, ShadowNetworkCapabilities.newInstance()) }
        assertEquals(Network.NONE, connectivity.network.value)
    }

    @Test
    fun `nobody listens any more after the end`() {
        connectivity.close()
        assertEquals(0, shadowOf(manager).networkCallbacks.size)
        connectivity = Connectivity(TestApplication.instance)
    }
}

internal fun capabilities(isMetered: Boolean): NetworkCapabilities = ShadowNetworkCapabilities.newInstance().also {
    shadowOf(it).addCapability(NetworkCapabilities.NET_CAPABILITY_INTERNET)
    if (!isMetered) shadowOf(it).addCapability(NetworkCapabilities.NET_CAPABILITY_NOT_METERED)
}
