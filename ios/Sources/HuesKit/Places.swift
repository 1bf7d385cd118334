import Foundation
import HuesCore

/// The city that this app is for: its wards, its map and its clock.
extension HuesClient {
    /// Its name, languages, accent colours and hotlines. They do not change while the app runs.
    public func city() async throws(ApiError) -> CityInfo {
        try await call { _ throws in try embeddedCity() }
    }

    /// The parts of the home page that have something to show now, from the top to the bottom.
    public func homeParts() async throws(ApiError) -> [HomePart] {
        try await call { client throws in try client.homeParts() }
    }

    /// The ward in which a position lies; `nil` outside the city.
    public func ward(at point: Point) async throws(ApiError) -> Ward? {
        try await call { client throws in try client.wardAt(point: point) }
    }

    /// What a position is worth if the citizen takes it now: its ward, what lies beyond the city, and reasons to look at it twice.
    ///
    /// - Throws: `InvalidInput` for a position that is none.
    public func place(_ location: Location) async throws(ApiError) -> PlaceFacts {
        try await call { client throws in try client.place(location: location) }
    }

    /// What the place of a report was worth when the citizen set it; `nil` while it has none.
    public func place(of id: ReportId) async throws(ApiError) -> PlaceFacts? {
        try await call { client throws in try client.reportPlace(id: id) }
    }

    /// The wards that a name may mean, the likeliest first: a name of today or of before the last reform, with marks or without, mistyped or not
    /// typed to its end.
    public func searchWards(_ typed: String, limit: Int) async throws(ApiError) -> [FoundWard] {
        try await call { client throws in try client.searchWards(typed: typed, limit: UInt32(clamping: limit)) }
    }

    /// The wards' outlines for a map that needs no network.
    ///
    /// - Parameter tolerance: How far, in metres, an outline may run beside the border.
    public func map(tolerance: Double) async throws(ApiError) -> CityMap {
        try await call { client throws in try client.map(toleranceM: tolerance) }
    }

    /// A moment as the city's people say it, such as "lúc 14:05".
    public func words(for moment: Date) async throws(ApiError) -> Words {
        try await call { client throws in try client.moment(at: moment) }
    }

    /// The moment with which setting one begins: the last full five minutes.
    public func momentToSet() async throws(ApiError) -> Date {
        try await call { client throws in try client.momentToSet() }
    }
}
