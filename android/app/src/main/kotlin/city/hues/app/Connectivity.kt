package city.hues.app

import android.content.Context
import android.net.ConnectivityManager
import android.net.NetworkCapabilities
import androidx.core.content.getSystemService
import city.hues.Network
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import android.net.Network as Link

/** What network there is, by the system's word, from the start of the process to its end. */
internal class Connectivity(context: Context) : AutoCloseable {
    private val manager = checkNotNull(context.getSystemService<ConnectivityManager>())
    private val state = MutableStateFlow(networkOf(manager.getNetworkCapabilities(manager.activeNetwork)))

    val network: StateFlow<Network> get() = state

    private val callback = object : ConnectivityManager.NetworkCallback() {
        private var capabilities: NetworkCapabilities? = null
        private var isBlocked = false

        override fun onCapabilitiesChanged(network: Link, networkCapabilities: NetworkCapabilities) {
            capabilities = networkCapabilities
            tell()
        }

        /** The system saves battery or data, and does not let this app through. */
        override fun onBlockedStatusChanged(network: Link, blocked: Boolean) {
            isBlocked = blocked
            tell()
        }

        override fun onLost(network: Link) {
            capabilities = null
            tell()
        }

        private fun tell() {
            state.value = if (isBlocked) Network.NONE else networkOf(capabilities)
        }
    }

    init {
        manager.registerDefaultNetworkCallback(callback)
    }

    override fun close() = manager.unregisterNetworkCallback(callback)

    /** A Wi-Fi that leads to a login page counts: the core finds out, and says so. */
    private fun networkOf(capabilities: NetworkCapabilities?): Network = when {
        capabilities?.hasCapability(NetworkCapabilities.NET_CAPABILITY_INTERNET) != true -> Network.NONE
        capabilities.hasCapability(NetworkCapabilities.NET_CAPABILITY_NOT_METERED) -> Network.UNMETERED
        else -> Network.METERED
    }
}
