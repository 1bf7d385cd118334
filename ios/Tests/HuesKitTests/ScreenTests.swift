import Foundation
import HuesCore
import Testing

@testable import HuesKit

/// What screens do by themselves: the trail that leads to them, and the map under the pin.
@MainActor @Suite(.timeLimit(.minutes(1)))
struct ScreenTests {
    @Test func aTrailIsTakenUpWhereItWasAndWhatIsNoScreenIsLeftOut() {
        let trail = Trail()
        let routes: [Route] = [.reports, .report(ReportId("a")), .compose(nil), .alerts, .alert("b"), .me]
        for route in routes { trail.go(route) }
        let restored = Trail()
        restored.restore(trail.written(draft: ReportId("c")) + "\nnowhere\nreport")
        let expected: [Route] = [
            .reports, .report(ReportId("a")), .compose(ReportId("c")), .alerts, .alert("b"), .me,
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
