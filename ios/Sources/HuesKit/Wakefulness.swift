import Foundation

/// Whether the core may let go of its files: nobody looks at the app, and nothing is under way. A call opens the core by itself, so whatever
/// ends last lets go again.
final class Wakefulness: @unchecked Sendable {
    // Both are touched with the lock held.
    private let lock = NSLock()
    private var isWatched = true
    private var underWay = 0
    private let letGo: @Sendable () -> Void

    init(letGo: @escaping @Sendable () -> Void) { self.letGo = letGo }

    /// Somebody looks at the app.
    func watch() { lock.withLock { isWatched = true } }

    /// Nobody looks at the app any more; ``settle()`` follows.
    func unwatch() { lock.withLock { isWatched = false } }

    func begin() { lock.withLock { underWay += 1 } }

    func end() {
        lock.withLock { underWay -= 1 }
        settle()
    }

    /// One piece of work from its begin to its end.
    func during<T>(_ work: () throws -> T) rethrows -> T {
        begin()
        defer { end() }
        return try work()
    }

    /// Lets go if it may. What begins meanwhile waits until that is done, and opens again.
    func settle() {
        lock.withLock { if !isWatched && underWay == 0 { letGo() } }
    }
}
