import BackgroundTasks
import HuesKit
import UIKit

/// Sending and fetching while the app is not on the screen: once when the core says that a wait ends, once when there is a network again.
/// The system decides when, and never does it for an app that was swiped away.
@MainActor
enum BackgroundWork {
    private static let refresh = "vn.hues.refresh"
    private static let delivery = "vn.hues.delivery"

    /// To be called before the app has started, once.
    static func register(_ app: AppModel) {
        for identifier in [refresh, delivery] {
            BGTaskScheduler.shared.register(forTaskWithIdentifier: identifier, using: .main) { task in
                let handed = Handed(task: task)
                MainActor.assumeIsolated { run(handed, app) }
            }
        }
    }

    /// The app left the screen: it plans the next rounds, sends what it can in the time that the system gives, and lets go of its files before
    /// it is put to sleep; the system ends apps that sleep with a lock.
    static func finish(_ app: AppModel) {
        let time = BorrowedTime()
        time.begin { await app.cutOff() }
        Task {
            await schedule(app)
            await app.leave()
            time.end()
        }
    }

    /// Asks the system for the next rounds.
    private static func schedule(_ app: AppModel) async {
        guard let client = app.session?.client else { return }
        if let wake = try? await client.nextWake() {
            let request = BGAppRefreshTaskRequest(identifier: refresh)
            request.earliestBeginDate = wake
            try? BGTaskScheduler.shared.submit(request)
        }
        if let tally = try? await client.tally(), tally.waiting > 0 {
            let request = BGProcessingTaskRequest(identifier: delivery)
            request.requiresNetworkConnectivity = true
            try? BGTaskScheduler.shared.submit(request)
        }
    }

    private static func run(_ handed: Handed, _ app: AppModel) {
        let work = Task {
            let outcome = await app.work()
            await schedule(app)
            handed.task.setTaskCompleted(success: outcome != nil)
        }
        // What is being sent goes on from where it was the next time.
        handed.task.expirationHandler = {
            work.cancel()
            Task { @MainActor in await app.cutOff() }
        }
    }
}

/// The time that the system gives after the app has left the screen.
@MainActor
private final class BorrowedTime {
    private var identifier = UIBackgroundTaskIdentifier.invalid

    /// - Parameter isOver: What is done when the system wants it back.
    func begin(_ isOver: @escaping @MainActor () async -> Void) {
        identifier = UIApplication.shared.beginBackgroundTask {
            Task { @MainActor in
                await isOver()
                self.end()
            }
        }
    }

    func end() {
        UIApplication.shared.endBackgroundTask(identifier)
        identifier = .invalid
    }
}

/// A task of the system, which hands it over on the main queue and touches it nowhere else.
private struct Handed: @unchecked Sendable {
    let task: BGTask
}
