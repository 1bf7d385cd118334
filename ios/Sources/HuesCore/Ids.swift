// Identifiers: texts on the way to the core, types of their own here, so that a photo's id is never taken for a report's.

/// A report, from its first keystroke on; the city keeps the same id.
public struct ReportId: Hashable, Sendable {
    /// The id as a text, for state restoration and deep links.
    public let text: String

    /// A text that is no id names nothing: calls with it fail with `ApiError.NotFound`.
    public init(_ text: String) { self.text = text }
}

/// A photo of a report.
public struct PhotoId: Hashable, Sendable {
    /// The id as a text.
    public let text: String

    /// A text that is no id names nothing: calls with it fail with `ApiError.NotFound`.
    public init(_ text: String) { self.text = text }
}

/// A message in a report's thread.
public struct MessageId: Hashable, Sendable {
    /// The id as a text.
    public let text: String

    /// A text that is no id names nothing: calls with it fail with `ApiError.NotFound`.
    public init(_ text: String) { self.text = text }
}

/// Something that waits to be sent.
public struct ItemId: Hashable, Sendable {
    /// The id as a text, for the description of a task of the system.
    public let text: String

    /// A text that is no id names nothing that waits.
    public init(_ text: String) { self.text = text }
}

/// A place that the citizen watches for warnings.
public struct PlaceId: Hashable, Sendable {
    /// The id as a text.
    public let text: String

    /// A text that is no id names nothing: calls with it fail with `ApiError.NotFound`.
    public init(_ text: String) { self.text = text }
}

/// A call for help; the city keeps the same id.
public struct SosId: Hashable, Sendable {
    /// The id as a text.
    public let text: String

    /// A text that is no id names nothing: calls with it fail with `ApiError.NotFound`.
    public init(_ text: String) { self.text = text }
}
