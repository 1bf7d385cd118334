import CoreLocation
import HuesCore
import HuesKit

/// Where the phone is, asked once, when the citizen presses the button; the permission is asked for then, and only while the app is used.
@MainActor
final class Locator: NSObject, @preconcurrency CLLocationManagerDelegate {
    private let manager = CLLocationManager()
    private var allowed: CheckedContinuation<Void, Never>?
    private var found: CheckedContinuation<CLLocation?, Never>?

    override init() {
        super.init()
        manager.delegate = self
        manager.desiredAccuracy = kCLLocationAccuracyBest
    }

    /// A fix of now.
    func locate() async -> Fix {
        if manager.authorizationStatus == .notDetermined {
            await withCheckedContinuation { continuation in
                allowed = continuation
                manager.requestWhenInUseAuthorization()
            }
        }
        guard [.authorizedWhenInUse, .authorizedAlways].contains(manager.authorizationStatus) else { return .denied }
        guard found == nil else { return .unknown }
        let fix = await withCheckedContinuation { continuation in
            found = continuation
            manager.requestLocation()
        }
        return fix.map { .found(Location($0)) } ?? .unknown
    }

    func locationManagerDidChangeAuthorization(_ manager: CLLocationManager) {
        guard manager.authorizationStatus != .notDetermined else { return }
        allowed?.resume()
        allowed = nil
    }

    func locationManager(_ manager: CLLocationManager, didUpdateLocations locations: [CLLocation]) {
        found?.resume(returning: locations.last)
        found = nil
    }

    func locationManager(_ manager: CLLocationManager, didFailWithError error: any Error) {
        found?.resume(returning: nil)
        found = nil
    }
}

extension Location {
    /// As the core takes it.
    fileprivate init(_ fix: CLLocation) {
        self.init(
            point: Point(lat: fix.coordinate.latitude, lon: fix.coordinate.longitude),
            accuracyM: fix.horizontalAccuracy < 0 ? nil : fix.horizontalAccuracy, fixedAt: fix.timestamp, source: .gps,
            mock: fix.sourceInformation?.isSimulatedBySoftware ?? false)
    }
}
