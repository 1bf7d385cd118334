import HuesCore

/// Who is logged in. Reports need no login.
extension HuesClient {
    /// Who is logged in, as the phone knows it.
    public func session() async throws(ApiError) -> Session {
        try await call { client throws in try client.session() }
    }

    /// Whether who is logged in may do what needs this level.
    ///
    /// - Throws: `LoginRequired`, `StrongerLoginRequired`.
    public func requireLogin(_ level: LoginLevel) async throws(ApiError) {
        try await call { client throws in try client.requireLogin(level: level) }
    }

    /// Begins a login: the system's browser goes to the request's URL, and what it comes back with is handed to ``finishLogin(_:)``, within ten
    /// minutes, by this process or a later one.
    ///
    /// - Throws: `LoginFailed`.
    public func beginLogin(_ level: LoginLevel) async throws(ApiError) -> LoginRequest {
        try await wait { client throws in try await client.beginLogin(level: level) }
    }

    /// Finishes a login with the URL that the browser came back with. The session that there was stays when it fails.
    ///
    /// - Throws: `LoginFailed`, `StrongerLoginRequired`.
    @discardableResult
    public func finishLogin(_ redirectURL: String) async throws(ApiError) -> Session {
        try await wait { client throws in try await client.finishLogin(redirectUrl: redirectURL) }
    }

    /// Ends the login that is under way: a redirect that still comes is worth nothing.
    public func cancelLogin() async throws(ApiError) {
        try await call { client throws in try client.cancelLogin() }
    }

    /// Asks the city anew who is logged in. A network that fails is no error: what is known stays.
    @discardableResult
    public func refreshSession() async throws(ApiError) -> Session {
        try await wait { client throws in try await client.refreshSession() }
    }

    /// Forgets the session, here at once, and at the provider if it can be reached. Drafts and reports stay.
    public func logout() async throws(ApiError) {
        try await wait { client throws in try await client.logout() }
    }
}
