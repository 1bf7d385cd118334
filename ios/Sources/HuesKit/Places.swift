import Foundation
import HuesCore

/// The city that this app is for: its wards, its map and its clock.
extension HuesClient {
    /// Its name, languages, accent colours and hotlines. They do not change while the app runs.
    public func city() async throws(ApiError) -> CityInfo {
        try await call { _ throws in try embeddedCity() }
    }

    /// The ward in which a position lies; `nil` outside the city.
    public func ward(at point: Point) async throws(ApiError) -> Ward? {
        try await call { client throws in try client.wardAt(point: point) }
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
}
