import HuesCore

/// Calls for help. A call is on the phone's disk when `raise` returns, and goes by itself, before all else.
extension HuesClient {
    /// Whether this city takes calls for help; where it does not, there are only the numbers to call.
    public func isSosOffered() async throws(ApiError) -> Bool {
        try await call { client throws in try client.isSosOffered() }
    }

    /// Calls for help. Nothing in the call is refused: what is too long is cut. While one is on its way the UI shows that one.
    ///
    /// - Throws: `NotFound` when this city takes none, `StorageFull`: then the citizen is to call a number.
    @discardableResult
    public func raise(_ sos: SosCall) async throws(ApiError) -> SosId {
        try await call { client throws in try client.raiseSos(call: sos) }
    }

    /// All calls that the phone has, the newest first. One that is over is forgotten after a day.
    public func sosList() async throws(ApiError) -> [SosView] {
        try await call { client throws in try client.sosList() }
    }

    /// One call.
    public func sos(_ id: SosId) async throws(ApiError) -> SosView {
        try await call { client throws in try client.sos(id: id) }
    }

    /// Takes a call back. One that nobody else can have is gone; else the city is told.
    public func cancel(_ id: SosId) async throws(ApiError) {
        try await call { client throws in try client.cancelSos(id: id) }
    }

    /// Tries a call at once, also one that the city refused.
    public func tryNow(_ id: SosId) async throws(ApiError) {
        try await call { client throws in try client.trySosNow(id: id) }
    }

    /// Forgets a call that is over, or that the city refused.
    public func dismiss(_ id: SosId) async throws(ApiError) {
        try await call { client throws in try client.dismissSos(id: id) }
    }
}
