import HuesCore
import Observation

/// The pin that is set by hand: it stands still, and the map moves below it.
@MainActor @Observable
public final class PinModel {
    /// A way to move the pin without dragging.
    public enum Direction: CaseIterable, Sendable {
        /// Upwards.
        case north
        /// To the right.
        case east
        /// Downwards.
        case south
        /// To the left.
        case west
    }

    /// The city's wards; `nil` until ``load(width:height:)``.
    public private(set) var map: CityShape?
    /// Which part of it is seen; the pin points at its middle.
    public private(set) var camera: Camera?
    /// The ward below the pin; `nil` outside the city.
    public private(set) var ward: Ward?
    /// What lies under the borders; `nil` where there is no map, or not now.
    public private(set) var tiles: TileLayer?
    /// Where the place was before, with its circle.
    public let known: Location?

    @ObservationIgnored private let session: AppSession
    @ObservationIgnored private var size = (width: 1.0, height: 1.0)

    /// A pin that begins where the place was, or in the middle of the city.
    public init(session: AppSession, known: Location?) {
        (self.session, self.known) = (session, known)
    }

    /// Reads the map for a screen so wide and high, in points.
    public func load(width: Double, height: Double) async {
        size = (width, height)
        await session.attempt { _ throws(ApiError) in
            let read = try await session.map()
            if camera == nil { camera = Camera(on: beginning(read), width: width, height: height) }
            map = read
        }
        await settle()
    }

    /// Where the pin points.
    public var location: Location? {
        guard let map, let camera else { return nil }
        return Location(point: map.plane.point(camera.middle), source: .pin)
    }

    /// The map was dragged by so many points.
    public func drag(x: Double, y: Double) {
        guard let map, var moved = camera else { return }
        moved.middle.east -= x * moved.metresPerPoint
        moved.middle.south -= y * moved.metresPerPoint
        moved.middle = map.extent.nearest(moved.middle)
        camera = moved
    }

    /// The pin goes a quarter of the screen's shorter side.
    public func step(_ direction: Direction) {
        let step = min(size.width, size.height) / 4
        switch direction {
        case .north: drag(x: 0, y: step)
        case .east: drag(x: -step, y: 0)
        case .south: drag(x: 0, y: -step)
        case .west: drag(x: step, y: 0)
        }
    }

    /// Fetches the map under what is seen, once it stands still; one that is being moved asks for nothing. What was there before stays until then.
    public func look() async {
        guard let map, let seen = camera else { return }
        try? await Task.sleep(for: .milliseconds(150))
        guard !Task.isCancelled else { return }
        let view = MapView(
            centre: map.plane.point(seen.middle), metresPerPoint: seen.metresPerPoint, width: size.width,
            height: size.height)
        await session.attempt { client throws(ApiError) in
            let found = try await client.layer(view, on: map.plane)
            if camera == seen { tiles = found }
        }
    }

    /// So many times closer.
    public func zoom(by factor: Double) {
        guard let map, var zoomed = camera, factor > 0 else { return }
        let coarsest = max(map.extent.width / size.width, map.extent.height / size.height, Camera.finest)
        zoomed.metresPerPoint = min(max(zoomed.metresPerPoint / factor, Camera.finest), coarsest)
        camera = zoomed
    }

    /// The map stands still again: in which ward is the pin?
    public func settle() async {
        guard let point = location?.point else { return }
        await session.attempt { client throws(ApiError) in
            let found = try await client.ward(at: point)
            // It may have moved on meanwhile; whoever moved it asks again.
            if location?.point == point { ward = found }
        }
    }

    private func beginning(_ map: CityShape) -> Extent {
        guard let known else { return map.extent }
        return Extent(around: map.plane.spot(known.point), reach: max(500, 2 * (known.accuracyM ?? 0)))
    }
}
