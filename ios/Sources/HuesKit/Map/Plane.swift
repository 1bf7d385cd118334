import Foundation
import HuesCore

/// A spot on the plane: metres east and south of its origin.
public struct Spot: Hashable, Sendable {
    /// Metres east.
    public var east: Double
    /// Metres south.
    public var south: Double

    /// A spot so far from the origin.
    public init(east: Double, south: Double) { (self.east, self.south) = (east, south) }
}

/// A flat sheet of paper over a city. Over a hundred kilometres it is true to a few parts in a thousand: enough to draw on, and nothing is
/// measured on it.
public struct Plane: Hashable, Sendable {
    private static let metresPerDegree = 111_195.0

    /// What lies in its middle.
    public let origin: Point

    private var metresPerDegreeEast: Double { Self.metresPerDegree * cos(origin.lat * .pi / 180) }

    /// A plane around a position.
    public init(origin: Point) { self.origin = origin }

    /// Where a position lies on it.
    public func spot(_ point: Point) -> Spot {
        Spot(
            east: (point.lon - origin.lon) * metresPerDegreeEast, south: (origin.lat - point.lat) * Self.metresPerDegree
        )
    }

    /// Which position lies there.
    public func point(_ spot: Spot) -> Point {
        Point(lat: origin.lat - spot.south / Self.metresPerDegree, lon: origin.lon + spot.east / metresPerDegreeEast)
    }
}

/// An upright rectangle on the plane.
public struct Extent: Hashable, Sendable {
    /// Its north-western corner.
    public var northWest: Spot
    /// Its south-eastern one.
    public var southEast: Spot

    /// What is within a distance of a spot.
    public init(around spot: Spot, reach: Double) {
        northWest = Spot(east: spot.east - reach, south: spot.south - reach)
        southEast = Spot(east: spot.east + reach, south: spot.south + reach)
    }

    /// The smallest one that holds all of them; `nil` for none.
    public init?(holding spots: [Spot]) {
        guard let first = spots.first else { return nil }
        (northWest, southEast) = (first, first)
        for spot in spots {
            northWest = Spot(east: min(northWest.east, spot.east), south: min(northWest.south, spot.south))
            southEast = Spot(east: max(southEast.east, spot.east), south: max(southEast.south, spot.south))
        }
    }

    /// From west to east, in metres.
    public var width: Double { southEast.east - northWest.east }
    /// From north to south, in metres.
    public var height: Double { southEast.south - northWest.south }
    /// The spot in its middle.
    public var middle: Spot {
        Spot(east: (northWest.east + southEast.east) / 2, south: (northWest.south + southEast.south) / 2)
    }

    /// With so many metres more on each side.
    public func grown(by metres: Double) -> Extent {
        var grown = self
        grown.northWest = Spot(east: northWest.east - metres, south: northWest.south - metres)
        grown.southEast = Spot(east: southEast.east + metres, south: southEast.south + metres)
        return grown
    }

    /// The spot of it that is nearest to another.
    public func nearest(_ spot: Spot) -> Spot {
        Spot(
            east: min(max(spot.east, northWest.east), southEast.east),
            south: min(max(spot.south, northWest.south), southEast.south))
    }
}
