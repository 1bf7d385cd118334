import Dispatch
import Foundation

@testable import HuesKit

/// The core's answers on their way to whoever asked: one of them can be held back.
final class Answers: Sendable {
    private let state = State()
    private let queue = DispatchQueue(label: "answers", attributes: .concurrent)
    private let held: AsyncStream<Void>
    private let isHeld: AsyncStream<Void>.Continuation

    init() { (held, isHeld) = AsyncStream.makeStream() }

    /// How many came so far.
    var count: Int { state.lock.withLock { state.count } }

    /// Answers a call.
    func come(_ call: @escaping @Sendable () -> HuesClient.Answer) {
        queue.async { [self] in
            let answer = call()
            let comes = state.lock.withLock {
                state.count += 1
                guard state.count == state.number else { return true }
                state.answer = answer
                return false
            }
            if comes { answer() } else { isHeld.yield() }
        }
    }

    /// From now on so many come, and the next one is held back.
    func hold(after count: Int) { state.lock.withLock { state.number = state.count + count + 1 } }

    /// Waits until one is held back: what was asked for is read, and nobody has heard of it.
    func untilHeld() async {
        var held = held.makeAsyncIterator()
        _ = await held.next()
    }

    /// The one that was held back comes.
    func release() {
        let answer = state.lock.withLock { () -> HuesClient.Answer? in
            defer { state.answer = nil }
            return state.answer
        }
        answer?()
    }

    // Touched with the lock held.
    private final class State: @unchecked Sendable {
        let lock = NSLock()
        var count = 0
        var number: Int?
        var answer: HuesClient.Answer?
    }
}
