import HuesCore
import Observation

/// All that a report can be about, and what of it the citizen may mean who looks for one.
@MainActor @Observable
public final class CategoriesModel {
    /// What is typed to find one.
    public var typed = ""
    /// What came of it; `nil` until ``search()``.
    public private(set) var found: CategorySearch?

    @ObservationIgnored private let session: AppSession

    /// Nothing is typed yet.
    public init(session: AppSession) { self.session = session }

    /// Looks for what is typed.
    public func search() async {
        let asked = typed
        await session.attempt { client throws(ApiError) in
            let read = try await client.searchCategories(asked)
            // More may have been typed meanwhile; whoever typed it searches again.
            if asked == typed { found = read }
        }
    }
}

extension Suggestion: Identifiable {}
