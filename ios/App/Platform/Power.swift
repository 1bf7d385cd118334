import HuesCore
import HuesKit
import UIKit

/// What the iPhone says of its battery: now, and at each change of its level, its charger and the low power mode.
@MainActor
enum Power {
    static func batteries() -> AsyncStream<Battery> {
        UIDevice.current.isBatteryMonitoringEnabled = true
        return AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
            let ears = Ears { continuation.yield(now) }
            continuation.onTermination = { _ in ears.close() }
            continuation.yield(now)
        }
    }

    private static var now: Battery {
        let device = UIDevice.current
        return Battery(
            level: device.batteryLevel, isCharging: device.batteryState == .charging || device.batteryState == .full,
            isSaved: ProcessInfo.processInfo.isLowPowerModeEnabled)
    }
}

/// Hears of each change on the main thread, until it is closed; its tokens are made once and only handed back.
private final class Ears: @unchecked Sendable {
    private let tokens: [any NSObjectProtocol]

    @MainActor init(_ heard: @escaping @MainActor @Sendable () -> Void) {
        let changes = [
            UIDevice.batteryLevelDidChangeNotification, UIDevice.batteryStateDidChangeNotification,
            .NSProcessInfoPowerStateDidChange,
        ]
        tokens = changes.map { change in
            NotificationCenter.default.addObserver(forName: change, object: nil, queue: .main) { _ in
                MainActor.assumeIsolated(heard)
            }
        }
    }

    func close() { for token in tokens { NotificationCenter.default.removeObserver(token) } }
}
