import Foundation
import HuesCore

/// Hands each event of the core to everybody who listens. The core calls it on a thread of its own, at most ten times a second.
final class EventHub: EventListener, @unchecked Sendable {
    // All that changes is changed with the lock held.
    private let lock = NSLock()
    private var listeners: [UUID: AsyncStream<Event>.Continuation] = [:]
    private var isFinished = false
    private var isHeld = false
    private var held: [Event] = []

    /// A stream of what happens from now on.
    func stream(_ buffering: AsyncStream<Event>.Continuation.BufferingPolicy) -> AsyncStream<Event> {
        let (stream, continuation) = AsyncStream.makeStream(of: Event.self, bufferingPolicy: buffering)
        let key = UUID()
        continuation.onTermination = { [weak self] _ in self?.forget(key) }
        let isLate = lock.withLock {
            if !isFinished { listeners[key] = continuation }
            return isFinished
        }
        if isLate { continuation.finish() }
        return stream
    }

    func onEvent(event: Event) {
        let hearing = lock.withLock {
            if isHeld { held.append(event) }
            return isHeld ? [] : Array(listeners.values)
        }
        for listener in hearing { listener.yield(event) }
    }

    /// From now on nobody hears of anything: whoever does would ask the core, which sleeps.
    func hold() { lock.withLock { isHeld = true } }

    /// Tells everybody what happened meanwhile.
    func release() {
        let late = lock.withLock {
            isHeld = false
            defer { held = [] }
            return held
        }
        for event in late { onEvent(event: event) }
    }

    /// Ends every stream.
    func finish() {
        let ended = lock.withLock {
            isFinished = true
            defer { listeners = [:] }
            return Array(listeners.values)
        }
        for listener in ended { listener.finish() }
    }

    private func forget(_ key: UUID) {
        // What the listener held must not end while the lock is held.
        let forgotten = lock.withLock { listeners.removeValue(forKey: key) }
        _ = forgotten
    }
}
