import HuesCore

/// Warnings, and the places that the citizen wants to be warned for, which never leave the phone.
extension HuesClient {
    /// The warnings that hold now, from what is on the phone, in the first of these languages that each has.
    public func alerts(in languages: [Language]) async throws(ApiError) -> AlertList {
        let tags = languages.map(\.tag)
        return try await call { client throws in try client.alerts(languages: tags) }
    }

    /// The places, in the order in which they were added.
    public func watchedPlaces() async throws(ApiError) -> [WatchedPlace] {
        try await call { client throws in try client.watchedPlaces() }
    }

    /// Adds a place.
    ///
    /// - Throws: `InvalidInput` beyond ten places or for a position that is none, `StorageFull`.
    @discardableResult
    public func watch(_ point: Point, name: String) async throws(ApiError) -> PlaceId {
        try await call { client throws in try client.watchPlace(name: name, point: point) }
    }

    /// Forgets a place.
    public func unwatch(_ id: PlaceId) async throws(ApiError) {
        try await call { client throws in try client.unwatchPlace(id: id) }
    }
}

extension Language {
    /// Its tag (RFC 5646).
    public var tag: String {
        switch self {
        case .vi: "vi"
        case .en: "en"
        }
    }
}
