@_exported import UIKit
@_exported import UniformTypeIdentifiers

public struct PHPickerFilter: Sendable { public static let images = Self(), videos = Self() }
public struct PHPickerConfiguration {
    public enum AssetRepresentationMode: Sendable { case automatic, current, compatible }
    public init() {}
    public var filter: PHPickerFilter?
    public var selectionLimit = 1
    public var preferredAssetRepresentationMode = AssetRepresentationMode.automatic
}
public struct PHPickerResult { public let itemProvider: NSItemProvider }
@MainActor public protocol PHPickerViewControllerDelegate: AnyObject {
    func picker(_ picker: PHPickerViewController, didFinishPicking results: [PHPickerResult])
}
public final class PHPickerViewController: UIViewController {
    public init(configuration: PHPickerConfiguration) {}
    public weak var delegate: (any PHPickerViewControllerDelegate)?
}
