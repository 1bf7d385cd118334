import Observation
import Testing

/// Waits until what models show makes this true; asked again at each change of what it read.
@MainActor
func until(_ isTrue: @MainActor () -> Bool) async {
    while !Task.isCancelled {
        let (changes, changed) = AsyncStream.makeStream(of: Void.self)
        if withObservationTracking(isTrue, onChange: { changed.yield() }) { return }
        for await _ in changes { break }
    }
    Issue.record("it never became true")
}
