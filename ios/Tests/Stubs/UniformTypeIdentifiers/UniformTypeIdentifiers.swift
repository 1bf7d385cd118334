import Foundation

public struct UTType: Equatable, Sendable {
    public static let jpeg = Self(), image = Self(), movie = Self()
    public var identifier: String { "" }
}
/// Foundation's, where that is Apple's.
public final class NSItemProvider: @unchecked Sendable {
    public func hasItemConformingToTypeIdentifier(_ type: String) -> Bool { false }
    public func loadFileRepresentation(
        forTypeIdentifier type: String, completionHandler: @escaping @Sendable (URL?, (any Error)?) -> Void
    ) -> Progress { Progress(totalUnitCount: 0) }
}
