import Foundation
import UniformTypeIdentifiers

/// A temporary folder for what the pickers bring, until the core has its own copy.
struct Inbox: Sendable {
    private let folder: URL

    init(_ name: String) {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent(name, isDirectory: true)
    }

    /// Forgets what is in it.
    func empty() {
        try? FileManager.default.removeItem(at: folder)
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    /// Keeps a JPEG.
    func write(_ jpeg: Data) -> URL? {
        let file = free()
        return (try? jpeg.write(to: file)) == nil ? nil : file
    }

    /// Keeps a file that the camera wrote.
    func move(_ written: URL) -> URL? {
        let file = free()
        return (try? FileManager.default.moveItem(at: written, to: file)) == nil ? nil : file
    }

    /// Keeps the file that a picker offers, which is gone when its call returns: as the first of these types that it has.
    func take(_ provider: NSItemProvider, _ types: [UTType]) async -> URL? {
        let kept = free()
        let names = types.map(\.identifier)
        guard let offered = names.first(where: provider.hasItemConformingToTypeIdentifier) else { return nil }
        return await withCheckedContinuation { continuation in
            _ = provider.loadFileRepresentation(forTypeIdentifier: offered) { file, _ in
                let isKept = file.map { (try? FileManager.default.copyItem(at: $0, to: kept)) != nil } ?? false
                continuation.resume(returning: isKept ? kept : nil)
            }
        }
    }

    private func free() -> URL { folder.appendingPathComponent(UUID().uuidString) }
}
