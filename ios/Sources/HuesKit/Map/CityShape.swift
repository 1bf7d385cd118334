import HuesCore

/// The city's wards on the plane, ready to be drawn without any network.
public struct CityShape: Sendable {
    /// A ward and its borders.
    public struct WardShape: Identifiable, Sendable {
        /// Its official code.
        public let id: String
        /// Its name.
        public let name: String
        /// Closed rings; what an odd number of them encloses belongs to the ward.
        public let rings: [[Spot]]
        /// The rectangle that holds it.
        public let extent: Extent?
    }

    /// The plane on which they lie.
    public let plane: Plane
    /// The rectangle that holds the city.
    public let extent: Extent
    /// Each ward.
    public let wards: [WardShape]

    /// The wards of a map.
    public init(_ map: CityMap) {
        let (southWest, northEast) = (map.southWest, map.northEast)
        let origin = Point(lat: (southWest.lat + northEast.lat) / 2, lon: (southWest.lon + northEast.lon) / 2)
        let plane = Plane(origin: origin)
        self.plane = plane
        let corners = [plane.spot(southWest), plane.spot(northEast)]
        extent = Extent(holding: corners) ?? Extent(around: plane.spot(origin), reach: 0)
        wards = map.wards.map { outline in
            let rings = outline.rings.map { $0.map(plane.spot) }
            let extent = Extent(holding: rings.flatMap { $0 })
            return WardShape(id: outline.ward.code, name: outline.ward.name, rings: rings, extent: extent)
        }
    }
}

/// Which part of the plane is seen: what is in the middle, and how many metres one point of the screen is.
public struct Camera: Hashable, Sendable {
    /// Closer, a hand's breadth would fill the screen.
    public static let finest = 0.1

    /// What is in the middle.
    public var middle: Spot
    /// How many metres one point of the screen is.
    public var metresPerPoint: Double

    /// So that all of an extent is seen on a screen so wide and high, in points.
    public init(on extent: Extent, width: Double, height: Double) {
        middle = extent.middle
        metresPerPoint = max(extent.width / max(width, 1), extent.height / max(height, 1), Self.finest)
    }

    /// Where a spot is seen, in points east and south of the screen's middle.
    public func seen(_ spot: Spot) -> (x: Double, y: Double) {
        ((spot.east - middle.east) / metresPerPoint, (spot.south - middle.south) / metresPerPoint)
    }
}
