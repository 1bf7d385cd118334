import Foundation
import HuesKit
import UIKit

/// The session in which the system sends photos while the app sleeps, also after it was ended. It is made at every start: what ended while the
/// app was gone is told then.
@MainActor
enum BackgroundUploads {
    private static let name = "vn.hues.uploads"
    fileprivate static var done: (() -> Void)?

    static func uploader(for app: AppModel) -> SessionUploader {
        let configuration = URLSessionConfiguration.background(withIdentifier: name)
        configuration.sessionSendsLaunchEvents = true
        return SessionUploader(
            configuration,
            tell: { id, outcome in await app.uploaded(id, outcome) },
            ended: {
                await app.uploadsEnded()
                await finish()
            })
    }

    /// The system may put the app to sleep again.
    private static func finish() {
        done?()
        done = nil
    }
}

/// Hears that the system started the app because its uploads ended.
final class AppDelegate: NSObject, UIApplicationDelegate {
    func application(
        _ application: UIApplication, handleEventsForBackgroundURLSession identifier: String,
        completionHandler: @escaping () -> Void
    ) {
        BackgroundUploads.done = completionHandler
    }
}
