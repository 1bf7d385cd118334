import Foundation
import HuesCore

/// What lies under the wards' borders where the city names a map, and whom to thank for it: to be shown whenever one of the tiles is.
public struct TileLayer: Sendable {
    /// A tile's picture, and where it lies on the plane.
    public struct DrawnTile: Sendable {
        /// Where it lies.
        public let extent: Extent
        /// PNG, JPEG or WebP.
        public let picture: Data
    }

    /// Whose map it is.
    public let attribution: String
    /// The tiles that came.
    public let tiles: [DrawnTile]
}

extension HuesClient {
    /// The tiles that cover what is seen of the map; `nil` where the city has no map but its borders.
    public func tileMap(_ view: MapView) async throws(ApiError) -> TileMap? {
        try await call { client throws in try client.tileMap(view: view) }
    }

    /// The picture of a tile; `nil` when it can't be had now, and the map is drawn without it. Its server is told which tile, and nothing else of
    /// the citizen.
    public func mapTile(_ tile: Tile) async throws(ApiError) -> Data? {
        try await wait { client throws in try await client.mapTile(tile: tile) }
    }

    /// What lies under a view of the plane; `nil` where the city has no map, or nothing of it can be had now.
    func layer(_ view: MapView, on plane: Plane) async throws(ApiError) -> TileLayer? {
        guard let map = try await tileMap(view) else { return nil }
        let client = self
        let drawn = await withTaskGroup(of: TileLayer.DrawnTile?.self) { group in
            for placed in map.tiles {
                group.addTask {
                    guard let picture = try? await client.mapTile(placed.tile) else { return nil }
                    return TileLayer.DrawnTile(extent: plane.extent(placed), picture: picture)
                }
            }
            var drawn: [TileLayer.DrawnTile] = []
            for await tile in group { if let tile { drawn.append(tile) } }
            return drawn
        }
        return drawn.isEmpty ? nil : TileLayer(attribution: map.attribution, tiles: drawn)
    }
}

extension Plane {
    fileprivate func extent(_ placed: PlacedTile) -> Extent {
        var extent = Extent(around: spot(placed.northWest), reach: 0)
        extent.southEast = spot(placed.southEast)
        return extent
    }
}
