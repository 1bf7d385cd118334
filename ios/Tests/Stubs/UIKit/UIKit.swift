// Stands in for the small part of UIKit that the iPhone's adapters use, so that the compiler reads them where there is none.
@_exported import Foundation
@_exported import FoundationNetworking

// Foundation's, where that is Apple's.
extension URLSessionConfiguration {
    public static func background(withIdentifier identifier: String) -> URLSessionConfiguration { .default }
    public var sessionSendsLaunchEvents: Bool {
        get { false }
        set {}
    }
}

extension ProcessInfo { public var isLowPowerModeEnabled: Bool { false } }
extension NSNotification.Name { public static let NSProcessInfoPowerStateDidChange = Self("") }
extension URLResourceKey { public static let volumeAvailableCapacityForImportantUsageKey = Self(rawValue: "") }
extension URLResourceValues { public var volumeAvailableCapacityForImportantUsage: Int64? { nil } }

@MainActor public final class UIDevice: NSObject {
    public enum BatteryState: Sendable { case unknown, unplugged, charging, full }
    public static let current = UIDevice()
    public static let batteryLevelDidChangeNotification = NSNotification.Name("")
    public static let batteryStateDidChangeNotification = NSNotification.Name("")
    public var isBatteryMonitoringEnabled = false
    public var batteryLevel: Float { -1 }
    public var batteryState: BatteryState { .unknown }
}
@MainActor public protocol UIApplicationDelegate: AnyObject {
    func application(
        _ application: UIApplication, handleEventsForBackgroundURLSession identifier: String,
        completionHandler: @escaping () -> Void)
}
public struct UIBackgroundTaskIdentifier: Sendable { public static let invalid = Self() }
@MainActor public final class UIApplication {
    public static let shared = UIApplication()
    public static let openSettingsURLString = ""
    public var connectedScenes: Set<UIScene> { [] }
    public func open(_ url: URL) {}
    public func beginBackgroundTask(
        expirationHandler: (@MainActor @Sendable () -> Void)? = nil
    ) -> UIBackgroundTaskIdentifier { .invalid }
    public func endBackgroundTask(_ identifier: UIBackgroundTaskIdentifier) {}
}
@MainActor public class UIScene: NSObject {}
public final class UIWindowScene: UIScene { public var keyWindow: UIWindow? { nil } }
@MainActor public class UIView { public var window: UIWindow? { nil } }
public final class UIWindow: UIView {
    public override init() {}
    public var rootViewController: UIViewController? { nil }
}
@MainActor open class UIViewController {
    public init() {}
    public var view: UIView { UIView() }
    public var presentedViewController: UIViewController? { nil }
    public func present(_ controller: UIViewController, animated: Bool) {}
    public func dismiss(animated: Bool) {}
}
public final class UIImage: Sendable {
    public init?(data: Data) { nil }
    public func jpegData(compressionQuality: Double) -> Data? { nil }
}
@MainActor public protocol UINavigationControllerDelegate: AnyObject {}
@MainActor public protocol UIImagePickerControllerDelegate: AnyObject {
    func imagePickerController(
        _ picker: UIImagePickerController, didFinishPickingMediaWithInfo info: [UIImagePickerController.InfoKey: Any])
    func imagePickerControllerDidCancel(_ picker: UIImagePickerController)
}
public final class UIImagePickerController: UIViewController {
    public enum SourceType: Sendable { case camera }
    public enum CameraCaptureMode: Sendable { case photo, video }
    public enum QualityType: Sendable { case type640x480 }
    public enum InfoKey: Sendable { case originalImage, mediaURL }
    public static func isSourceTypeAvailable(_ type: SourceType) -> Bool { false }
    public static func availableMediaTypes(for type: SourceType) -> [String]? { nil }
    public var sourceType = SourceType.camera
    public var mediaTypes: [String] = []
    public var cameraCaptureMode = CameraCaptureMode.photo
    public var videoQuality = QualityType.type640x480
    public var videoMaximumDuration: TimeInterval = 0
    public weak var delegate: (any UIImagePickerControllerDelegate & UINavigationControllerDelegate)?
}
