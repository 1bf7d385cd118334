@_exported import Foundation

public let kCLLocationAccuracyBest = -1.0
public enum CLAuthorizationStatus: Sendable { case notDetermined, denied, authorizedWhenInUse, authorizedAlways }
public struct CLLocationCoordinate2D: Sendable { public let latitude: Double, longitude: Double }
public struct CLLocationSourceInformation: Sendable { public let isSimulatedBySoftware: Bool }
public final class CLLocation: Sendable {
    public let coordinate = CLLocationCoordinate2D(latitude: 0, longitude: 0)
    public let horizontalAccuracy = 0.0
    public let timestamp = Date()
    public let sourceInformation: CLLocationSourceInformation? = nil
}
public protocol CLLocationManagerDelegate: AnyObject {
    func locationManagerDidChangeAuthorization(_ manager: CLLocationManager)
    func locationManager(_ manager: CLLocationManager, didUpdateLocations locations: [CLLocation])
    func locationManager(_ manager: CLLocationManager, didFailWithError error: any Error)
}
public final class CLLocationManager {
    public init() {}
    public weak var delegate: (any CLLocationManagerDelegate)?
    public var desiredAccuracy = 0.0
    public var authorizationStatus: CLAuthorizationStatus { .notDetermined }
    public func requestWhenInUseAuthorization() {}
    public func requestLocation() {}
}
