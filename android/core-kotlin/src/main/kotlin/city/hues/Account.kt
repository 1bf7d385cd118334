package city.hues

import kotlinx.coroutines.flow.Flow

/** Who is logged in. Reports need no login; what was made without one stays a guest's. */
class Account internal constructor(private val client: HuesClient) {
    /** Who is logged in, as the phone knows it. */
    suspend fun session(): Session = client.call { it.session() }

    /** The same, now and after each change. The flow ends with the client. */
    fun watch(): Flow<Session> = client.watch({ it == Event.SessionChanged }) { session() }

    /**
     * Whether who is logged in may do what needs this level.
     *
     * @throws ApiException `LoginRequired`, `StrongerLoginRequired`.
     */
    suspend fun require(level: LoginLevel): Unit = client.call { it.requireLogin(level) }

    /**
     * Begins a login: the browser goes to the request's URL, and what it comes back with is handed to [finishLogin] within ten minutes, by
     * this process or a later one. A login that was begun before is over.
     *
     * @throws ApiException `LoginFailed` with its reason.
     */
    suspend fun beginLogin(level: LoginLevel): LoginRequest = client.wait { it.beginLogin(level) }

    /**
     * Finishes a login with the URL that the browser came back with. The session that there was stays when it fails.
     *
     * @throws ApiException `LoginFailed` with its reason, `StrongerLoginRequired` when the provider answers a lower level than was asked
     * for, `StorageFull`.
     */
    suspend fun finishLogin(redirectUrl: String): Session = client.wait { it.finishLogin(redirectUrl) }

    /** Ends the login that is under way: a redirect that still comes is worth nothing. */
    suspend fun cancelLogin(): Unit = client.call { it.cancelLogin() }

    /** Asks the city anew who is logged in. A network that fails is no error: what is known stays. */
    suspend fun refresh(): Session = client.wait { it.refreshSession() }

    /** Forgets the session, here at once, and at the provider if it can be reached. Drafts and reports stay. */
    suspend fun logout(): Unit = client.wait { it.logout() }
}
