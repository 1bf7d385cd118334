import Foundation
import HuesCore
import Testing

@testable import HuesKit

/// What screens do by themselves: the trail that leads to them, and the map under the pin.
@MainActor @Suite(.timeLimit(.minutes(1)))
struct ScreenTests {
    @Test func aTrailIsTakenUpWhereItWasAndWhatIsNoScreenIsLeftOut() {
        let trail = Trail()
        let routes: [Route] = [
            .reports, .report(ReportId("a")), .conflict(ReportId("a")), .compose(nil), .alerts, .alert("b"), .me,
        ]
        for route in routes { trail.go(route) }
        let restored = Trail()
        restored.restore(trail.written(draft: ReportId("c")) + "\nnowhere\nreport")
        let expected: [Route] = [
            .reports, .report(ReportId("a")), .conflict(ReportId("a")), .compose(ReportId("c")), .alerts, .alert("b"),
            .me,
        ]
        #expect(restored.path == expected)
        restored.back()
        restored.restart(.compose(nil))
        #expect(restored.path == [.compose(nil)])
        restored.restore(restored.written(draft: nil))
        #expect(restored.path == [.compose(nil)])
        restored.back()
        restored.back()
        #expect(restored.path == [])
    }

    @Test func aPointComesBackFromThePlaneAsItWent() {
        let plane = Plane(origin: Point(lat: 16.46, lon: 107.58))
        for point in [Point(lat: 16.4698, lon: 107.5786), Point(lat: 16.0, lon: 107.0), plane.origin] {
            let back = plane.point(plane.spot(point))
            #expect(abs(back.lat - point.lat) < 1e-9 && abs(back.lon - point.lon) < 1e-9)
        }
        // A thousandth of a degree of latitude is 111 m.
        #expect(abs(plane.spot(Point(lat: 16.461, lon: 107.58)).south + 111.195) < 0.001)
    }

    @Test func aMapLiesUnderTheBordersWhereTheCityNamesOneAndIsMissedByNobody() async throws {
        let city = try RunningCity()
        let map = MapTiles(tiles: city.origin + "/tiles/{z}/{x}/{y}.png", attribution: "© made up", maxZoom: 19)
        let device = TestDevice(try Phone(city, map: map))
        device.network = .unmetered
        let app = try await RunningApp(device)
        try await app.session.client.setNetwork(.unmetered)
        let known = Location(point: Point(lat: 16.4698, lon: 107.5786), accuracyM: 12, source: .gps)
        let pin = PinModel(session: try app.session, known: known)
        await pin.load(width: 360, height: 480)
        await pin.look()
        #expect(pin.tiles == nil && pin.ward != nil)

        try await city.serveTiles("pictures")
        await pin.look()
        let layer = try #require(pin.tiles), camera = try #require(pin.camera)
        #expect(layer.attribution == "© made up")
        #expect(layer.tiles.allSatisfy { $0.picture.starts(with: [0x89, 0x50, 0x4E, 0x47]) })
        // They cover the screen: nothing of it is west or north of the first ones, or beyond the last ones.
        let seen = layer.tiles.map { (camera.seen($0.extent.northWest), camera.seen($0.extent.southEast)) }
        #expect(seen.contains { $0.0.x <= -180 && $0.0.y <= -240 })
        #expect(seen.contains { $0.1.x >= 180 && $0.1.y >= 240 })

        // What comes for a view that was left is not drawn under another one.
        let looking = Task { await pin.look() }
        pin.zoom(by: 4)
        await looking.value
        await pin.look()
        #expect(pin.tiles?.tiles.first?.extent.width ?? 0 < layer.tiles[0].extent.width)
    }

    @Test func aCityThatNamesNoMapAsksNobodyForOne() async throws {
        let city = try RunningCity()
        try await city.serveTiles("pictures")
        let device = TestDevice(try Phone(city))
        device.network = .unmetered
        let app = try await RunningApp(device)
        try await app.session.client.setNetwork(.unmetered)
        let pin = PinModel(session: try app.session, known: nil)
        await pin.load(width: 360, height: 480)
        await pin.look()
        #expect(pin.tiles == nil && pin.map != nil)
        #expect(try await city.state().tiles.isEmpty)
    }

    @Test func aPinIsDraggedSteppedAndZoomedWithinTheCity() async throws {
        let phone = try Phone(RunningCity())
        let app = try await RunningApp(TestDevice(phone))
        let known = Location(point: Point(lat: 16.4698, lon: 107.5786), accuracyM: 12, source: .gps)
        let pin = PinModel(session: try app.session, known: known)
        await pin.load(width: 360, height: 480)
        #expect(pin.ward?.name == "Phường Phú Xuân")
        #expect(abs((pin.location?.point.lat ?? 0) - 16.4698) < 1e-6)

        let start = try #require(pin.camera)
        pin.drag(x: 10, y: -20)
        let dragged = try #require(pin.camera)
        let seen = dragged.seen(start.middle)
        #expect(abs(seen.x - 10) < 1e-6 && abs(seen.y + 20) < 1e-6)
        pin.zoom(by: 2)
        #expect(pin.camera?.metresPerPoint == start.metresPerPoint / 2)
        pin.zoom(by: 1e-9)
        for direction in PinModel.Direction.allCases { for _ in 0..<20 { pin.step(direction) } }
        let map = try #require(pin.map), camera = try #require(pin.camera)
        #expect(map.extent.nearest(camera.middle) == camera.middle)
        // The rectangle's corner is in the sea or in another province.
        for _ in 0..<20 {
            pin.step(.north)
            pin.step(.east)
        }
        await pin.settle()
        #expect(pin.ward == nil && pin.location?.source == .pin)
    }
}
