import AVFoundation
import Foundation
import HuesKit
import PhotosUI
import UIKit
import UniformTypeIdentifiers

/// The system's photo picker. It runs outside the app, so it takes no permission; a HEIC photo comes as a JPEG, with its metadata.
@MainActor
final class PhotoPicker: NSObject, PHPickerViewControllerDelegate {
    private let inbox = Inbox("picked")
    private var done: CheckedContinuation<[NSItemProvider], Never>?

    /// The photos that the citizen chooses; none when they think better of it.
    func choose() async -> [PickedPhoto] {
        guard let front = UIApplication.shared.front, done == nil else { return [] }
        inbox.empty()
        var configuration = PHPickerConfiguration()
        configuration.filter = .images
        configuration.selectionLimit = 5
        configuration.preferredAssetRepresentationMode = .compatible
        let picker = PHPickerViewController(configuration: configuration)
        picker.delegate = self
        let chosen = await withCheckedContinuation { continuation in
            done = continuation
            front.present(picker, animated: true)
        }
        var photos: [PickedPhoto] = []
        for provider in chosen {
            if let file = await inbox.take(provider) { photos.append(PickedPhoto(file: file)) }
        }
        return photos
    }

    func picker(_ picker: PHPickerViewController, didFinishPicking results: [PHPickerResult]) {
        picker.dismiss(animated: true)
        done?.resume(returning: results.map(\.itemProvider))
        done = nil
    }
}

/// The camera, with the permission asked for at this moment.
@MainActor
final class CameraPicker: NSObject, UIImagePickerControllerDelegate, UINavigationControllerDelegate {
    private let inbox = Inbox("taken")
    private var done: CheckedContinuation<Data?, Never>?

    /// One photo.
    func take() async -> Picked {
        guard UIImagePickerController.isSourceTypeAvailable(.camera) else { return .noCamera }
        guard await AVCaptureDevice.requestAccess(for: .video) else { return .denied }
        guard let front = UIApplication.shared.front, done == nil else { return .photos([]) }
        inbox.empty()
        let picker = UIImagePickerController()
        picker.sourceType = .camera
        picker.delegate = self
        let jpeg = await withCheckedContinuation { continuation in
            done = continuation
            front.present(picker, animated: true)
        }
        guard let file = jpeg.flatMap(inbox.write) else { return .photos([]) }
        return .photos([PickedPhoto(file: file)])
    }

    func imagePickerController(
        _ picker: UIImagePickerController, didFinishPickingMediaWithInfo info: [UIImagePickerController.InfoKey: Any]
    ) {
        end(picker, (info[.originalImage] as? UIImage)?.jpegData(compressionQuality: 0.95))
    }

    func imagePickerControllerDidCancel(_ picker: UIImagePickerController) { end(picker, nil) }

    private func end(_ picker: UIImagePickerController, _ jpeg: Data?) {
        picker.dismiss(animated: true)
        done?.resume(returning: jpeg)
        done = nil
    }
}

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

    /// Keeps the file that a picker offers, which is gone when its call returns.
    func take(_ provider: NSItemProvider) async -> URL? {
        let kept = free()
        let type = UTType.jpeg.identifier
        let offered = provider.hasItemConformingToTypeIdentifier(type) ? type : UTType.image.identifier
        return await withCheckedContinuation { continuation in
            _ = provider.loadFileRepresentation(forTypeIdentifier: offered) { file, _ in
                let isKept = file.map { (try? FileManager.default.copyItem(at: $0, to: kept)) != nil } ?? false
                continuation.resume(returning: isKept ? kept : nil)
            }
        }
    }

    private func free() -> URL { folder.appendingPathComponent(UUID().uuidString) }
}
